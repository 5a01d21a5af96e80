package rolecreds_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
)

const testConfig = `
[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

[profile old]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin

[profile keys]
aws_access_key_id = AKIACONFIG
aws_secret_access_key = CANARY

[profile both]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
aws_access_key_id = AKIACONFIG
aws_secret_access_key = CANARY

[profile half]
aws_access_key_id = AKIACONFIG

[profile empty]
region = us-east-1
`

// The files that the AWS CLI gives these roles.
const (
	devFile = "0cdbf32b99792a73981dd3f142bc63ab50240b44.json"
	oldFile = "6abb896b6ccaa651ce726de776d08638a3e78017.json"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// world is a profile's way to credentials, with a portal that counts its calls.
type world struct {
	*rolecreds.Source
	t        *testing.T
	calls    atomic.Int32
	answer   func(*http.Request) (status int, exception, body string)
	warnings []string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "config")
	if err := os.WriteFile(path, []byte(testConfig), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, answer: issue}
	api := awsapi.New(awsapi.Config{Endpoint: func(awsapi.Service) (string, error) { return "http://127.0.0.1:1", nil }, Transport: w})
	warn := func(err error) { w.warnings = append(w.warnings, err.Error()) }
	clock := func() time.Time { return now }
	turns := lockfile.Turns{Dir: dir}
	w.Source = &rolecreds.Source{
		Config:  config,
		Tokens:  &ssotoken.Source{Store: ssotoken.Store{Dir: filepath.Join(dir, "sso"), Warn: warn}, API: api, Now: clock, Turns: turns},
		Cache:   rolecreds.Cache{Dir: filepath.Join(dir, "cli"), Turns: turns, Warn: warn},
		Records: identity.Records{Dir: filepath.Join(dir, "caller"), Now: clock},
		API:     api, Now: clock, LookupEnv: environment(nil),
	}
	return w
}

// environment is one of an instance that has no metadata, unless variables say otherwise.
func environment(variables map[string]string) awsconfig.LookupEnv {
	return func(name string) (string, bool) {
		v, ok := variables[name]
		if !ok && name == "AWS_EC2_METADATA_DISABLED" {
			return "true", true
		}
		return v, ok
	}
}

// issue answers as the portal does for a role that is assigned: to the millisecond.
func issue(r *http.Request) (int, string, string) {
	return 200, "", fmt.Sprintf(`{"roleCredentials": {"accessKeyId": "ASIANEW", "secretAccessKey": "CANARY-new", "sessionToken": "CANARY-token", "expiration": %d}}`, now.Add(time.Hour+558*time.Millisecond).UnixMilli())
}

func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	w.calls.Add(1)
	if w.answer == nil {
		return nil, io.ErrUnexpectedEOF
	}
	status, exception, body := w.answer(r)
	return &http.Response{
		StatusCode: status, Request: r, Header: http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {exception}},
		Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// signIn puts a token where the profile's session has it.
func (w *world) signIn(profile string) {
	w.t.Helper()
	p, _, err := w.Config.SSOProfile(profile)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.Tokens.Store.PutToken(p.Session, ssotoken.Token{StartURL: p.Session.StartURL, Region: p.Session.Region, AccessToken: "access", ExpiresAt: now.Add(8 * time.Hour)})
	if err != nil {
		w.t.Fatal(err)
	}
}

// get asks for a profile's credentials.
func (w *world) get(name string) (awsapi.Credentials, error) {
	w.t.Helper()
	p, ok := w.Config.Profile(name)
	if !ok {
		w.t.Fatalf("no profile %q", name)
	}
	c, err := w.Profile(w.t.Context(), p)
	return awsapi.Credentials{
		AccessKeyID: c.AccessKeyID, SecretAccessKey: c.SecretAccessKey, SessionToken: c.SessionToken,
		Expiration: c.Expiration, AccountID: c.AccountID,
	}, err
}

func (w *world) put(name, text string) {
	w.t.Helper()
	if err := os.MkdirAll(w.Cache.Dir, 0o700); err != nil {
		w.t.Fatal(err)
	}
	path, yesterday := filepath.Join(w.Cache.Dir, name), time.Now().Add(-24*time.Hour)
	if err := errors.Join(os.WriteFile(path, []byte(text), 0o600), os.Chtimes(path, yesterday, yesterday)); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) files() map[string]string {
	w.t.Helper()
	entries, err := os.ReadDir(w.Cache.Dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	found := map[string]string{}
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(w.Cache.Dir, entry.Name()))
		if err != nil {
			w.t.Fatal(err)
		}
		found[entry.Name()] = string(data)
	}
	return found
}

// cached is what the AWS CLI keeps of a role's credentials.
func cached(left time.Duration) string {
	return `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAOLD", "SecretAccessKey": "CANARY-old", "SessionToken": "CANARY-token", "Expiration": "` +
		now.Add(left).Format(time.RFC3339) + `", "AccountId": "111122223333"}}`
}

