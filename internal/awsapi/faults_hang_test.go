package awsapi_test

import (
	"os"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
)

// A server that hangs is left after 30 s, and a call with all its attempts after 60 s: with
// nothing but real time, and nothing configured. make soak waits for it; TestHangAndDrip
// holds the same limits on a clock of its own.
func TestHangInRealTime(t *testing.T) {
	if os.Getenv("FOB_SOAK") == "" {
		t.Skip("takes a minute; FOB_SOAK is not set")
	}
	t.Parallel()
	var hangs sync.WaitGroup
	for i, call := range calls {
		p := listen(t, fault{answer: (*wire).hang}, "")
		_, tries := attempts(call.name, call.grant)
		limit := time.Minute
		if tries == 1 {
			limit = 30 * time.Second
		}
		hangs.Go(func() {
			m := meet(t, i, p, awsapi.Config{})
			if kindOf(m.err) != unreachable || m.took < 29*time.Second || m.took > limit+2*time.Second {
				t.Errorf("%s%s: %v after %d attempts in %v", call.name, call.grant, m.err, m.tries, m.took)
			}
		})
	}
	hangs.Wait()
}
