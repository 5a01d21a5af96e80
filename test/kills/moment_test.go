//go:build unix

package kills

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// moment is when a command is killed: some time after it was started, or after so many
// changes that it made to the folders of ~/.aws.
type moment struct {
	changes int
	after   time.Duration
}

func (m moment) String() string {
	if m.changes > 0 {
		return fmt.Sprintf("%v after change %d", m.after, m.changes)
	}
	return fmt.Sprintf("%v after the start", m.after)
}

// someMoment is one while a command runs that takes so long. Half of them are near a write,
// for most of the time nothing is written.
func someMoment(random *rand.Rand, takes time.Duration) moment {
	if random.IntN(2) == 0 {
		return moment{after: time.Duration(random.Int64N(int64(takes)))}
	}
	return moment{changes: 1 + random.IntN(4), after: time.Duration(random.Int64N(int64(time.Millisecond)))}
}

// kill starts a command and kills it at a moment. It reports whether it was not over by then.
func (h *home) kill(t *testing.T, cmd *exec.Cmd, m moment) bool {
	t.Helper()
	was := h.glance()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	for seen := 0; seen < m.changes; {
		if is := h.glance(); is != was {
			was = is
			seen++
		}
		select {
		case <-ended:
			return false
		default:
		}
	}
	select {
	case <-ended:
	case <-time.After(m.after):
		_ = cmd.Process.Kill()
		<-ended
	}
	return !cmd.ProcessState.Exited()
}

// glance is what the folders of ~/.aws look like from afar: another text after each change.
func (h *home) glance() string {
	text := ""
	for _, dir := range []string{"", "sso/cache", "cli/cache", "fob"} {
		if info, err := os.Stat(h.path(dir)); err == nil {
			text += info.ModTime().String()
		}
	}
	return text
}
