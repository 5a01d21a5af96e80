package main

import (
	"context"
	"os"
	"testing"
)

// A signal that has come and that nobody has heeded yet keeps the program from being started.
func TestASignalBeforeTheHandOverIsNotLost(t *testing.T) {
	for range 200 {
		ctx, interrupts := listen()
		interrupts.signals <- os.Interrupt
		interrupts.handOver()
		if context.Cause(ctx) != stopped(os.Interrupt.String()) {
			t.Fatalf("it was lost: %v", context.Cause(ctx))
		}
	}
	ctx, interrupts := listen()
	interrupts.handOver()
	interrupts.handOver() // for another program
	if ctx.Err() != nil {
		t.Errorf("none came: %v", context.Cause(ctx))
	}
}
