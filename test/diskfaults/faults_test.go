//go:build unix

package diskfaults

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"fob.example/fob/test/awsfiles"
)

func TestH69EveryOperationThatFails(t *testing.T) {
	var runs atomic.Int64
	t.Run("commands", func(t *testing.T) {
		for _, s := range scenarios() {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				p := &play{scenario: s, desk: newDesk(t)}
				p.rehearse(t)
				all := faults(p.trace, os.Getenv("FOB_SOAK") != "")
				if testing.Short() {
					all = slices.DeleteFunc(all, func(f fault) bool { return f.at%7 != 0 })
				}
				for _, f := range all {
					p.fail(t, f)
				}
				runs.Add(int64(len(all)))
				t.Logf("%d operations, %d runs", len(p.trace), len(all))
			})
		}
	})
	t.Logf("%d runs", runs.Load())
}

// play is a scenario, and how it goes without a fault.
type play struct {
	scenario
	*desk
	start         state
	trace         []string
	before, after awsfiles.Files
}

func (p *play) setup(t *testing.T) {
	t.Helper()
	if p.start == nil || p.once {
		p.start = p.begin(t, p.desk)
	}
	p.restore(t, p.start)
}

func (p *play) rehearse(t *testing.T) {
	t.Helper()
	p.setup(t)
	p.before, _ = awsfiles.Look(t, p.path(""), "before")
	o := p.run(t, p.command, fault{})
	p.trace = p.disk.trace
	left := 0
	p.after, left = awsfiles.Look(t, p.path(""), "after")
	if o.code != 0 || left != 0 || !strings.Contains(o.stdout, p.prints) || len(p.trace) == 0 {
		t.Fatalf("without a fault: exit code %d, %d files left over, %d operations\n%s%s", o.code, left, len(p.trace), o.stdout, o.stderr)
	}
}

// fail runs the command with a fault, and the next ones without.
func (p *play) fail(t *testing.T, f fault) {
	t.Helper()
	operation := p.trace[f.at-1]
	where := fmt.Sprintf("operation %d (%s) fails with %s", f.at, operation, f.kind)
	if f.onward {
		where += ", and all after it"
	}
	p.setup(t)
	o := p.run(t, p.command, f)
	if strings.Contains(o.stderr, "panic") {
		t.Errorf("%s:\n%s", where, o.stderr)
	}
	found, left := awsfiles.Look(t, p.path(""), where)
	found.OldOrNew(t, where, p.before, p.after)
	if left != 0 && f.kind != stop && !p.disk.kept {
		t.Errorf("%s: %d files left over, and nothing was in the way of their removal", where, left)
	}
	if f.kind != stop {
		p.handedOut(t, where, f, o, found)
	}
	if p.lost(f) {
		p.must(t, where+", and then", login)
	}
	for _, next := range p.next {
		p.must(t, where+", and then", next)
	}
	awsfiles.Look(t, p.path(""), where+", and then the next command")
}

// handedOut checks that nothing got lost: what was bought is printed, a sign-in kept, and
// success is what it says.
func (p *play) handedOut(t *testing.T, where string, f fault, o outcome, found awsfiles.Files) {
	t.Helper()
	_, spent := p.grants("/token")
	_, bought := p.grants("/federation/credentials")
	switch {
	case p.prints == "":
		if o.code == 0 {
			made, after := found.Below(p.makes), p.after.Below(p.makes)
			made.OldOrNew(t, where+", and it claims success", after, after)
		}
	case (bought || spent) && (o.code != 0 || !strings.Contains(o.stdout, p.prints)):
		t.Errorf("%s: what was bought is not handed out: exit code %d\n%s%s", where, o.code, o.stdout, o.stderr)
	}
}

// lost reports whether a refresh token was spent, and the next one could not be kept since the
// disk failed for good in between. Nothing helps against that.
func (p *play) lost(f fault) bool {
	refreshed, spent := p.grants("/token")
	if !p.once || !spent || !f.onward || f.at <= refreshed {
		return false
	}
	text, err := os.ReadFile(p.path(tokenFile))
	return err == nil && string(text) == p.start[tokenFile]
}
