package doctor

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

// tokenPath is the file of the sign-in to a session, below .aws.
func tokenPath(name string) string {
	return "sso/cache/" + ssotoken.Key(awsconfig.SSOSession{Name: name}) + ".json"
}

// signIn is a token file of the session corp.
func signIn(region, registrationEnd string) string {
	return fmt.Sprintf(`{"startUrl": "https://corp.awsapps.com/start", "region": %q, "accessToken": "x", "expiresAt": "2026-11-25T13:00:00Z",
"clientId": "c", "clientSecret": "x", "registrationExpiresAt": %q, "refreshToken": "x"}`, region, registrationEnd)
}

// rolePath is the file of the role of the profile dev, below .aws.
const rolePath = "cli/cache/{ROLE}.json"

func role(accountID string) string {
	return fmt.Sprintf(`{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "x", "SessionToken": "x", "Expiration": "2026-11-25T13:00:00Z", "AccountId": %q}}`, accountID)
}

func TestCaches(t *testing.T) {
	t.Parallel()
	corp := tokenPath("corp")
	for name, test := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"none":                           {},
		"a sign-in":                      {map[string]string{corp: signIn("us-east-1", "2027-01-01T00:00:00Z")}, nil},
		"one of another region":          {map[string]string{corp: signIn("eu-west-1", "2027-01-01T00:00:00Z")}, []string{"warning foreign-sign-in"}},
		"a registration that ends soon":  {map[string]string{corp: signIn("us-east-1", "2026-12-01T00:00:00Z")}, []string{"note registration-end"}},
		"a registration that has ended":  {map[string]string{corp: signIn("us-east-1", "2026-11-25T11:00:00Z")}, []string{"note registration-end"}},
		"a damaged sign-in":              {map[string]string{corp: `{"accessToken": "x"}`}, []string{"warning damaged-file " + corp}},
		"a damaged file of another name": {map[string]string{someCache: "{"}, []string{"warning damaged-file " + someCache}},
		"another tool's file":            {map[string]string{"sso/cache/aws-toolkit.json": "{", "sso/cache/README": "x"}, nil},
		"a role":                         {map[string]string{rolePath: role("111122223333")}, nil},
		"a role of another account":      {map[string]string{rolePath: role("444455556666")}, []string{"error foreign-role " + rolePath}},
		"half a role":                    {map[string]string{rolePath: `{"Credentials": {}}`}, []string{"warning damaged-file " + rolePath}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := home(t, map[string]string{"config": healthy})
			v, err := look(w)
			if err != nil {
				t.Fatal(err)
			}
			profile, _, err := v.config.SSOProfile("dev")
			if err != nil {
				t.Fatal(err)
			}
			ofDev, _, _ := v.source.Cache.Cached(profile)
			for name, text := range test.files {
				path := filepath.Join(w.Home, ".aws", name)
				if name == rolePath {
					path = ofDev
				}
				write(t, path, text)
			}
			got := told(w, examine(t, w))
			for i, line := range got {
				if line == "error foreign-role "+ofDev[len(w.Home)+len("/.aws/"):] {
					got[i] = "error foreign-role " + rolePath
				}
				if line == "warning damaged-file "+ofDev[len(w.Home)+len("/.aws/"):] {
					got[i] = "warning damaged-file " + rolePath
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			repair(t, w)
			for _, f := range examine(t, w) {
				if f.Fixable() {
					t.Errorf("after the repair: %+v", f)
				}
			}
		})
	}
}

func TestModes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no modes")
	}
	t.Parallel()
	keys := "[default]\naws_access_key_id = a\nAWS_SECRET_ACCESS_KEY = x\n"
	w := home(t, map[string]string{"config": keys, "credentials": "", someCache: "{}"})
	for path, mode := range map[string]os.FileMode{
		"config": 0o644, "credentials": 0o640, someCache: 0o604, "sso/cache": 0o775, "sso": 0o755, ".": 0o757,
	} {
		if err := os.Chmod(filepath.Join(w.Home, ".aws", path), mode); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"warning wide-mode config", "warning wide-mode credentials", "warning wide-mode " + w.Home + "/.aws",
		"warning wide-mode sso/cache", "warning wide-mode " + someCache,
	}
	if diff := cmp.Diff(want, told(w, examine(t, w))); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	repair(t, w)
	for path, want := range map[string]os.FileMode{
		"config": 0o600, "credentials": 0o600, someCache: 0o600, "sso/cache": 0o755, "sso": 0o755, ".": 0o755,
	} {
		info, err := os.Stat(filepath.Join(w.Home, ".aws", path))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
	write(t, w.Paths.Config, healthy)
	if err := os.Chmod(w.Paths.Config, 0o644); err != nil {
		t.Fatal(err)
	}
	if got := told(w, examine(t, w)); got != nil {
		t.Errorf("a config file without keys that others may read: %q", got)
	}
}

