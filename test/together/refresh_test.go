package together_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// However many processes find the access token run out, one refreshes it, one buys the
// role credentials, and all have the same ones.
func TestOneRefresh(t *testing.T) {
	w := newWorld(t)
	for _, tt := range []struct {
		delay  time.Duration
		rounds int
	}{{0, times(3, 20)}, {300 * time.Millisecond, times(3, 20)}, {3 * time.Second, times(1, 20)}} {
		w.slow(tt.delay)
		for round := range tt.rounds {
			w.runOut()
			w.counted()
			keys := map[string]int{}
			for _, p := range w.atOnce(50, nil, "configure", "export-credentials", "--profile", "dev") {
				if keys[key(p.stdout)]++; p.err != nil || p.stderr != "" {
					t.Errorf("delay %v, round %d: %v, %s", tt.delay, round, p.err, p.stderr)
				}
			}
			if len(keys) != 1 {
				t.Errorf("delay %v, round %d: credentials %v", tt.delay, round, keys)
			}
			if diff := cmp.Diff(map[string]int{"POST /token": 1, "GET /federation/credentials": 1}, w.counted()); diff != "" {
				t.Errorf("delay %v, round %d: %s", tt.delay, round, diff)
			}
		}
	}
}
