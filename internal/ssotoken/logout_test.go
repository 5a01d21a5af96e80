package ssotoken_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/ssotoken"
)

func TestSignOut(t *testing.T) {
	files := map[string]string{ // name, what is in it
		"ee0bfd2552fbd840c02cc48b6e823320543c450f.json": token(),
		"7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json": token("accessToken", "other", "region", "eu-west-1"),
		"any-name":              token("accessToken", "unnamed", "region", "ap-south-1"),
		"no-region.json":        token("accessToken", "nowhere", "region", nil),
		"expired.json":          token("accessToken", "old", "expiresAt", "2020-01-01T00:00:00Z"),
		"odd-end.json":          token("accessToken", "odd", "expiresAt", "tomorrow"),
		"newline.json":          token("accessToken", "a\r\nX: 1"),
		"registration.json":     `{"clientId": "i", "clientSecret": "s", "expiresAt": "2026-01-02T03:04:05Z"}`,
		"other-tool.json":       `{"of": "another tool"}`,
		"half-registration":     `{"clientId": "i"}`,
		"number.json":           `{"accessToken": 5}`,
		"empty.json":            `{"accessToken": ""}`,
		"torn.json":             `{"accessToken": "CANARY`,
		"list.json":             `[{"accessToken": "CANARY"}]`,
		"notes.txt":             "not JSON",
		"deep/below.json":       token(),
		"ee0bfd2552.json.again": "{",
	}
	kept := []string{"deep", "ee0bfd2552.json.again", "half-registration", "list.json", "notes.txt", "other-tool.json", "torn.json"}
	asked := []string{
		"us-east-1 CANARY-access", "eu-west-1 other", "ap-south-1 unnamed", "us-east-1 old", "us-east-1 odd",
	}
	for name, answer := range map[string]error{
		"the service is told":   nil,
		"it knows them no more": &awsapi.ServiceError{Operation: "Logout", Code: "UnauthorizedException", StatusCode: 401, Message: "Session token not found or invalid"},
		"it is in trouble":      &awsapi.ServiceError{Operation: "Logout", Code: "InternalServerException", StatusCode: 500},
		"it cannot be reached":  &awsapi.UnreachableError{Operation: "Logout", Err: errors.New("connection refused")},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCache(t)
			for file, text := range files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(c.Dir, file)), 0o700); err != nil {
					t.Fatal(err)
				}
				c.put(file, text)
			}
			var got []string
			err := c.SignOut(t.Context(), func(_ context.Context, region, accessToken string) error {
				got = append(got, region+" "+accessToken)
				return answer
			})
			if err != nil {
				t.Error(err)
			}
			slices.Sort(got)
			if diff := cmp.Diff(slices.Sorted(slices.Values(asked)), got); diff != "" {
				t.Error("revoked", diff)
			}
			if diff := cmp.Diff(kept, names(t, c.Dir)); diff != "" {
				t.Error("left", diff)
			}
			c.wantWarnings(answer != nil && !awsapi.IsCode(answer, awsapi.CodeUnauthorized), len(asked))
		})
	}
}

// wantWarnings checks that the odd files are named, and each failure to tell the service.
func (c *cache) wantWarnings(failed bool, revoked int) {
	c.t.Helper()
	told, named := 0, map[string]bool{}
	for _, w := range c.warnings {
		if strings.HasPrefix(w, "signed out of https://d-1234567890.awsapps.com/start here, but the service was not told: ") {
			told++
		}
		for _, file := range []string{"torn.json", "list.json"} {
			named[file] = named[file] || strings.Contains(w, file+":")
		}
		if strings.Contains(w, "CANARY") || strings.Contains(w, "notes.txt") {
			c.t.Errorf("warned of %q", w)
		}
	}
	if want := map[bool]int{true: revoked}[failed]; told != want {
		c.t.Errorf("%d warnings that the service was not told, want %d", told, want)
	}
	if len(c.warnings) != told+2 || !named["torn.json"] || !named["list.json"] {
		c.t.Errorf("warned of %q", c.warnings)
	}
}

func names(t *testing.T, dir string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		out = append(out, entry.Name())
	}
	return out
}

// Once time is up nobody is asked any more, and the files go all the same.
func TestSignOutWhenTimeIsUp(t *testing.T) {
	c := newCache(t)
	c.put("a.json", token())
	c.put("b.json", token())
	ctx, cancel := context.WithCancelCause(t.Context())
	asked := 0
	err := c.SignOut(ctx, func(ctx context.Context, _, _ string) error {
		asked++
		cancel(errors.New("time is up"))
		return context.Cause(ctx)
	})
	if err != nil || asked != 1 || len(names(t, c.Dir)) != 0 {
		t.Errorf("%v, asked %d times, left %v", err, asked, names(t, c.Dir))
	}
	const warning = "signed out of https://d-1234567890.awsapps.com/start here, but the service was not told: time is up"
	if diff := cmp.Diff([]string{warning, warning}, c.warnings); diff != "" {
		t.Error(diff)
	}
}

