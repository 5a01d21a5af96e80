package ssotoken_test

import (
	"os"
	"testing"
	"time"

	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// A forgotten registration goes; one that another process put in its place stays, and so
// does that of the session in another region.
func TestDropRegistration(t *testing.T) {
	c := newCache(t)
	elsewhere := corp
	elsewhere.Region = "eu-west-1"
	reg := ssotoken.ClientRegistration{
		ClientID: "id", ClientSecret: "secret", ExpiresAt: now.Add(time.Hour), GrantTypes: []string{oauth2term.GrantAuthorizationCode},
	}
	for _, err := range []error{
		c.DropRegistration(corp, "id"), // there is none yet
		c.PutRegistration(corp, reg), c.PutRegistration(elsewhere, reg),
		c.DropRegistration(corp, "other"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := c.Registration(corp, oauth2term.GrantAuthorizationCode, now); !ok {
		t.Error("the registration of another client is gone")
	}
	if err := c.DropRegistration(corp, "id"); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Registration(corp, oauth2term.GrantAuthorizationCode, now); ok {
		t.Error("the registration is still there")
	}
	if _, ok := c.Registration(elsewhere, oauth2term.GrantAuthorizationCode, now); !ok {
		t.Error("the registration of the other region is gone")
	}
	if files, err := os.ReadDir(c.Dir); err != nil || len(files) != 1 {
		t.Errorf("%v, %v", files, err)
	}
}
