package ssotoken_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

func fresh(string) (int, string, string) {
	return 200, "", `{"accessToken": "new", "tokenType": "Bearer", "expiresIn": 3600, "refreshToken": "newer"}`
}

func refused(status int, exception string) func(string) (int, string, string) {
	return func(string) (int, string, string) {
		return status, exception, `{"error": "x", "error_description": "because"}`
	}
}

// When a token is refreshed, and when it is handed out as it is.
func TestWhenATokenIsRefreshed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		session awsconfig.SSOSession
		file    string
		calls   int32
		want    string // the access token
		ended   bool
	}{
		{"fresh", corp, token("expiresAt", in(time.Hour)), 0, "CANARY-access", false},
		{"15 minutes left", corp, token("expiresAt", in(15*time.Minute)), 0, "CANARY-access", false},
		{"14 minutes left", corp, token("expiresAt", in(14*time.Minute)), 1, "new", false},
		{"expired", corp, token("expiresAt", in(-time.Hour)), 1, "new", false},
		{"expires now", corp, token("expiresAt", in(0)), 1, "new", false},
		{"fresh, with an offset", corp, token("expiresAt", "2026-01-02T05:04:05+01:00"), 0, "CANARY-access", false},
		{"running out, no refresh token", corp, token("expiresAt", in(time.Minute), "refreshToken", nil), 0, "CANARY-access", false},
		{"expired, no refresh token", corp, token("expiresAt", in(-time.Minute), "refreshToken", nil), 0, "", true},
		{"expired, no client", corp, token("expiresAt", in(-time.Minute), "clientId", nil), 0, "", true},
		{"expired, no client secret", corp, token("expiresAt", in(-time.Minute), "clientSecret", nil), 0, "", true},
		{"expired, and so is the registration", corp, token("expiresAt", in(-time.Minute), "registrationExpiresAt", in(-time.Second)), 0, "", true},
		{"expired, no end of the registration", corp, token("expiresAt", in(-time.Minute), "registrationExpiresAt", nil), 0, "", true},
		{"running out, registration expired", corp, token("expiresAt", in(time.Minute), "registrationExpiresAt", in(-time.Second)), 0, "CANARY-access", false},
		{"running out, end of the registration as Go writes none", corp, token("expiresAt", in(time.Minute), "registrationExpiresAt", "0001-01-01T00:00:00Z"), 0, "CANARY-access", false},
		{"legacy, running out", legacy, token("expiresAt", in(5*time.Minute)), 0, "CANARY-access", false},
		{"legacy, expired", legacy, token("expiresAt", in(-time.Minute)), 0, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCache(t)
			c.putToken(tt.session, tt.file)
			s := &service{answer: fresh}
			got, err := s.source(c).AccessToken(t.Context(), tt.session)
			if got.AccessToken != tt.want || s.calls.Load() != tt.calls {
				t.Errorf("got %q after %d calls, %v", got.AccessToken, s.calls.Load(), err)
			}
			if ended, ok := errors.AsType[*ssotoken.EndedError](err); ok != tt.ended || ok && ended.ExpiresAt.IsZero() {
				t.Errorf("ended with %v", err)
			}
			if tt.calls == 0 && c.read(tt.session) != tt.file {
				t.Errorf("the file was changed to %s", c.read(tt.session))
			}
			if len(c.warnings) > 0 {
				t.Errorf("warned of %q", c.warnings)
			}
		})
	}
}

func TestARefreshRewritesTheFile(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(time.Minute), "idToken", "of another tool", "nested", map[string]any{"b": 1, "a": "é"}))
	s := &service{answer: fresh}
	got, err := s.source(c).AccessToken(t.Context(), corp)
	if err != nil {
		t.Fatal(err)
	}
	var sent map[string]string
	if err := json.Unmarshal([]byte(s.last.Load().(string)), &sent); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"grantType": "refresh_token", "clientId": "id", "clientSecret": "CANARY-secret", "refreshToken": "CANARY-refresh"}, sent); diff != "" {
		t.Error("sent", diff)
	}
	want := `{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "new", "expiresAt": "` + in(time.Hour) +
		`", "clientId": "id", "clientSecret": "CANARY-secret", "registrationExpiresAt": "` + in(24*time.Hour) +
		`", "refreshToken": "newer", "idToken": "of another tool", "nested": {"a": "\u00e9", "b": 1}}`
	if diff := cmp.Diff(want, c.read(corp)); diff != "" {
		t.Error(diff)
	}
	if got.AccessToken != "new" || got.RefreshToken != "newer" {
		t.Errorf("handed out %q", got.AccessToken)
	}
}