func TestSignOutOfNothing(t *testing.T) {
	c := newCache(t)
	err := c.SignOut(t.Context(), func(context.Context, string, string) error { t.Error("revoked"); return nil })
	if err != nil || len(c.warnings) > 0 {
		t.Errorf("%v, warned of %q", err, c.warnings)
	}
}

// A link is not followed and not removed.
func TestSignOutLeavesLinksAlone(t *testing.T) {
	c := newCache(t)
	target := filepath.Join(t.TempDir(), "target.json")
	if err := os.WriteFile(target, []byte(token()), 0o600); err != nil {
		t.Fatal(err)
	}
	c.put("a.json", token())
	if err := os.Symlink(target, filepath.Join(c.Dir, "link.json")); err != nil {
		t.Skip(err)
	}
	asked := 0
	if err := c.SignOut(t.Context(), func(context.Context, string, string) error { asked++; return nil }); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"link.json"}, names(t, c.Dir)); diff != "" || asked != 1 {
		t.Errorf("revoked %d, left %s", asked, diff)
	}
	if _, err := os.Stat(target); err != nil || len(c.warnings) != 1 {
		t.Errorf("%v, warned of %q", err, c.warnings)
	}
}

// Signing out of one session takes its token and its registrations, and nothing of others.
func TestSignOutOfOne(t *testing.T) {
	c := newCache(t)
	other := corp
	other.Name = "other"
	before := corp // as it was registered before its region was corrected
	before.Region = "eu-west-1"
	for _, reg := range []struct {
		session  awsconfig.SSOSession
		clientID string
	}{{corp, "newer"}, {before, "id"}, {legacy, "legacy"}} {
		err := c.PutRegistration(reg.session, ssotoken.ClientRegistration{ClientID: reg.clientID, ClientSecret: "s", ExpiresAt: now})
		if err != nil {
			t.Fatal(err)
		}
	}
	c.putToken(corp, token())
	c.putToken(other, token("clientId", "others"))
	c.putToken(legacy, token("clientId", "legacy"))
	c.put("torn.json", "{")
	c.put("half.json", `{"clientId": "id"}`)
	var asked []string
	revoke := func(_ context.Context, region, accessToken string) error {
		asked = append(asked, region+" "+accessToken)
		return &awsapi.UnreachableError{Operation: "Logout", Err: errors.New("connection refused")}
	}
	for range 2 { // the second time there is nothing left to do
		if err := c.SignOutOf(t.Context(), corp, revoke); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff([]string{"us-east-1 CANARY-access"}, asked); diff != "" {
		t.Error("revoked", diff)
	}
	want := []string{
		"365414a68be7c9bfc776c660981dbdbd942acea4.json", // legacy's registration
		"7487b5b67d5fa1132cf33fa93ae51ef38cc37752.json", // legacy's token
		ssotoken.Key(other) + ".json",
		"half.json", "torn.json",
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, names(t, c.Dir)); diff != "" {
		t.Error("left", diff)
	}
	if len(c.warnings) != 1 || !strings.HasPrefix(c.warnings[0], "signed out of https://d-1234567890.awsapps.com/start here, but the service was not told: ") {
		t.Errorf("warned of %q", c.warnings)
	}
}

// A token file that cannot be read goes too, and what is no file stays; the registration
// goes whatever is in the token's place.
func TestSignOutOfOneThatIsDamaged(t *testing.T) {
	never := func(context.Context, string, string) error { t.Error("revoked"); return nil }
	put := func(c *cache) {
		err := c.PutRegistration(corp, ssotoken.ClientRegistration{ClientID: "i", ClientSecret: "s", ExpiresAt: now})
		if err != nil {
			t.Fatal(err)
		}
	}
	c := newCache(t)
	put(c)
	c.putToken(corp, `{"accessToken": "CANARY`)
	if err := c.SignOutOf(t.Context(), corp, never); err != nil || len(names(t, c.Dir)) > 0 {
		t.Errorf("%v, left %v", err, names(t, c.Dir))
	}
	if len(c.warnings) != 1 || strings.Contains(c.warnings[0], "CANARY") {
		t.Errorf("warned of %q", c.warnings)
	}

	c = newCache(t)
	put(c)
	if err := os.Mkdir(c.path(ssotoken.Key(corp)), 0o700); err != nil {
		t.Fatal(err)
	}
	err := c.SignOutOf(t.Context(), corp, never)
	if _, odd := errors.AsType[*cachefile.NotRegularError](err); !odd || len(names(t, c.Dir)) != 1 {
		t.Errorf("%v, left %v", err, names(t, c.Dir))
	}
}
