package awsapi

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

// maxSkew is what clocks may differ by. AWS refuses signatures of other times.
const maxSkew = 5 * time.Minute

// ClockSkewError says that this machine's clock is not the service's. Ahead is by how
// much it is ahead of it, to the minute; negative if it is behind.
type ClockSkewError struct {
	Host  string
	Ahead time.Duration
}

func (e *ClockSkewError) Error() string {
	direction := "ahead of"
	if e.Ahead < 0 {
		direction = "behind"
	}
	return fmt.Sprintf("the clock of this machine is %s %s that of %s", minutes(e.Ahead.Abs()), direction, e.Host)
}

// minutes spells a time of whole minutes: 2h5m.
func minutes(d time.Duration) string {
	text := d.String()
	return text[:len(text)-len("0s")]
}

// clock holds the services' clocks against this machine's.
type clock struct {
	now  func() time.Time
	warn func(error)
	once sync.Once
}

func newClock(config Config) *clock {
	c := &clock{now: config.Now, warn: config.Warn}
	if c.now == nil {
		c.now = time.Now
	}
	return c
}

// compare warns, once, of an answer that says it is another time.
func (c *clock) compare(resp *http.Response) {
	date, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil || c.warn == nil {
		return
	}
	if ahead := c.now().Sub(date); ahead.Abs() > maxSkew {
		c.once.Do(func() { c.warn(&ClockSkewError{resp.Request.URL.Host, ahead.Round(time.Minute)}) })
	}
}