const fetched = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIANEW", "SecretAccessKey": "CANARY-new", "SessionToken": "CANARY-token", "Expiration": "2026-01-02T04:04:05Z", "AccountId": "111122223333"}}`

// The names and the bytes are the AWS CLI's.
func TestRoleCredentialsAreFetchedOnceAndKept(t *testing.T) {
	for profile, file := range map[string]string{"dev": devFile, "old": oldFile} {
		w := newWorld(t)
		w.signIn(profile)
		w.answer = func(r *http.Request) (int, string, string) {
			if got := r.Header.Get("x-amz-sso_bearer_token") + " " + r.URL.RawQuery; got != "access account_id=111122223333&role_name=Admin" {
				t.Errorf("asked with %s", got)
			}
			return issue(r)
		}
		for range 2 {
			creds, err := w.get(profile)
			if err != nil {
				t.Fatal(err)
			}
			want := awsapi.Credentials{AccessKeyID: "ASIANEW", SecretAccessKey: "CANARY-new", SessionToken: "CANARY-token", Expiration: now.Add(time.Hour), AccountID: "111122223333"}
			if diff := cmp.Diff(want, creds); diff != "" {
				t.Error(diff)
			}
		}
		if n := w.calls.Load(); n != 1 {
			t.Errorf("%s: %d calls", profile, n)
		}
		if diff := cmp.Diff(map[string]string{file: fetched}, w.files()); diff != "" {
			t.Errorf("%s: %s", profile, diff)
		}
		if info, err := os.Stat(filepath.Join(w.Cache.Dir, file)); err != nil || info.Mode().Perm() != 0o600 {
			t.Error(info.Mode(), err)
		}
	}
}

func TestWhenCachedCredentialsAreUsed(t *testing.T) {
	for name, tt := range map[string]struct {
		file   string
		used   bool
		warned bool
	}{
		"fresh":                   {cached(time.Hour), true, false},
		"15 minutes left":         {cached(15 * time.Minute), true, false},
		"less left":               {cached(15*time.Minute - time.Second), false, false},
		"expired":                 {cached(-time.Hour), false, false},
		"an offset":               {strings.Replace(cached(0), now.Format(time.RFC3339), "2026-01-02T05:04:05+01:00", 1), true, false},
		"the account is not said": {strings.Replace(cached(time.Hour), `, "AccountId": "111122223333"`, "", 1), true, false},
		"of another account":      {strings.Replace(cached(time.Hour), "111122223333", "444455556666", 1), false, false},
		"no secret":               {strings.Replace(cached(time.Hour), "SecretAccessKey", "secretAccessKey", 1), false, true},
		"no session token":        {strings.Replace(cached(time.Hour), `"CANARY-token"`, `""`, 1), false, true},
		"a number as key":         {strings.Replace(cached(time.Hour), `"ASIAOLD"`, `5`, 1), false, true},
		"H62 a key of two lines":  {strings.Replace(cached(time.Hour), "ASIAOLD", `ASIA\nOLD`, 1), false, true},
		"an odd end":              {strings.Replace(cached(time.Hour), "2026-01-02T04:04:05Z", "tomorrow", 1), false, true},
		"an end without a zone":   {strings.Replace(cached(time.Hour), "2026-01-02T04:04:05Z", "2099-01-02T04:04:05", 1), false, true},
		"credentials are a list":  {`{"ProviderType": "sso", "Credentials": []}`, false, true},
		"no credentials":          {`{}`, false, true},
		"a list":                  {`[]`, false, true},
		"cut in half":             {cached(time.Hour)[:70], false, true},
		"empty":                   {``, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.signIn("dev")
			w.put(devFile, tt.file)
			creds, err := w.get("dev")
			if err != nil {
				t.Fatal(err)
			}
			want, calls, left := "ASIAOLD", int32(0), tt.file
			if !tt.used {
				want, calls, left = "ASIANEW", 1, fetched
			}
			if creds.AccessKeyID != want || w.calls.Load() != calls {
				t.Errorf("got %s after %d calls", creds.AccessKeyID, w.calls.Load())
			}
			if got := w.files()[devFile]; got != left {
				t.Errorf("the file holds %s", got)
			}
			if len(w.warnings) != map[bool]int{true: 1}[tt.warned] || tt.warned && (!strings.Contains(w.warnings[0], devFile) || strings.Contains(w.warnings[0], "CANARY")) {
				t.Errorf("warned of %q", w.warnings)
			}
		})
	}
}

// Fresh credentials of a role need no sign-in at all.
func TestTheRoleCacheOutlivesTheToken(t *testing.T) {
	w := newWorld(t)
	w.put(devFile, cached(time.Hour))
	if creds, err := w.get("dev"); err != nil || creds.AccessKeyID != "ASIAOLD" || w.calls.Load() != 0 {
		t.Errorf("%v after %d calls", err, w.calls.Load())
	}
}

