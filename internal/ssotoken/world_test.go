package ssotoken_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/ssotoken"
)

var (
	corp   = awsconfig.SSOSession{Name: "corp", StartURL: "https://d-1234567890.awsapps.com/start", Region: "us-east-1", RegistrationScopes: []string{"sso:account:access"}}
	legacy = awsconfig.SSOSession{StartURL: "https://d-1234567890.awsapps.com/start", Region: "us-east-1", Profile: "old"}
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// in is a time from now, as the files spell it.
func in(d time.Duration) string { return now.Add(d).UTC().Format(time.RFC3339) }

// cache is a store whose warnings are kept.
type cache struct {
	ssotoken.Store
	t        *testing.T
	warnings []string
	waited   atomic.Int32 // for others
}

func newCache(t *testing.T) *cache {
	c := &cache{t: t}
	c.Store = ssotoken.Store{Dir: filepath.Join(t.TempDir(), "cache"), Warn: func(err error) { c.warnings = append(c.warnings, err.Error()) }}
	return c
}

func (c *cache) path(stem string) string { return filepath.Join(c.Dir, stem+".json") }

// put writes a file as somebody else would, yesterday.
func (c *cache) put(name, text string) {
	c.t.Helper()
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		c.t.Fatal(err)
	}
	path, yesterday := filepath.Join(c.Dir, name), time.Now().Add(-24*time.Hour)
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, yesterday, yesterday)); err != nil {
		c.t.Fatal(err)
	}
}

func (c *cache) putToken(session awsconfig.SSOSession, text string) {
	c.t.Helper()
	c.put(ssotoken.Key(session)+".json", text)
}

func (c *cache) read(session awsconfig.SSOSession) string {
	c.t.Helper()
	data, err := os.ReadFile(c.path(ssotoken.Key(session)))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(data)
}

// token is the text of a token file, with members changed; nil removes one.
func token(members ...any) string {
	o := map[string]any{
		"startUrl": corp.StartURL, "region": corp.Region, "accessToken": "CANARY-access", "expiresAt": in(time.Hour),
		"clientId": "id", "clientSecret": "CANARY-secret", "registrationExpiresAt": in(24 * time.Hour), "refreshToken": "CANARY-refresh",
	}
	for i := 0; i < len(members); i += 2 {
		name := members[i].(string)
		if o[name] = members[i+1]; members[i+1] == nil {
			delete(o, name)
		}
	}
	data, err := json.Marshal(o)
	if err != nil {
		panic(err)
	}
	return string(data)
}

// service answers CreateToken, and counts how often it is asked.
type service struct {
	answer func(body string) (status int, exception, text string)
	calls  atomic.Int32
	last   atomic.Value
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	s.calls.Add(1)
	body, _ := io.ReadAll(r.Body)
	s.last.Store(string(body))
	if s.answer == nil {
		return nil, io.ErrUnexpectedEOF
	}
	status, exception, text := s.answer(string(body))
	return &http.Response{
		StatusCode: status, Request: r, Header: http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {exception}},
		Body: io.NopCloser(strings.NewReader(text)),
	}, nil
}

func (s *service) source(c *cache) *ssotoken.Source {
	return &ssotoken.Source{
		Store: c.Store,
		API: awsapi.New(awsapi.Config{
			Endpoint:  func(awsapi.Service) (string, error) { return "http://127.0.0.1:1", nil },
			Transport: s,
		}),
		Now:     func() time.Time { return now },
		Turns:   lockfile.Turns{Dir: filepath.Join(filepath.Dir(c.Dir), "fob")},
		Waiting: func(awsconfig.SSOSession, lockfile.Work) { c.waited.Add(1) },
	}
}
