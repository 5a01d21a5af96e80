//go:build unix

package kills

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"fob.example/fob/test/awsfiles"
)

// seed is that of FOB_KILLS_SEED, else a new one.
func seed(t *testing.T) uint64 {
	text := os.Getenv("FOB_KILLS_SEED")
	if text == "" {
		return rand.Uint64()
	}
	n, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		t.Fatalf("FOB_KILLS_SEED: %v", err)
	}
	return n
}

// kills is how often each command is killed while it runs.
func kills() int {
	if os.Getenv("FOB_SOAK") != "" {
		return 34 // 306 for nine commands
	}
	return 8
}

func TestKills(t *testing.T) {
	c := newCenter(t)
	start := seed(t)
	t.Logf("FOB_KILLS_SEED=%d", start)
	for i, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(start, uint64(i)))
			before, after, takes := s.undisturbed(t, c)
			hits, late, leftovers := 0, 0, 0
			for hits < kills() && late < 10*kills() && !t.Failed() {
				m := someMoment(random, takes)
				where := fmt.Sprintf("kill %d, %v", hits+late+1, m)
				h := newHome(t, c)
				s.setup(t, h)
				hit := h.kill(t, h.command(s.command...), m)
				found, left := awsfiles.Look(t, h.path(""), where)
				found.OldOrNew(t, where, before, after)
				h.must(t, s.next...)
				awsfiles.Look(t, h.path(""), where+", and the next command")
				if hit {
					hits++
					leftovers += left
				} else {
					late++
				}
			}
			t.Logf("takes %v; killed %d times, %d times too late; %d files left over", takes, hits, late, leftovers)
			if t.Failed() || hits < kills() {
				t.Errorf("again with FOB_KILLS_SEED=%d", start)
			}
		})
	}
}

// undisturbed runs a command to its end: what the files are before and after, and how long
// it takes.
func (s scenario) undisturbed(t *testing.T, c *center) (before, after awsfiles.Files, takes time.Duration) {
	t.Helper()
	h := newHome(t, c)
	s.setup(t, h)
	before, _ = awsfiles.Look(t, h.path(""), "before")
	began := time.Now()
	h.must(t, s.command)
	takes = time.Since(began)
	after, left := awsfiles.Look(t, h.path(""), "after")
	if left != 0 {
		t.Errorf("%d files left over without a kill", left)
	}
	return before, after, takes
}