func TestNoSignIn(t *testing.T) {
	w := newWorld(t)
	_, err := w.get("dev")
	if e, ok := errors.AsType[*ssotoken.NotSignedInError](err); !ok || e.Session.Profile != "dev" || w.calls.Load() != 0 {
		t.Errorf("%v after %d calls", err, w.calls.Load())
	}
}

func TestThePortalRefuses(t *testing.T) {
	for _, tt := range []struct {
		status    int
		exception string
		ended     bool
	}{
		{401, "UnauthorizedException", true},
		{401, "Other", true},
		{403, "ForbiddenException", false},
		{404, "ResourceNotFoundException", false},
	} {
		w := newWorld(t)
		w.signIn("dev")
		w.answer = func(*http.Request) (int, string, string) { return tt.status, tt.exception, `{"message": "No"}` }
		_, err := w.get("dev")
		if _, ended := errors.AsType[*ssotoken.EndedError](err); ended != tt.ended || !awsapi.IsCode(err, tt.exception) {
			t.Errorf("%s: %v", tt.exception, err)
		}
		if len(w.files()) > 0 {
			t.Errorf("%s: kept %v", tt.exception, w.files())
		}
	}
}

// Credentials that cannot be written down are of use all the same.
func TestACacheThatCannotBeWritten(t *testing.T) {
	for name, inTheWay := range map[string]func(path string) error{
		"a directory": func(path string) error { return os.MkdirAll(path, 0o700) },
		"a link": func(path string) error {
			return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.Symlink("/dev/null", path))
		},
	} {
		w := newWorld(t)
		w.signIn("dev")
		path := filepath.Join(w.Cache.Dir, devFile)
		if err := inTheWay(path); err != nil {
			t.Skip(err)
		}
		before, _ := os.Lstat(path)
		creds, err := w.get("dev")
		if err != nil || creds.AccessKeyID != "ASIANEW" {
			t.Errorf("%s: %v", name, err)
		}
		if len(w.warnings) == 0 || !strings.Contains(w.warnings[len(w.warnings)-1], "write role credentials cache: ") {
			t.Errorf("%s: warned of %q", name, w.warnings)
		}
		if after, err := os.Lstat(path); err != nil || after.Mode() != before.Mode() {
			t.Errorf("%s: it was a %v and is a %v", name, before.Mode(), after)
		}
	}
}

func TestKeysOfTheProfileAndTheEnvironment(t *testing.T) {
	env := map[string]string{"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "CANARY-env", "AWS_SESSION_TOKEN": "second", "AWS_SECURITY_TOKEN": "first"}
	for _, tt := range []struct {
		profile string
		env     map[string]string
		want    string // access key id and session token, or the error
	}{
		{"keys", nil, "AKIACONFIG "},
		{"both", nil, "ASIANEW CANARY-token"}, // SSO beats the keys of its profile
		{"keys", env, "AKIAENV first"},
		{"dev", env, "AKIAENV first"},
		{"keys", map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "x"}, "AKIACONFIG "},
		{"half", nil, "partial credentials found in config-file, missing: aws_secret_access_key"},
		{"keys", map[string]string{"AWS_ACCESS_KEY_ID": "AKIAENV"}, "partial credentials found in env, missing: AWS_SECRET_ACCESS_KEY"},
		{"empty", nil, `no credentials found for profile "empty"`},
	} {
		w := newWorld(t)
		w.signIn("dev")
		w.LookupEnv = environment(tt.env)
		creds, err := w.get(tt.profile)
		got := creds.AccessKeyID + " " + creds.SessionToken
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s with %v: %s, want %s", tt.profile, tt.env, got, tt.want)
		}
	}
}

// Signing out takes what sign-ins bought and nothing else.
func TestRemoveSSO(t *testing.T) {
	w := newWorld(t)
	w.put(devFile, cached(time.Hour))
	w.put("expired.json", cached(-time.Hour))
	kept := map[string]string{
		"assumed.json": `{"Credentials": {"AccessKeyId": "ASIA"}}`,
		"other.json":   `{"ProviderType": "custom"}`,
		"number.json":  `{"ProviderType": 5}`,
		"list.json":    `[{"ProviderType": "sso"}]`,
		"torn.json":    `{"ProviderType": "sso"`,
		"session.db":   "SQLite format 3\x00",
	}
	for name, text := range kept {
		w.put(name, text)
	}
	if err := w.Cache.RemoveSSO(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kept, w.files()); diff != "" {
		t.Error(diff)
	}
	none := rolecreds.Cache{Dir: filepath.Join(t.TempDir(), "none")}
	if err := none.RemoveSSO(); err != nil {
		t.Error(err)
	}
}
