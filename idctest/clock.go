package idctest

import (
	"time"

	"fob.example/fob/internal/idc/clock"
)

// Clock is the time that all lifetimes of a server follow: of sign-ins, tokens, codes,
// registrations and role credentials. Clients keep their own: what they have cached lasts as
// long as they think.
type Clock struct{ clock *clock.Clock }

// Clock returns the server's clock, which runs with the machine's until it is moved.
func (s *Server) Clock() *Clock { return &Clock{s.server.Clock()} }

// Now returns the time by the clock.
func (c *Clock) Now() time.Time { return c.clock.Now() }

// Set moves the clock to a time; it runs on, or stands still there, as it did before.
func (c *Clock) Set(t time.Time) { c.clock.Set(t) }

// Advance moves the clock ahead, or back where d is negative.
func (c *Clock) Advance(d time.Duration) { c.clock.Advance(d) }

// Freeze stops the clock.
func (c *Clock) Freeze() { c.clock.Freeze() }

// Run lets a frozen clock go on from where it stands.
func (c *Clock) Run() { c.clock.Run() }

// Reset lets the clock run with the machine's again.
func (c *Clock) Reset() { c.clock.Reset() }