// An answer without a refresh token leaves the old one good (RFC 6749 §6).
func TestARefreshWithoutANewRefreshToken(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(time.Minute)))
	s := &service{answer: func(string) (int, string, string) {
		return 200, "", `{"accessToken": "new", "tokenType": "Bearer", "expiresIn": 3600}`
	}}
	if _, err := s.source(c).AccessToken(t.Context(), corp); err != nil {
		t.Fatal(err)
	}
	if text := c.read(corp); !strings.Contains(text, `"accessToken": "new"`) || !strings.Contains(text, `"refreshToken": "CANARY-refresh"`) {
		t.Error(text)
	}
}

func TestARefreshThatFails(t *testing.T) {
	for name, tt := range map[string]struct {
		answer func(string) (int, string, string)
		calls  int32
		ended  bool
	}{
		"the refresh token is spent":   {refused(400, "InvalidGrantException"), 1, true},
		"the client is not known":      {refused(401, "InvalidClientException"), 1, true},
		"the refresh token is too old": {refused(400, "ExpiredTokenException"), 1, true},
		"trouble":                      {refused(500, "InternalServerException"), 3, false},
		"a page in AWS's place":        {func(string) (int, string, string) { return 200, "", "<html>" }, 1, false},
		"no answer":                    {nil, 1, false},
		"odd request":                  {refused(400, "InvalidRequestException"), 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			for _, left := range []time.Duration{-time.Hour, 5 * time.Minute} {
				synctest.Test(t, func(t *testing.T) {
					c := newCache(t)
					file := token("expiresAt", in(left))
					c.putToken(corp, file)
					s := &service{answer: tt.answer}
					got, err := s.source(c).AccessToken(t.Context(), corp)
					if n := s.calls.Load(); n != tt.calls {
						t.Errorf("%d calls", n)
					}
					if text := c.read(corp); text != file {
						t.Errorf("the file was changed to %s", text)
					}
					if left > 0 {
						wantUsed(t, c, got, err)
						return
					}
					_, ended := errors.AsType[*ssotoken.EndedError](err)
					_, unknown := errors.AsType[*ssotoken.RefreshError](err)
					if ended != tt.ended || unknown == tt.ended {
						t.Errorf("ended with %v", err)
					}
					if got.AccessToken != "" || strings.Contains(err.Error(), "CANARY") {
						t.Errorf("handed out %q, %v", got.AccessToken, err)
					}
				})
			}
		})
	}
}

// wantUsed checks that a token that is good for a while is used, with a warning.
func wantUsed(t *testing.T, c *cache, got ssotoken.Token, err error) {
	t.Helper()
	if err != nil || got.AccessToken != "CANARY-access" {
		t.Errorf("got %q, %v", got.AccessToken, err)
	}
	if len(c.warnings) != 1 || !strings.Contains(c.warnings[0], `the sign-in to sso-session "corp" could not be refreshed and goes on until 2026-01-02T03:09:05Z`) || strings.Contains(c.warnings[0], "CANARY") {
		t.Errorf("warned of %q", c.warnings)
	}
}

func TestARefreshIsInterrupted(t *testing.T) {
	stopped := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(5*time.Minute)))
	s := &service{answer: func(string) (int, string, string) { cancel(stopped); return 500, "", "{}" }}
	if _, err := s.source(c).AccessToken(ctx, corp); !errors.Is(err, stopped) {
		t.Errorf("ended with %v", err)
	}
}

// A fresh token that cannot be written down is handed out: the old one is spent.
func TestARefreshThatCannotBeKept(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("expiresAt", in(time.Minute)))
	path := c.path(ssotoken.Key(corp))
	s := &service{answer: func(string) (int, string, string) {
		if err := errors.Join(os.Remove(path), os.Mkdir(path, 0o700)); err != nil {
			t.Error(err)
		}
		return fresh("")
	}}
	got, err := s.source(c).AccessToken(t.Context(), corp)
	if err != nil || got.AccessToken != "new" {
		t.Errorf("got %q, %v", got.AccessToken, err)
	}
	if len(c.warnings) != 1 || !strings.HasPrefix(c.warnings[0], "write token cache: ") {
		t.Errorf("warned of %q", c.warnings)
	}
}
