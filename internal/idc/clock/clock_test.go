package clock_test

import (
	"testing"
	"time"

	"fob.example/fob/internal/idc/clock"
)

func TestClock(t *testing.T) {
	machine := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	c := clock.New(func() time.Time { return machine })
	at := func(step, want string) {
		t.Helper()
		if got := c.Now().Format(time.TimeOnly); got != want {
			t.Errorf("%s: it is %s, want %s", step, got, want)
		}
	}
	at("at first", "12:00:00")
	c.Advance(time.Hour)
	at("an hour ahead", "13:00:00")
	machine = machine.Add(time.Minute)
	at("and it runs", "13:01:00")
	c.Freeze()
	machine = machine.Add(time.Hour)
	at("frozen", "13:01:00")
	c.Advance(-time.Minute)
	at("moved back, still frozen", "13:00:00")
	c.Run()
	c.Run()
	machine = machine.Add(time.Second)
	at("running on from there", "13:00:01")
	c.Set(machine.Add(-2 * time.Hour))
	at("set", "11:01:01")
	c.Freeze()
	c.Set(machine)
	if !c.Frozen() || !c.Machine().Equal(machine) {
		t.Error("a frozen clock that is set runs, or the machine's is not what it was")
	}
	c.Reset()
	machine = machine.Add(time.Second)
	at("reset", "13:01:02")
}
