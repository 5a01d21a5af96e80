package main

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
)

// interrupts are the signals that ask this process to stop.
type interrupts struct {
	signals chan os.Signal // closed once they are handed over
	heeded  chan struct{}  // closed once the first one has cancelled the context, or none will
	once    sync.Once
	cancel  context.CancelCauseFunc
}

// listen returns a context that the first of them cancels, with a stopped as its cause. A
// second one ends the process at once.
func listen() (context.Context, *interrupts) {
	ctx, cancel := context.WithCancelCause(context.Background())
	i := &interrupts{signals: make(chan os.Signal, 1), heeded: make(chan struct{}), cancel: cancel}
	signal.Notify(i.signals, slices.DeleteFunc([]os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}, outlived)...)
	go i.heed()
	return ctx, i
}

func (i *interrupts) heed() {
	defer close(i.heeded)
	s, came := <-i.signals
	if !came {
		return
	}
	i.cancel(stopped(s.String()))
	if s == syscall.SIGHUP { // it comes twice, from the shell and from the terminal
		signal.Ignore(s)
	}
	signal.Stop(i.signals)
}

// outlived reports whether a signal is the end of a terminal, and this process was started to
// outlive that (nohup).
func outlived(s os.Signal) bool { return s == syscall.SIGHUP && signal.Ignored(s) }

// handOver leaves all signals to the program that is about to run. One that came before has
// cancelled the context when it returns.
func (i *interrupts) handOver() {
	signal.Stop(i.signals) // which waits for one that is on its way, as Reset does not
	i.once.Do(func() { close(i.signals) })
	<-i.heeded
	signal.Reset()
}

// stopped is the cause of a context that a signal cancelled.
type stopped string

func (s stopped) Error() string { return string(s) }
