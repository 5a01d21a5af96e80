package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A clock that is off is named once, and as the remedy where it explains an error.
func TestAClockThatIsOff(t *testing.T) {
	for name, off := range map[string]time.Duration{"H67 behind": 3 * time.Hour, "H67 ahead": -3 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			answer := func(status int, body string) *portal {
				p := &portal{}
				p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "application/json")
					w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
					w.WriteHeader(status)
					fmt.Fprint(w, body)
				}))
				t.Cleanup(p.Close)
				return p
			}
			says := "fob: warning: the clock of this machine is 3h0m " + strings.TrimPrefix(name, "H67 ")
			stdout, stderr := answer(200, `{"accountList": []}`).run(t, "sso list-accounts")
			if stdout == "" || !strings.HasPrefix(stderr, says) || strings.Count(stderr, "\n") != 1 {
				t.Errorf("stdout %q, stderr %q", stdout, stderr)
			}
			stdout, stderr = answer(403, `{"__type": "RequestTimeTooSkewed", "message": "no"}`).run(t, "sso list-accounts")
			if stdout != "" || !strings.HasPrefix(stderr, says) || !strings.Contains(stderr, "fob: hint: set the clock of this machine") {
				t.Errorf("stdout %q, stderr %q", stdout, stderr)
			}
			_, stderr = answer(403, `{"__type": "ForbiddenException", "message": "no"}`).run(t, "sso list-accounts")
			if strings.Contains(stderr, "set the clock") {
				t.Errorf("stderr %q", stderr)
			}
		})
	}
}

// A service that is busy is left alone for as long as it says; if that is long, the command ends.
func TestABusyService(t *testing.T) {
	const body = `{"__type": "TooManyRequestsException", "message": "slow down"}`
	p := &portal{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.asked = append(p.asked, r.URL.Path)
		p.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Retry-After", "86400")
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(p.Close)
	stdout, stderr := p.run(t, "sso list-accounts")
	if stdout != "" || len(p.requests()) != 1 || !strings.Contains(stderr, "fob: hint: the service asks to be left alone for 24h0m0s; run the command again then, your sign-in is kept") {
		t.Errorf("%d requests, stdout %q, stderr %q", len(p.requests()), stdout, stderr)
	}
}
