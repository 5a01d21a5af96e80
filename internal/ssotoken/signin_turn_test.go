package ssotoken_test

import (
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/ssotoken"
)

// signingIn takes the turn as another process that signs a person in, which writes the
// token after a while, "" for none.
func signingIn(t *testing.T, c *cache, s *ssotoken.Source, text string) {
	t.Helper()
	_, end, err := s.SignInTurn(t.Context(), corp, time.Now().Add(10*time.Minute), nil)
	if err != nil || end == nil {
		t.Fatal(err)
	}
	go func() {
		time.Sleep(9 * time.Minute)
		if text != "" {
			c.putToken(corp, text)
		}
		end()
	}()
}

// Whoever needs a session that a person is being signed in to waits for the result.
func TestATokenOfAnotherProcessesSignIn(t *testing.T) {
	for name, tt := range map[string]struct {
		before, after string // the token file
		waited        int
		want          string
		never, ended  bool
	}{
		"nobody was signed in":               {"", token("accessToken", "new"), 1, "new", false, false},
		"it had run out":                     {token("expiresAt", in(-time.Hour), "refreshToken", nil), token("accessToken", "new"), 1, "new", false, false},
		"it is running out, and can refresh": {token("expiresAt", in(time.Minute)), token("accessToken", "new"), 1, "new", false, false},
		"it lasts":                           {token(), token("accessToken", "new"), 0, "CANARY-access", false, false},
		"the person did not come":            {"", "", 1, "", true, false},
		"the person did not come again":      {token("expiresAt", in(-time.Hour), "refreshToken", nil), "", 1, "", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t)
				if tt.before != "" {
					c.putToken(corp, tt.before)
				}
				s := (&service{}).source(c)
				signingIn(t, c, s, tt.after)
				got, err := s.AccessToken(t.Context(), corp)
				if got.AccessToken != tt.want || int(c.waited.Load()) != tt.waited {
					t.Errorf("%q, %v, told %d times", got.AccessToken, err, c.waited.Load())
				}
				if errors.As(err, new(*ssotoken.NotSignedInError)) != tt.never || errors.As(err, new(*ssotoken.EndedError)) != tt.ended || (err != nil) != (tt.never || tt.ended) {
					t.Errorf("ended with %v", err)
				}
				synctest.Wait()
				time.Sleep(10 * time.Minute) // for the other to end
			})
		})
	}
}

// A sign-in joins the one that is under way; if that fails, it is made.
func TestJoiningASignIn(t *testing.T) {
	for name, tt := range map[string]struct {
		after  string
		joined string
	}{
		"it succeeds": {token("accessToken", "new"), "new"},
		"it fails":    {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t)
				c.putToken(corp, token())
				s := (&service{}).source(c)
				signingIn(t, c, s, tt.after)
				joined, end, err := s.SignInTurn(t.Context(), corp, time.Now().Add(10*time.Minute), nil)
				if err != nil || joined.AccessToken != tt.joined || (end == nil) != (tt.joined != "") || c.waited.Load() != 1 {
					t.Errorf("%q, %v, told %d times", joined.AccessToken, err, c.waited.Load())
				}
				if end != nil {
					end()
				}
			})
		})
	}
}

// Who signs in only if that is needed takes any token but the one that did not do; who
// wants a new sign-in gets one.
func TestASignInThatIsNotNeededAnyMore(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(time.Minute), "refreshToken", nil))
	s := (&service{}).source(c)
	_, seen, err := s.Ensure(t.Context(), corp, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		joined, end, err := s.SignInTurn(t.Context(), corp, now, &seen)
		if err != nil || end == nil || joined.AccessToken != "" {
			t.Fatalf("joined %q, %v", joined.AccessToken, err)
		}
		end()
	}
	c.putToken(corp, token("accessToken", "new")) // by another process
	if joined, end, err := s.SignInTurn(t.Context(), corp, now, &seen); err != nil || end != nil || joined.AccessToken != "new" {
		t.Errorf("joined %q, %v", joined.AccessToken, err)
	}
	joined, end, err := s.SignInTurn(t.Context(), corp, now, nil)
	if err != nil || end == nil || joined.AccessToken != "" {
		t.Fatalf("joined %q, %v", joined.AccessToken, err)
	}
	end()
}

// Where there is no folder for locks a person is signed in all the same.
func TestASignInWithoutTurns(t *testing.T) {
	c := newCache(t)
	s := (&service{}).source(c)
	s.Turns = lockfile.Turns{Dir: os.DevNull}
	_, end, err := s.SignInTurn(t.Context(), corp, now, nil)
	if err != nil || end == nil || len(c.warnings) != 1 {
		t.Fatalf("%v, warned of %q", err, c.warnings)
	}
	end()
}
