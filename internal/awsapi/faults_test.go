package awsapi_test

import (
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
)

// What a call may come to.
const (
	success     = "success"
	unreachable = "an *UnreachableError"
	answered    = "an *AnswerError"
	refusal     = "a *ServiceError"
	temporary   = "a *ServiceError that is temporary"
	other       = "another error"
)

func kindOf(err error) string {
	if err == nil {
		return success
	}
	if _, ok := errors.AsType[*awsapi.UnreachableError](err); ok {
		return unreachable
	}
	if _, ok := errors.AsType[*awsapi.AnswerError](err); ok {
		return answered
	}
	e, ok := errors.AsType[*awsapi.ServiceError](err)
	switch {
	case ok && e.Temporary():
		return temporary
	case ok:
		return refusal
	}
	return other
}

// expected is what a call comes to that meets a fault, and after how many attempts. It is
// the whole rule: what would be the same again is not tried again, and what is good once is
// sent again only if it cannot have been spent.
func (o outcome) expected(call, grant string) (kind string, tries int) {
	after500, afterReset := attempts(call, grant)
	switch o {
	case unsent:
		return unreachable, 3
	case broken:
		return unreachable, afterReset
	case insecure:
		return unreachable, 1
	case notAWS:
		return answered, 1
	case refused:
		return refusal, 1
	case throttled:
		return temporary, afterReset
	case inTrouble:
		return temporary, after500
	case notNow:
		return temporary, 1
	case onceTrouble:
		return passing(temporary, after500)
	case onceBroken:
		return passing(unreachable, afterReset)
	case noMembers:
		switch call {
		case "Logout", "ListAccounts", "ListAccountRoles": // of whose answers nothing is needed
		default:
			return answered, 1
		}
	}
	return success, 1
}

// passing is what becomes of something that is over at the second attempt.
func passing(kind string, tries int) (string, int) {
	if tries > 1 {
		return success, 2
	}
	return kind, 1
}

// meeting is what happened in one call.
type meeting struct {
	err   error
	tries int
	took  time.Duration
}

// meet makes a call against a peer. A call that never ends is an error of its own.
func meet(t *testing.T, i int, p *peer, config awsapi.Config) meeting {
	var tries atomic.Int32
	config.Endpoint = func(awsapi.Service) (string, error) { return p.url, nil }
	config.Trace = func(_, _, _ string, _ int, _ time.Duration) { tries.Add(1) }
	began, ended := time.Now(), make(chan error, 1)
	go func() { ended <- calls[i].make(t.Context(), awsapi.New(config), region) }()
	select {
	case err := <-ended:
		return meeting{err, int(tries.Load()), time.Since(began)}
	case <-time.After(100 * time.Second):
		return meeting{errors.New("the call does not end"), int(tries.Load()), time.Since(began)}
	}
}

// Whatever is at the other end, a call ends soon, says what it met, tries again only what
// may work and do no harm, goes nowhere else, and keeps secrets to itself.
func TestNetworkFaults(t *testing.T) {
	t.Parallel()
	elsewhere := listen(t, fault{answer: func(w *wire) { w.say(w.right) }}, "")
	var cells sync.WaitGroup
	atOnce := make(chan struct{}, 192)
	for _, f := range faults() {
		for i, call := range calls {
			p := listen(t, f, elsewhere.url)
			cells.Go(func() {
				atOnce <- struct{}{}
				defer func() { <-atOnce }()
				var config awsapi.Config
				if f.slow { // real time, long enough for a machine that is busy
					config.ConnectTimeout, config.RequestTimeout = 4*time.Second, 6*time.Second
				}
				m := meet(t, i, p, config)
				name := f.name + ", " + call.name + call.grant
				wantKind, wantTries := f.outcome.expected(call.name, call.grant)
				if got := kindOf(m.err); got != wantKind || m.tries != wantTries {
					t.Errorf("%s: %s after %d attempts, want %s after %d: %v", name, got, m.tries, wantKind, wantTries, m.err)
				}
				if m.took > 40*time.Second {
					t.Errorf("%s: took %v", name, m.took)
				}
				if m.err != nil && (strings.Contains(strings.ToLower(m.err.Error()), "canary") || len(m.err.Error()) > 500) {
					t.Errorf("%s: the error tells secrets, or tales: %.600v", name, m.err)
				}
				checkRequests(t, name, p, wantTries)
			})
		}
	}
	cells.Wait()
	if n, lines := elsewhere.met(); n != 0 {
		t.Errorf("another server was sent %q", lines)
	}
}

// checkRequests holds what a peer was sent against the number of attempts.
func checkRequests(t *testing.T, name string, p *peer, tries int) {
	switch connections, lines := p.met(); {
	case p.fault.answer == nil:
	case connections != tries:
		t.Errorf("%s: %d connections, want %d", name, connections, tries)
	case p.fault.tls && len(lines) != 0, !p.fault.tls && len(lines) != tries:
		t.Errorf("%s: was sent %q, want %d requests", name, lines, tries)
	case strings.Contains(strings.Join(lines, "\n"), "canary"):
		t.Errorf("%s: secrets in the URLs: %q", name, lines)
	}
}

// What comes without end, or expands, is not kept.
func TestNetworkFaultsInBoundedMemory(t *testing.T) {
	_ = bomb()
	for _, f := range faults() {
		if !f.large {
			continue
		}
		for i, call := range calls {
			p := listen(t, f, "")
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			m := meet(t, i, p, awsapi.Config{MaxAttempts: 1})
			runtime.ReadMemStats(&after)
			if m.err == nil {
				t.Errorf("%s, %s: accepted", f.name, call.name)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 32<<20 {
				t.Errorf("%s, %s: %d MiB were allocated", f.name, call.name, used>>20)
			}
		}
	}
}
