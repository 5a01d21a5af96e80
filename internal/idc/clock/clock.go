// Package clock is the time of a local Identity Center: that of the machine, unless
// somebody moves it, so that what takes hours can be seen in a moment.
package clock

import (
	"sync"
	"time"
)

// Clock is safe for concurrent use.
type Clock struct {
	machine func() time.Time

	mu     sync.Mutex
	ahead  time.Duration // of the machine's time while the clock runs
	frozen bool
	at     time.Time // while it is frozen
}

// New returns a clock that runs with the machine's.
func New(machine func() time.Time) *Clock { return &Clock{machine: machine} }

// Now returns the time that the server goes by.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if c.frozen {
		return c.at
	}
	return c.machine().Add(c.ahead)
}

// Machine returns the machine's time, which clients go by.
func (c *Clock) Machine() time.Time { return c.machine() }

// Frozen reports whether the clock stands still.
func (c *Clock) Frozen() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.frozen
}

// Freeze stops the clock.
func (c *Clock) Freeze() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.frozen = c.now(), true
}

// Run lets a frozen clock go on from where it stands.
func (c *Clock) Run() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.frozen {
		c.ahead, c.frozen = c.at.Sub(c.machine()), false
	}
}

// Set moves the clock to a time; it runs on, or stands still there, as it did before.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(t)
}

// Advance moves the clock ahead, or back where d is negative.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.set(c.now().Add(d))
}

func (c *Clock) set(t time.Time) {
	if c.frozen {
		c.at = t
		return
	}
	c.ahead = t.Sub(c.machine())
}

// Reset lets the clock run with the machine's again.
func (c *Clock) Reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead, c.frozen = 0, false
}
