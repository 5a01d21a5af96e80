package ssotoken_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// The names that the AWS CLI gives to the files of these sessions.
func TestNames(t *testing.T) {
	unscoped := corp
	unscoped.RegistrationScopes = nil
	for name, tt := range map[string]struct {
		session             awsconfig.SSOSession
		token, registration string
	}{
		"session":                {corp, "ee0bfd2552fbd840c02cc48b6e823320543c450f", "bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c"},
		"session without scopes": {unscoped, "ee0bfd2552fbd840c02cc48b6e823320543c450f", "cfaf7ef4a0ec868a86f526a3143dcbf741b147ba"},
		"legacy":                 {legacy, "7487b5b67d5fa1132cf33fa93ae51ef38cc37752", "365414a68be7c9bfc776c660981dbdbd942acea4"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCache(t)
			if err := c.PutToken(tt.session, ssotoken.Token{AccessToken: "a", ExpiresAt: now}); err != nil {
				t.Fatal(err)
			}
			if err := c.PutRegistration(tt.session, ssotoken.ClientRegistration{ClientID: "i", ClientSecret: "s", ExpiresAt: now}); err != nil {
				t.Fatal(err)
			}
			want := map[string]bool{tt.token + ".json": true, tt.registration + ".json": true}
			entries, err := os.ReadDir(c.Dir)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, entry := range entries {
				got[entry.Name()] = true
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A session's name may hold anything: it never leads out of the cache.
func TestNamesStayInTheCache(t *testing.T) {
	for _, name := range []string{"../../x", "a/b", `a\b`, strings.Repeat("x", 5000), ".", "é", "a\x00b"} {
		if key := ssotoken.Key(awsconfig.SSOSession{Name: name}); len(key) != 40 || strings.Trim(key, "0123456789abcdef") != "" {
			t.Errorf("%.20q: %q", name, key)
		}
	}
}

// The bytes are those that the AWS CLI writes.
func TestBytes(t *testing.T) {
	full := ssotoken.Token{
		StartURL: corp.StartURL, Region: corp.Region, AccessToken: "é", ExpiresAt: now.Add(time.Hour),
		ClientID: "id", ClientSecret: "secret", RegistrationExpiresAt: now.Add(24 * time.Hour), RefreshToken: "refresh",
	}
	noRefresh := full
	noRefresh.RefreshToken = ""
	noEnd := noRefresh
	noEnd.RegistrationExpiresAt = time.Time{}
	for want, tok := range map[string]ssotoken.Token{
		`{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "\u00e9", "expiresAt": "2026-01-02T04:04:05Z", "clientId": "id", "clientSecret": "secret"}`:                                                                             noEnd,
		`{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "\u00e9", "expiresAt": "2026-01-02T04:04:05Z", "clientId": "id", "clientSecret": "secret", "registrationExpiresAt": "2026-01-03T03:04:05Z", "refreshToken": "refresh"}`: full,
		`{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "\u00e9", "expiresAt": "2026-01-02T04:04:05Z", "clientId": "id", "clientSecret": "secret", "registrationExpiresAt": "2026-01-03T03:04:05Z"}`:                            noRefresh,
	} {
		c := newCache(t)
		if err := c.PutToken(corp, tok); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.read(corp)); diff != "" {
			t.Error(diff)
		}
		if info, _ := os.Stat(c.path(ssotoken.Key(corp))); info.Mode().Perm() != 0o600 {
			t.Error(info.Mode())
		}
		got, err := c.Token(corp)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(tok, got, cmp.AllowUnexported(ssotoken.Token{})); diff != "" {
			t.Error("read back", diff)
		}
	}
	for want, reg := range map[string]ssotoken.ClientRegistration{
		`{"clientId": "id", "clientSecret": "secret", "expiresAt": "2026-01-02T03:04:05Z", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}`: {
			ClientID: "id", ClientSecret: "secret", ExpiresAt: now, Scopes: []string{"sso:account:access"},
			GrantTypes: []string{oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken},
		},
		`{"clientId": "id", "clientSecret": "secret", "expiresAt": "2026-01-02T03:04:05Z", "scopes": ["sso:account:access"]}`: {
			ClientID: "id", ClientSecret: "secret", ExpiresAt: now, Scopes: []string{"sso:account:access"},
		},
		`{"clientId": "id", "clientSecret": "secret", "expiresAt": "2026-01-02T03:04:05Z"}`: {ClientID: "id", ClientSecret: "secret", ExpiresAt: now},
	} {
		c := newCache(t)
		if err := c.PutRegistration(corp, reg); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(c.path("bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(data)); diff != "" {
			t.Error(diff)
		}
	}
}

// damagedTokens are files that hold no token.
var damagedTokens = map[string]string{
	"empty":                         "",
	"cut in half":                   `{"startUrl": "https://d-1234567890.awsapps.com/start", "accessToken": "CANARY`,
	"a tail":                        token() + `"}`,
	"a list":                        `[]`,
	"a string":                      `"CANARY"`,
	"null":                          `null`,
	"a number":                      `5`,
	"no access token":               token("accessToken", nil),
	"an empty access token":         token("accessToken", ""),
	"a number as access token":      token("accessToken", 5),
	"no end":                        token("expiresAt", nil),
	"a number as end":               token("expiresAt", 1767323045),
	"tomorrow":                      token("expiresAt", "tomorrow"),
	"an empty end":                  token("expiresAt", ""),
	"an end without a zone":         token("expiresAt", "2099-01-02T03:04:05"),
	"the registration's end, odd":   token("registrationExpiresAt", "soon"),
	"a list as refresh token":       token("refreshToken", []string{"CANARY"}),
	"access token with a newline":   token("accessToken", "CANARY\r\nX-Evil: 1"),
	"refresh token with a newline":  token("refreshToken", "CANARY\n"),
	"client secret with a NUL":      token("clientSecret", "CANARY\x00"),
	"access token in another case":  strings.Replace(token(), "accessToken", "AccessToken", 1),
	"a member twice, in other case": strings.Replace(token(), "{", `{"REGION": "x", `, 1),
}

// A damaged file counts as absent and is named, without what it holds; the next success
// replaces it.
func TestDamagedTokens(t *testing.T) {
	for name, text := range damagedTokens {
		t.Run(name, func(t *testing.T) {
			c := newCache(t)
			c.putToken(corp, text)
			_, err := c.Token(corp)
			if e, ok := errors.AsType[*ssotoken.NotSignedInError](err); !ok || e.Reason != "" {
				t.Fatalf("got %v", err)
			}
			if len(c.warnings) != 1 || !strings.Contains(c.warnings[0], ssotoken.Key(corp)) || strings.Contains(c.warnings[0], "CANARY") {
				t.Errorf("warned of %q", c.warnings)
			}
			if got := c.read(corp); got != text {
				t.Errorf("the file was changed to %q", got)
			}
			if err := c.PutToken(corp, ssotoken.Token{AccessToken: "new", ExpiresAt: now}); err != nil {
				t.Fatal(err)
			}
			if got, err := c.Token(corp); err != nil || got.AccessToken != "new" {
				t.Errorf("after the next success: %v", err)
			}
		})
	}
}

func TestNoToken(t *testing.T) {
	c := newCache(t)
	_, err := c.Token(corp)
	if err == nil || err.Error() != `not signed in to sso-session "corp"` || len(c.warnings) > 0 {
		t.Errorf("%v, warned of %q", err, c.warnings)
	}
	_, err = c.Token(legacy)
	if err == nil || err.Error() != `not signed in to https://d-1234567890.awsapps.com/start (profile "old")` {
		t.Error(err)
	}
}

// A sign-in elsewhere is not this session's, and is not damaged either.
func TestATokenOfElsewhere(t *testing.T) {
	for name, text := range map[string]string{
		"another start URL": token("startUrl", "https://d-0000000000.awsapps.com/start"),
		"the region eu-west-1, and sso_region is us-east-1": token("region", "eu-west-1"),
	} {
		c := newCache(t)
		c.putToken(corp, text)
		_, err := c.Token(corp)
		if e, ok := errors.AsType[*ssotoken.NotSignedInError](err); !ok || e.Reason != "the cached sign-in is for "+name || len(c.warnings) > 0 {
			t.Errorf("%s: %v, warned of %q", name, err, c.warnings)
		}
	}
	c := newCache(t)
	c.putToken(corp, token("startUrl", nil, "region", nil)) // a file that does not say
	if _, err := c.Token(corp); err != nil {
		t.Error(err)
	}
}

// A member that is one of ours but for the case is not read, and does not come back
// beside ours: a file with both is damaged.
func TestAMemberInAnotherCase(t *testing.T) {
	c := newCache(t)
	c.putToken(corp, token("startUrl", nil, "STARTURL", "https://evil.test", "Other", "kept"))
	got, err := c.Token(corp)
	if err != nil || got.StartURL != "" {
		t.Fatalf("%q, %v", got.StartURL, err)
	}
	got.StartURL = corp.StartURL
	if err := c.PutToken(corp, got); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Token(corp); err != nil {
		t.Error(err)
	}
	if text := c.read(corp); strings.Contains(text, "evil") || !strings.HasSuffix(text, `, "Other": "kept"}`) {
		t.Error(text)
	}
}

// The file is where a token should be, but no file.
func TestATokenBehindALink(t *testing.T) {
	c := newCache(t)
	c.put("target", token())
	if err := os.Symlink(filepath.Join(c.Dir, "target"), c.path(ssotoken.Key(corp))); err != nil {
		t.Skip(err)
	}
	_, err := c.Token(corp)
	if _, ok := errors.AsType[*cachefile.NotRegularError](err); !ok {
		t.Errorf("got %v", err)
	}
	if err := c.PutToken(corp, ssotoken.Token{AccessToken: "new", ExpiresAt: now}); err == nil {
		t.Error("written")
	}
	if data, _ := os.ReadFile(filepath.Join(c.Dir, "target")); string(data) != token() {
		t.Error("the target was changed")
	}
}

func TestRegistration(t *testing.T) {
	const stem = "bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c.json"
	pkce := `{"clientId": "id", "clientSecret": "CANARY", "expiresAt": "%", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]}`
	device := `{"clientId": "id", "clientSecret": "CANARY", "expiresAt": "%"}`
	for _, tt := range []struct {
		name, text, expiresAt string
		serves                string
		wantPKCE, wantDevice  bool
		warned                bool
	}{
		{name: "for PKCE", text: pkce, expiresAt: in(time.Hour), wantPKCE: true},
		{name: "for a device code", text: device, expiresAt: in(time.Hour), wantDevice: true},
		{name: "more than 15 minutes left", text: pkce, expiresAt: in(15*time.Minute + time.Second), wantPKCE: true},
		{name: "15 minutes left", text: pkce, expiresAt: in(15 * time.Minute)},
		{name: "over", text: pkce, expiresAt: in(-time.Hour)},
		{name: "spelt with an offset", text: pkce, expiresAt: "2026-01-02T05:04:05+01:00", wantPKCE: true},
		{name: "an odd end", text: pkce, expiresAt: "never", warned: true},
		{name: "no secret", text: `{"clientId": "id", "expiresAt": "` + in(time.Hour) + `"}`, warned: true},
		{name: "no id", text: `{"clientSecret": "CANARY", "expiresAt": "` + in(time.Hour) + `"}`, warned: true},
		{name: "a list", text: `[]`, warned: true},
		{name: "cut in half", text: pkce[:40], warned: true},
		{name: "a number as secret", text: `{"clientId": "id", "clientSecret": 5, "expiresAt": "` + in(time.Hour) + `"}`, warned: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCache(t)
			c.put(stem, strings.Replace(tt.text, "%", tt.expiresAt, 1))
			reg, ok := c.Registration(corp, oauth2term.GrantAuthorizationCode, now)
			if ok != tt.wantPKCE || ok && (reg.ClientID != "id" || reg.ClientSecret != "CANARY") {
				t.Errorf("for PKCE: %v", ok)
			}
			if len(c.warnings) != map[bool]int{true: 1}[tt.warned] || strings.Contains(strings.Join(c.warnings, ""), "CANARY") {
				t.Errorf("warned of %q", c.warnings)
			}
			if _, ok := c.Registration(corp, oauth2term.GrantDeviceCode, now); ok != tt.wantDevice {
				t.Errorf("for a device code: %v", ok)
			}
		})
	}
}
