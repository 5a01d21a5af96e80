package ssotoken_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/ssotoken"
)

// A token whose lifetime is known and under an hour is refreshed in its last quarter, any
// other in its last 15 minutes.
func TestTheLastQuarter(t *testing.T) {
	for _, tt := range []struct {
		lifetime, left time.Duration
		refreshed      bool
	}{
		{time.Hour, 15 * time.Minute, false},
		{time.Hour, 15*time.Minute - time.Second, true},
		{8 * time.Hour, 15 * time.Minute, false},
		{8 * time.Hour, 15*time.Minute - time.Second, true},
		{20 * time.Minute, 5 * time.Minute, false},
		{20 * time.Minute, 5*time.Minute - time.Second, true},
		{8 * time.Minute, 2 * time.Minute, false},
		{8 * time.Minute, 2*time.Minute - time.Second, true},
		{8 * time.Minute, 0, true},
		{time.Minute, -time.Second, true},
	} {
		t.Run(fmt.Sprintf("%v, %v left", tt.lifetime, tt.left), func(t *testing.T) {
			c := newCache(t)
			c.Own = filepath.Join(t.TempDir(), "fob")
			c.putToken(corp, token("expiresAt", in(-time.Hour)))
			s := &service{answer: func(string) (int, string, string) {
				return 200, "", fmt.Sprintf(`{"accessToken": "first", "tokenType": "Bearer", "expiresIn": %d}`, tt.lifetime/time.Second)
			}}
			source := s.source(c)
			if _, err := source.AccessToken(t.Context(), corp); err != nil {
				t.Fatal(err)
			}
			if text := c.read(corp); strings.Contains(text, "obtained") || strings.Contains(strings.ToLower(text), "lifetime") {
				t.Errorf("the token file holds %s", text)
			}
			s.answer = fresh
			source.Now = func() time.Time { return now.Add(tt.lifetime - tt.left) }
			got, err := source.AccessToken(t.Context(), corp)
			if want := map[bool]string{false: "first", true: "new"}[tt.refreshed]; err != nil || got.AccessToken != want {
				t.Errorf("got %q, %v, want %q", got.AccessToken, err, want)
			}
		})
	}
}

// What is noted of one token says nothing of another, and a note that cannot be read or
// written nothing at all: then it is the last 15 minutes, as in the AWS CLI.
func TestALifetimeThatIsNotKnown(t *testing.T) {
	short := ssotoken.Token{StartURL: corp.StartURL, Region: corp.Region, AccessToken: "first", ExpiresAt: now.Add(8 * time.Minute), Lifetime: 8 * time.Minute}
	for name, change := range map[string]func(c *cache){
		"another tool has refreshed": func(c *cache) { c.putToken(corp, token("expiresAt", in(9*time.Minute))) },
		"the note is damaged": func(c *cache) {
			notes, _ := filepath.Glob(filepath.Join(c.Own, "*.json"))
			if len(notes) != 1 {
				c.t.Fatalf("notes %q", notes)
			}
			if err := os.WriteFile(notes[0], []byte("{"), 0o600); err != nil {
				c.t.Error(err)
			}
		},
		"there is no note": func(c *cache) { _ = os.RemoveAll(c.Own) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCache(t)
			c.Own = filepath.Join(t.TempDir(), "fob")
			if err := c.PutToken(corp, short); err != nil {
				t.Fatal(err)
			}
			c.putToken(corp, token("accessToken", "first", "expiresAt", in(8*time.Minute)))
			change(c)
			s := &service{answer: fresh}
			if got, err := s.source(c).AccessToken(t.Context(), corp); err != nil || got.AccessToken != "new" {
				t.Errorf("got %q, %v", got.AccessToken, err)
			}
		})
	}
}
