package ssotoken_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

const lapse = 15 * time.Minute

func TestEnsure(t *testing.T) {
	for _, tt := range []struct {
		name    string
		session awsconfig.SSOSession
		file    string // "" for none
		minTTL  time.Duration
		answer  func(string) (int, string, string)
		calls   int32
		want    ssotoken.Standing
		failed  bool
	}{
		{"never signed in", corp, "", lapse, nil, 0, ssotoken.SignInNeeded, false},
		{"lasts", corp, token("expiresAt", in(time.Hour)), lapse, nil, 0, ssotoken.Lasting, false},
		{"lasts exactly", corp, token("expiresAt", in(lapse)), lapse, nil, 0, ssotoken.Lasting, false},
		{"lasts not long enough", corp, token("expiresAt", in(lapse-time.Second)), lapse, fresh, 1, ssotoken.Refreshed, false},
		{"lasts an hour, and two are wanted", corp, token("expiresAt", in(time.Hour)), 2 * time.Hour, fresh, 1, ssotoken.Refreshed, false},
		{"lasts a minute, and that is enough", corp, token("expiresAt", in(time.Minute)), time.Second, nil, 0, ssotoken.Lasting, false},
		{"expires now, and any rest is enough", corp, token("expiresAt", in(0), "refreshToken", nil), 0, nil, 0, ssotoken.SignInNeeded, false},
		{"expired", corp, token("expiresAt", in(-time.Hour)), lapse, fresh, 1, ssotoken.Refreshed, false},
		{"running out, nothing to refresh with", corp, token("expiresAt", in(time.Minute), "refreshToken", nil), lapse, nil, 0, ssotoken.SignInNeeded, false},
		{"running out, registration expired", corp, token("expiresAt", in(time.Minute), "registrationExpiresAt", in(-1)), lapse, nil, 0, ssotoken.SignInNeeded, false},
		{"of another start URL", corp, token("startUrl", "https://other.awsapps.com/start"), lapse, nil, 0, ssotoken.SignInNeeded, false},
		{"legacy, lasts", legacy, token("expiresAt", in(time.Hour)), lapse, nil, 0, ssotoken.Lasting, false},
		{"legacy, running out", legacy, token("expiresAt", in(time.Minute)), lapse, nil, 0, ssotoken.SignInNeeded, false},
		{"damaged", corp, "{", lapse, nil, 0, ssotoken.SignInNeeded, false},
		{"the refresh token is spent", corp, token("expiresAt", in(-time.Hour)), lapse, refused(400, "InvalidGrantException"), 1, ssotoken.SignInNeeded, false},
		{"the client is forgotten", corp, token("expiresAt", in(time.Minute)), lapse, refused(401, "InvalidClientException"), 1, ssotoken.SignInNeeded, false},
		{"trouble", corp, token("expiresAt", in(time.Minute)), lapse, refused(500, "InternalServerException"), 3, ssotoken.SignInNeeded, true},
		{"no answer", corp, token("expiresAt", in(-time.Minute)), lapse, nil, 1, ssotoken.SignInNeeded, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := newCache(t)
				if tt.file != "" {
					c.putToken(tt.session, tt.file)
				}
				s := &service{answer: tt.answer}
				got, kept, err := s.source(c).Ensure(t.Context(), tt.session, tt.minTTL)
				if got != tt.want || s.calls.Load() != tt.calls {
					t.Errorf("standing %d after %d calls, want %d after %d", got, s.calls.Load(), tt.want, tt.calls)
				}
				_, trouble := errors.AsType[*ssotoken.RefreshError](err)
				if trouble != tt.failed || (err != nil) != tt.failed {
					t.Errorf("ended with %v", err)
				}
				want := map[ssotoken.Standing]string{ssotoken.SignInNeeded: "CANARY-access", ssotoken.Lasting: "CANARY-access", ssotoken.Refreshed: "new"}[tt.want]
				if _, err := c.Token(tt.session); err != nil || tt.failed {
					want = "" // there is none, or it is not known what to do with it
				}
				if kept.AccessToken != want {
					t.Errorf("returned the token %q", kept.AccessToken)
				}
				if tt.file != "" && got != ssotoken.Refreshed && c.read(tt.session) != tt.file {
					t.Errorf("the file was changed to %s", c.read(tt.session))
				}
			})
		})
	}
}

// Where the service gives none that lasts as long as it should, a token that has most of its life
// before it is left alone by who comes again and again, and by nobody else.
func TestEnsureMost(t *testing.T) {
	for _, tt := range []struct {
		lifetime, left, minTTL time.Duration
		refreshed              bool
	}{
		{10 * time.Minute, 10 * time.Minute, lapse, false},
		{10 * time.Minute, 450 * time.Second, lapse, false},
		{10 * time.Minute, 449 * time.Second, lapse, true},
		{10 * time.Minute, 8 * time.Minute, 10 * time.Minute, true}, // one that lasts is to be had
		{10 * time.Minute, 5 * time.Minute, 5 * time.Minute, false},
		{time.Hour, 45 * time.Minute, 2 * time.Hour, false},
		{time.Hour, 44 * time.Minute, 2 * time.Hour, true},
		{time.Hour, 0, 2 * time.Hour, true},
		{0, 8 * time.Minute, lapse, true}, // nobody knows how long it was good for
	} {
		t.Run(fmt.Sprintf("%v of %v for %v", tt.left, tt.lifetime, tt.minTTL), func(t *testing.T) {
			c := newCache(t)
			c.Own = filepath.Join(t.TempDir(), "fob")
			kept := ssotoken.Token{
				StartURL: corp.StartURL, Region: corp.Region, AccessToken: "first", ExpiresAt: now.Add(tt.left), Lifetime: tt.lifetime,
				ClientID: "c", ClientSecret: "s", RefreshToken: "r", RegistrationExpiresAt: now.Add(time.Hour),
			}
			if err := c.PutToken(corp, kept); err != nil {
				t.Fatal(err)
			}
			source := (&service{answer: fresh}).source(c)
			standing, got, err := source.EnsureMost(t.Context(), corp, tt.minTTL)
			want := map[bool]string{false: "first", true: "new"}[tt.refreshed]
			if err != nil || got.AccessToken != want || (standing == ssotoken.Refreshed) != tt.refreshed {
				t.Errorf("got %q, standing %d, %v", got.AccessToken, standing, err)
			}
			if tt.refreshed || tt.left >= tt.minTTL {
				return
			}
			if standing, _, err := source.Ensure(t.Context(), corp, tt.minTTL); standing != ssotoken.Refreshed || err != nil {
				t.Errorf("asked to the letter: %d, %v", standing, err)
			}
		})
	}
}

func TestEnsureIsInterrupted(t *testing.T) {
	stopped := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(time.Minute)))
	s := &service{answer: func(string) (int, string, string) { cancel(stopped); return 500, "", "{}" }}
	if _, _, err := s.source(c).Ensure(ctx, corp, lapse); !errors.Is(err, stopped) {
		t.Errorf("ended with %v", err)
	}
}
