package ssotoken_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/ssotoken"
)

// turn is that of the session in these tests.
var turn = "sso/cache/" + ssotoken.Key(corp)

// However many refresh at once, one spends the refresh token, and all have what it got.
func TestOneRefreshForAll(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(-time.Minute)))
	var spent atomic.Int32
	var started sync.WaitGroup
	started.Add(20)
	s := &service{answer: func(string) (int, string, string) {
		if n := spent.Add(1); n > 1 {
			return refused(400, "InvalidGrantException")("")
		}
		started.Wait() // so that the others come while it is under way
		return 200, "", `{"accessToken": "new", "tokenType": "Bearer", "expiresIn": 600, "refreshToken": "next"}`
	}}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			source := s.source(c)
			source.Store.Warn = func(err error) { t.Error(err) }
			var t2 ssotoken.Token
			var err error
			started.Done()
			if i%2 == 0 {
				t2, err = source.AccessToken(t.Context(), corp)
			} else {
				_, t2, err = source.Ensure(t.Context(), corp, time.Minute)
			}
			if err != nil || t2.AccessToken != "new" {
				t.Errorf("%q, %v", t2.AccessToken, err)
			}
		})
	}
	all.Wait()
	if n := s.calls.Load(); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// Who signs out while others wait to refresh has the last word.
func TestSignedOutMeanwhile(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(5*time.Minute)))
	s := &service{}
	source := s.source(c)
	end, err := source.Turns.Take(t.Context(), turn, lockfile.Work{Doing: "refreshing"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { _, err := source.AccessToken(t.Context(), corp); ended <- err }()
	if err := os.Remove(c.path(ssotoken.Key(corp))); err != nil {
		t.Fatal(err)
	}
	end()
	// It may have read the token before or after it was removed; the answer is the same.
	if err := <-ended; !errors.As(err, new(*ssotoken.NotSignedInError)) || s.calls.Load() != 0 {
		t.Errorf("%d calls, %v", s.calls.Load(), err)
	}
}

// The same while the service is asked: the fresh token is not written where there is none any more.
func TestSignedOutWhileTheServiceIsAsked(t *testing.T) {
	for _, left := range []time.Duration{-time.Hour, 5 * time.Minute} {
		c := newCache(t)
		c.putToken(corp, token("expiresAt", in(left)))
		s := &service{answer: func(body string) (int, string, string) {
			if err := c.SignOut(t.Context(), func(context.Context, string, string) error { return nil }); err != nil {
				t.Error(err)
			}
			return fresh(body)
		}}
		if got, err := s.source(c).AccessToken(t.Context(), corp); !errors.As(err, new(*ssotoken.NotSignedInError)) {
			t.Errorf("%v left: got %q, %v", left, got.AccessToken, err)
		}
		c.putToken(corp, token("expiresAt", in(left)))
		if standing, _, err := s.source(c).Ensure(t.Context(), corp, time.Hour); standing != ssotoken.SignInNeeded || err != nil {
			t.Errorf("%v left: standing %v, %v", left, standing, err)
		}
		if files, _ := os.ReadDir(c.Dir); len(files) > 0 {
			t.Errorf("%v left: there is a %s", left, files[0].Name())
		}
	}
}

// A process that holds its turn for longer than a call takes is waited for for a minute.
func TestATurnThatDoesNotEnd(t *testing.T) {
	for _, left := range []time.Duration{-time.Hour, 5 * time.Minute} {
		t.Run(fmt.Sprint(left), func(t *testing.T) {
			c := newCache(t)
			c.putToken(corp, token("expiresAt", in(left)))
			s := &service{}
			source := s.source(c)
			end, err := source.Turns.Take(t.Context(), turn, lockfile.Work{Doing: "refreshing"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer end()
			synctest.Test(t, func(t *testing.T) {
				got, err := source.AccessToken(t.Context(), corp)
				if s.calls.Load() > 0 {
					t.Error("it asked out of turn")
				}
				if left > 0 {
					wantUsed(t, c, got, err)
				} else if !errors.As(err, new(*ssotoken.RefreshError)) || !errors.As(err, new(*lockfile.BusyError)) {
					t.Errorf("got %v", err)
				}
			})
		})
	}
}

// Where there is no folder for locks there are no turns.
func TestNoTurns(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(-time.Minute)))
	s := &service{answer: func(string) (int, string, string) { return fresh("") }}
	source := s.source(c)
	source.Turns.Dir = filepath.Join(c.path(ssotoken.Key(corp)), "fob") // below a file
	got, err := source.AccessToken(t.Context(), corp)
	if err != nil || got.AccessToken != "new" || len(c.warnings) != 1 || !strings.HasPrefix(c.warnings[0], "lock ") {
		t.Errorf("%q, %v, warned of %q", got.AccessToken, err, c.warnings)
	}
}