// A link in a cache is told and stays, and so does what it leads to.
func TestLinksStay(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{"elsewhere": "{", "sso/cache/x": ""})
	link := filepath.Join(w.Home, ".aws", someCache)
	if err := os.Symlink(filepath.Join(w.Home, ".aws", "elsewhere"), link); err != nil {
		t.Skip(err)
	}
	if got := told(w, examine(t, w)); !cmp.Equal(got, []string{"warning not-a-file " + someCache}) {
		t.Errorf("found: %q", got)
	}
	if plan := repair(t, w); !plan.Empty() {
		t.Errorf("planned: %+v", plan)
	}
}

// What a killed write left is removed once it is old; a young one may be in use.
func TestLeftovers(t *testing.T) {
	t.Parallel()
	const old, young = "sso/cache/.x.json.fob-123", ".config.fob-456"
	w := home(t, map[string]string{old: "x", young: "x", "sso/cache/.y.json.fob-z": "x"})
	for name, age := range map[string]time.Duration{old: 2 * time.Hour, young: time.Minute} {
		at := now.Add(-age)
		if err := os.Chtimes(filepath.Join(w.Home, ".aws", name), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if got := told(w, examine(t, w)); !cmp.Equal(got, []string{"note leftover " + old}) {
		t.Errorf("found: %q", got)
	}
	repair(t, w)
	if _, err := os.Stat(filepath.Join(w.Home, ".aws", old)); !os.IsNotExist(err) {
		t.Errorf("the old one: %v", err)
	}
	if _, err := os.Stat(filepath.Join(w.Home, ".aws", young)); err != nil {
		t.Errorf("the young one: %v", err)
	}
}

// Looking changes nothing, not even a mode that reading a token otherwise narrows.
func TestExamineChangesNothing(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{
		"config": "\ufeff" + healthy, tokenPath("corp"): signIn("us-east-1", "2027-01-01T00:00:00Z"), someCache: "{", "sso/cache/.x.fob-1": "",
	})
	old := now.Add(-48 * time.Hour)
	snapshot := func() (seen []string) {
		err := filepath.WalkDir(w.Home, func(path string, entry os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			seen = append(seen, fmt.Sprintf("%s %v %d %v", path, info.Mode(), info.Size(), info.ModTime()))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return seen
	}
	for _, name := range []string{"config", tokenPath("corp"), someCache, "sso/cache/.x.fob-1"} {
		path := filepath.Join(w.Home, ".aws", name)
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, old, old); err != nil {
			t.Fatal(err)
		}
	}
	before := snapshot()
	found := examine(t, online(w, &service{}))
	w.Plan(found).Diff()
	if diff := cmp.Diff(before, snapshot()); diff != "" || len(found) < 4 {
		t.Errorf("%d findings, and a change:\n%s", len(found), diff)
	}
}

// What somebody else owns is told, with what is inside, and not changed.
func TestForeignOwner(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{"config": healthy, tokenPath("corp"): signIn("us-east-1", "2027-01-01T00:00:00Z"), someCache: "{"})
	for _, name := range []string{"config", someCache} {
		if err := os.Chown(filepath.Join(w.Home, ".aws", name), 12345, -1); err != nil {
			t.Skip("only root gives files away: ", err)
		}
	}
	got := told(w, examine(t, w))
	want := []string{"warning foreign-owner config", "warning foreign-owner " + someCache}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if plan := repair(t, w); !plan.Empty() {
		t.Errorf("planned: %+v", plan)
	}
}
