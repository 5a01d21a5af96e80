package demo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/standin"
)

const consent = `<form method="post"><button name="decision" value="allow">Allow</button></form>`

// signInAt runs a command that opens a page and then does as it likes.
func signInAt(t *testing.T, page string, then func(context.Context) int, approve func(context.Context, string) (standin.Visit, error)) error {
	t.Helper()
	w := &walk{user: "alice", approve: approve, Config: Config{Stdout: io.Discard, Run: func(ctx context.Context, c Command) int {
		if err := c.OpenBrowser(page); err != nil {
			t.Error(err)
		}
		return then(ctx)
	}}}
	return w.signIn(t.Context(), func(string) string { return "" }, "sso", "login")
}

// waits is a command that waits for its approval.
func waits(ctx context.Context) int { <-ctx.Done(); return 130 }

// A stand-in that could not approve ends the command, with what it saw.
func TestNoApproval(t *testing.T) {
	for name, c := range map[string]struct {
		first, second http.HandlerFunc
		want          string
	}{
		"an error page": {
			first: func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusForbidden)
				io.WriteString(w, "<title>Not \u202e you</title><h1>Go</h1>\n<p>away</p>")
			},
			want: `nothing asked for an approval; the last page was 403 Not \u202e you: Go away`,
		},
		"a page that asks nothing": {
			first: func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<title>Hello</title>there") },
			want:  "nothing asked for an approval; the last page was 200 Hello: there",
		},
		"an error after Allow": {
			first:  func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, consent) },
			second: func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "Bad state", http.StatusBadRequest) },
			want:   "what followed on Allow was 400 Bad state",
		},
		"a button that is not there": {
			first: func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, `<form><button name="user_name" value="alice" disabled>Alice</button><button name="user_name" value="bob">Bob</button></form>`)
			},
			want: `/: the page has no button for user_name "alice"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Type", "text/html")
				if r.Method == http.MethodPost {
					c.second(w, r)
					return
				}
				c.first(w, r)
			}))
			defer ts.Close()
			err := signInAt(t, ts.URL+"/", waits, standin.Person{UserName: "alice"}.Walk)
			if want := "the stand-in at the browser: " + c.want; err == nil || err.Error() != want {
				t.Errorf("got %v\nwant %s", err, want)
			}
		})
	}
}

func approves(context.Context, string) (standin.Visit, error) {
	return standin.Visit{Page: standin.Page{Status: http.StatusOK}, Decided: true}, nil
}

func TestCommandHasTimeToFinish(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		err := signInAt(t, "", waits, approves)
		if took := time.Since(began); took != finishing || err == nil || err.Error() != "fob sso login: still waiting 30s after the stand-in had approved" {
			t.Errorf("after %v: %v", took, err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		slow := func(context.Context) int { time.Sleep(finishing - 1); return 0 }
		if err := signInAt(t, "", slow, approves); err != nil || time.Since(began) != finishing-1 {
			t.Errorf("after %v: %v", time.Since(began), err)
		}
	})
}

// With a person's own browser there is no such limit.
func TestPersonTakesTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &walk{Config: Config{Stdout: io.Discard, OpenBrowser: func(string) error { return nil }, Run: func(_ context.Context, c Command) int {
			if err := c.OpenBrowser("page"); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Hour)
			return 0
		}}}
		if err := w.signIn(t.Context(), nil, "sso", "login"); err != nil {
			t.Error(err)
		}
	})
}

// A command that failed by itself is what is told, not that its listener is gone.
func TestCommandFailsByItself(t *testing.T) {
	gone := func(ctx context.Context, _ string) (standin.Visit, error) {
		<-ctx.Done()
		return standin.Visit{}, errors.New("connection refused")
	}
	err := signInAt(t, "", func(context.Context) int { return 254 }, gone)
	var step *StepError
	if !errors.As(err, &step) || step.ExitCode() != 254 || strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v", err)
	}
}
