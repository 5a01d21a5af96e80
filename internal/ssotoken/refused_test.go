package ssotoken_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/ssotoken"
)

// A tool that takes no turns may have spent the refresh token, and writes down what it got
// a while later: that is used, without a word. If nothing comes, the session is over.
func TestH66ARefusedRefresh(t *testing.T) {
	for name, tt := range map[string]struct {
		left  time.Duration // of the token in the file
		after time.Duration // until the other tool writes; 0 for never
		file  string
		want  string
		takes time.Duration
	}{
		"it writes at once":                 {-time.Hour, time.Millisecond, token("accessToken", "theirs"), "theirs", 100 * time.Millisecond},
		"it takes 4 s":                      {-time.Hour, 3950 * time.Millisecond, token("accessToken", "theirs"), "theirs", 4 * time.Second},
		"the token is still good":           {5 * time.Minute, 3950 * time.Millisecond, token("accessToken", "theirs"), "theirs", 4 * time.Second},
		"it is half way":                    {-time.Hour, time.Second, `{"accessToken": "the`, "", 5 * time.Second},
		"nobody writes":                     {-time.Hour, 0, "", "", 5 * time.Second},
		"it takes too long":                 {-time.Hour, 6 * time.Second, token("accessToken", "theirs"), "", 5 * time.Second},
		"it writes one that has run out":    {-time.Hour, time.Second, token("accessToken", "theirs", "expiresAt", in(-time.Minute)), "", 5 * time.Second},
		"it writes the same":                {-time.Hour, time.Second, token(), "", 5 * time.Second},
		"it writes one of another instance": {-time.Hour, time.Second, token("accessToken", "theirs", "region", "eu-west-1"), "", 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t)
				c.putToken(corp, token("expiresAt", in(tt.left)))
				s := &service{answer: func(string) (int, string, string) {
					if tt.after > 0 {
						time.AfterFunc(tt.after, func() { c.putToken(corp, tt.file) })
					}
					return refused(400, "InvalidGrantException")("")
				}}
				began := time.Now()
				got, err := s.source(c).AccessToken(t.Context(), corp)
				if got.AccessToken != tt.want || (err == nil) != (tt.want != "") {
					t.Errorf("got %q, %v", got.AccessToken, err)
				}
				if tt.want == "" && !errors.As(err, new(*ssotoken.EndedError)) {
					t.Errorf("ended with %v", err)
				}
				if took := time.Since(began).Round(100 * time.Millisecond); took != tt.takes {
					t.Errorf("took %v, want %v", took, tt.takes)
				}
				if s.calls.Load() != 1 || len(c.warnings) > 0 {
					t.Errorf("%d calls, warned of %q", s.calls.Load(), c.warnings)
				}
				time.Sleep(10 * time.Second) // for the other tool to end
			})
		})
	}
}

// While one looks for what another tool got, those behind it go on.
func TestARefusalHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache(t)
		c.putToken(corp, token("expiresAt", in(-time.Hour)))
		s := &service{answer: refused(400, "InvalidGrantException")}
		began := time.Now()
		ended := make(chan error)
		for range 10 {
			go func() { _, err := s.source(c).AccessToken(t.Context(), corp); ended <- err }()
		}
		for range 10 {
			if err := <-ended; !errors.As(err, new(*ssotoken.EndedError)) {
				t.Error(err)
			}
		}
		if took := time.Since(began).Round(time.Second); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestLookingForATokenIsInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stopped := errors.New("stopped")
		ctx, cancel := context.WithCancelCause(t.Context())
		c := newCache(t)
		c.putToken(corp, token("expiresAt", in(5*time.Minute)))
		s := &service{answer: func(string) (int, string, string) {
			time.AfterFunc(time.Second, func() { cancel(stopped) })
			return refused(400, "InvalidGrantException")("")
		}}
		began := time.Now()
		if _, err := s.source(c).AccessToken(ctx, corp); !errors.Is(err, stopped) || time.Since(began) != time.Second {
			t.Errorf("ended after %v with %v", time.Since(began), err)
		}
	})
}

// Time goes by while others are waited for: what was good then may have run out.
func TestATokenThatRunsOutMeanwhile(t *testing.T) {
	for name, tt := range map[string]struct {
		waits  func(t *testing.T, s *ssotoken.Source) // before the call
		answer func(string) (int, string, string)
		want   string
	}{
		"while the service is asked": {nil, refused(400, "InvalidRequestException"), ""},
		"while another refreshes": {func(t *testing.T, s *ssotoken.Source) {
			end, err := s.Turns.Take(t.Context(), turn, lockfile.Work{Doing: "refreshing"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(10*time.Second, end)
		}, fresh, "new"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t)
				c.putToken(corp, token("expiresAt", in(time.Minute)))
				s := &service{}
				source := s.source(c)
				began, suspended := time.Now(), time.Duration(0)
				source.Now = func() time.Time { return now.Add(time.Since(began) + suspended) }
				s.answer = func(body string) (int, string, string) { suspended = time.Hour; return tt.answer(body) }
				source.Waiting = func(awsconfig.SSOSession, lockfile.Work) { suspended = time.Hour }
				if tt.waits != nil {
					tt.waits(t, source)
				}
				got, err := source.AccessToken(t.Context(), corp)
				if got.AccessToken != tt.want || (err == nil) != (tt.want != "") || len(c.warnings) > 0 {
					t.Errorf("got %q, %v, warned of %q", got.AccessToken, err, c.warnings)
				}
				time.Sleep(time.Minute)
			})
		})
	}
}

// Somebody signs in anew, while others wait to refresh, with a client that cannot refresh.
func TestNothingToRefreshAnyMore(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(-time.Hour)))
	s := &service{answer: fresh}
	source := s.source(c)
	end, err := source.Turns.Take(t.Context(), turn, lockfile.Work{Doing: "refreshing"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	waits := make(chan struct{})
	source.Waiting = func(awsconfig.SSOSession, lockfile.Work) { close(waits) }
	ended := make(chan error)
	go func() { _, err := source.AccessToken(t.Context(), corp); ended <- err }()
	<-waits
	c.putToken(corp, token("accessToken", "other", "expiresAt", in(-time.Minute), "refreshToken", nil))
	end()
	if err := <-ended; !errors.As(err, new(*ssotoken.EndedError)) || s.calls.Load() != 0 {
		t.Errorf("%d calls, %v", s.calls.Load(), err)
	}
}
