package status_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/status"
)

var now = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

const (
	corp = "[sso-session corp]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n"
	dev  = "[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n"
	old  = "[profile old]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = Admin\n"

	tokenFile = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
	roleFile  = ".aws/cli/cache/0cdbf32b99792a73981dd3f142bc63ab50240b44.json"
)

// token is a token file's text; what is asked for later replaces what was before.
func token(members ...string) string {
	text := `"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "a", "expiresAt": "2026-11-25T13:00:00Z", "clientId": "c", "clientSecret": "s", "registrationExpiresAt": "2027-01-01T00:00:00Z", "refreshToken": "r"`
	for i := 0; i < len(members); i += 2 {
		text = strings.Replace(text, members[i], members[i+1], 1)
	}
	return "{" + text + "}"
}

func role(account, expiration string) string {
	return `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t", "Expiration": "` + expiration + `", "AccountId": "` + account + `"}}`
}

// world lays out a home of these files, of mode 0600.
func world(t *testing.T, files map[string]string) (status.World, string) {
	t.Helper()
	home := t.TempDir()
	for name, text := range files {
		path := filepath.Join(home, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	config, err := awsconfig.Load(nil, awsconfig.FindPaths(func(string) (string, bool) { return "", false }, home))
	if err != nil {
		t.Fatal(err)
	}
	nothing := func(err error) { t.Errorf("warned of %v", err) }
	return status.World{
		Config: config, Now: now,
		Tokens: ssotoken.Store{Dir: filepath.Join(home, ".aws", "sso", "cache"), Own: filepath.Join(home, ".aws", "fob"), Warn: nothing},
		Roles:  rolecreds.Cache{Dir: filepath.Join(home, ".aws", "cli", "cache"), Warn: nothing},
		Known:  identity.Records{Dir: filepath.Join(home, ".aws", "fob", "caller"), Now: func() time.Time { return now }},
	}, home
}

func TestStates(t *testing.T) {
	for name, tt := range map[string]struct {
		config, token string
		want          status.State
		refreshable   bool
	}{
		"nobody signed in":                {corp, "", status.SignedOut, false},
		"signed in":                       {corp, token(), status.SignedIn, true},
		"run out":                         {corp, token("T13:00", "T11:00"), status.Refreshable, true},
		"run out, without a refresh":      {corp, token("T13:00", "T11:00", `, "refreshToken": "r"`, ""), status.Expired, false},
		"run out, the registration, too":  {corp, token("T13:00", "T11:00", "2027-01-01", "2026-11-01"), status.Expired, false},
		"of another start URL":            {corp, token("d-1234567890", "d-0000000000"), status.SignedOut, false},
		"of another region":               {corp, token("us-east-1", "eu-west-1"), status.SignedOut, false},
		"damaged":                         {corp, token()[:50], status.SignedOut, false},
		"without a start URL":             {"[sso-session corp]\nsso_region = us-east-1\n", token(), status.Misconfigured, false},
		"a start URL that cannot be used": {strings.Replace(corp, "https", "http", 1), token(), status.Misconfigured, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{".aws/config": tt.config + dev}
			if tt.token != "" {
				files[tokenFile] = tt.token
			}
			w, _ := world(t, files)
			all := w.Sessions()
			if len(all) != 1 || all[0].Name != "corp" || all[0].State != tt.want || all[0].Refreshable != tt.refreshable || len(all[0].Profiles) != 1 {
				t.Fatalf("%+v", all)
			}
			p, _ := w.Config.Profile("dev")
			if one, ok := w.Of(p); !ok || one.State != tt.want || one.Profiles[0].Profile != "dev" {
				t.Errorf("alone: %+v", one)
			}
		})
	}
}

// What is wrong is said, each at its place.
func TestProblems(t *testing.T) {
	for name, tt := range map[string]struct {
		files     map[string]string
		ofSession error // of that type
		ofProfile error
	}{
		"none":                     {files: map[string]string{".aws/config": corp + dev, tokenFile: token(), roleFile: role("111122223333", "2026-11-25T13:00:00Z")}},
		"a damaged token":          {files: map[string]string{".aws/config": corp + dev, tokenFile: "{"}, ofSession: new(cachefile.DamagedError)},
		"a token of another URL":   {files: map[string]string{".aws/config": corp + dev, tokenFile: token("d-123", "d-223")}, ofSession: new(ssotoken.NotSignedInError)},
		"no scope":                 {files: map[string]string{".aws/config": strings.Replace(corp, "sso_registration_scopes = sso:account:access\n", "", 1)}, ofSession: new(status.NoScopeError)},
		"no scope, and a refresh":  {files: map[string]string{".aws/config": strings.Replace(corp, "sso_registration_scopes = sso:account:access\n", "", 1) + dev, tokenFile: token()}},
		"a session that is gone":   {files: map[string]string{".aws/config": dev}, ofSession: new(awsconfig.SessionNotFoundError)},
		"a session without region": {files: map[string]string{".aws/config": strings.Replace(corp, "sso_region = us-east-1\n", "", 1)}, ofSession: new(awsconfig.MissingKeysError)},
		"a profile without role":   {files: map[string]string{".aws/config": corp + strings.Replace(dev, "sso_role_name = Admin\n", "", 1)}, ofProfile: new(awsconfig.MissingKeysError)},
		"a profile that differs":   {files: map[string]string{".aws/config": corp + dev + "sso_region = eu-west-1\n"}, ofProfile: new(awsconfig.InconsistentError)},
		"a damaged role":           {files: map[string]string{".aws/config": corp + dev, roleFile: "[]"}, ofProfile: new(cachefile.DamagedError)},
		"a rule that is none":      {files: map[string]string{".aws/config": corp + dev + "fob_expect_acount = 111122223333\n"}, ofProfile: new(awsconfig.RuleError)},
		"a role of another account": {
			files:     map[string]string{".aws/config": corp + dev, roleFile: role("444455556666", "2026-11-25T13:00:00Z")},
			ofProfile: new(rolecreds.OtherAccountError),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, _ := world(t, tt.files)
			all := w.Sessions()
			if len(all) != 1 {
				t.Fatalf("%+v", all)
			}
			wantProblem(t, all[0].Problems, tt.ofSession)
			for _, held := range all[0].Profiles {
				wantProblem(t, held.Problems, tt.ofProfile)
			}
		})
	}
}

func wantProblem(t *testing.T, problems []error, want error) {
	t.Helper()
	var kinds []string
	for _, err := range problems {
		kinds = append(kinds, fmt.Sprintf("%T", err))
	}
	var wanted []string
	if want != nil {
		wanted = []string{fmt.Sprintf("%T", want)}
	}
	if !slices.Equal(kinds, wanted) {
		t.Errorf("problems: %v, want %v", problems, wanted)
	}
}

// It looks and changes nothing: not even a mode that lets others read.
func TestLookingLeavesEverythingAsItIs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing here")
	}
	w, home := world(t, map[string]string{".aws/config": corp + dev, tokenFile: token(), roleFile: role("111122223333", "2026-11-25T13:00:00Z")})
	paths := []string{filepath.Join(home, filepath.FromSlash(tokenFile)), filepath.Join(home, filepath.FromSlash(roleFile))}
	for _, path := range paths {
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := w.Sessions()[0]
	wantProblem(t, s.Problems, new(cachefile.ExposedError))
	wantProblem(t, s.Profiles[0].Problems, new(cachefile.ExposedError))
	for _, path := range paths {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
	}
	if _, err := os.Stat(filepath.Join(home, ".aws", "fob")); err == nil {
		t.Error("there is a folder of locks")
	}
}

// Credentials in the cache serve if a command would use them: those of the sign-in that there
// is, or of which nobody knows better. A profile with rules wants to know, and may want them
// to last.
func TestWhoseCredentialsServe(t *testing.T) {
	ended := token("T13:00", "T11:00", `, "refreshToken": "r"`, "")
	const noteFile = ".aws/fob/ee0bfd2552fbd840c02cc48b6e823320543c450f.signin.json"
	for name, tt := range map[string]struct {
		token, rule, note string
		boughtBy          string        // the sign-in that is noted
		after             time.Duration // the token, they were written
		former, serves    bool
	}{
		"of this sign-in":                     {token: ended, boughtBy: identity.Hash("a"), serves: true},
		"of this sign-in, refreshed since":    {token: ended, note: `{"accessTokenHash": "` + identity.Hash("a") + `", "signIn": "first"}`, boughtBy: "first", serves: true},
		"of another":                          {token: ended, boughtBy: identity.Hash("b"), former: true},
		"of another, while this one is good":  {token: token(), boughtBy: identity.Hash("b"), former: true, serves: true},
		"the note is of another access token": {token: ended, note: `{"accessTokenHash": "` + identity.Hash("b") + `", "signIn": "first"}`, boughtBy: "first", former: true},
		"signed out":                          {boughtBy: identity.Hash("b"), serves: true},
		"nobody knows":                        {token: ended, after: -time.Minute, serves: true},
		"nobody knows, and there is a rule":   {token: ended, rule: "fob_expect_role = Admin", after: -time.Minute, former: true},
		"newer, and there is a rule":          {token: ended, rule: "fob_expect_role = Admin", after: time.Minute, serves: true},
		"noted, and there is a rule":          {token: ended, rule: "fob_expect_role = Admin", after: -time.Minute, boughtBy: identity.Hash("a"), serves: true},
		"they last too short for a rule":      {token: ended, rule: "fob_min_ttl = 2h", boughtBy: identity.Hash("a")},
		"they last long enough for a rule":    {token: ended, rule: "fob_min_ttl = 1h", boughtBy: identity.Hash("a"), serves: true},
		"a rule that is none":                 {token: token(), rule: "fob_expect_rule = Admin", boughtBy: identity.Hash("a")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{".aws/config": corp + dev + tt.rule, roleFile: role("111122223333", "2026-11-25T13:00:00Z")}
			if tt.token != "" {
				files[tokenFile] = tt.token
			}
			if tt.note != "" {
				files[noteFile] = tt.note
			}
			w, home := world(t, files)
			if tt.boughtBy != "" {
				w.Known.Put("ASIA", identity.Record{SignIn: tt.boughtBy})
			}
			if tt.token != "" {
				info, err := os.Stat(filepath.Join(home, tokenFile))
				if err != nil {
					t.Fatal(err)
				}
				if written := info.ModTime().Add(tt.after); os.Chtimes(filepath.Join(home, roleFile), written, written) != nil {
					t.Fatal("no time set")
				}
			}
			s := w.Sessions()[0]
			if held := s.Profiles[0]; held.Former != tt.former || s.Serves(held) != tt.serves || held.Credentials.IsZero() {
				t.Errorf("former %v, serves %v", held.Former, s.Serves(held))
			}
		})
	}
}

// Profiles share a sign-in also through others, and older ones by their start URL.
func TestWhoShares(t *testing.T) {
	w, _ := world(t, map[string]string{".aws/config": corp + dev + old +
		strings.Replace(old, "profile old", "profile older", 1) +
		"[profile deploy]\nrole_arn = arn:aws:iam::444455556666:role/ops/Deploy\nsource_profile = audit\n" +
		"[profile audit]\nrole_arn = arn:aws:iam::444455556666:role/Audit\nsource_profile = dev\n" +
		"[profile by-keys]\nrole_arn = arn:aws:iam::444455556666:role/Audit\nsource_profile = keys\n" +
		"[profile keys]\naws_access_key_id = AKIA\naws_secret_access_key = s\n[profile empty]\n" +
		"[profile round]\nrole_arn = arn:aws:iam::444455556666:role/Audit\nsource_profile = round\n" +
		"[profile session-only]\nsso_session = corp\n"})
	var got []string
	for _, s := range w.Sessions() {
		for _, held := range s.Profiles {
			got = append(got, fmt.Sprint(s.Name, "|", held.Profile, "|", held.Through, "|", held.AccountID, "|", held.RoleName))
		}
	}
	want := []string{
		"corp|dev||111122223333|Admin", "corp|deploy|dev|444455556666|Deploy", "corp|audit|dev|444455556666|Audit", "corp|session-only|||",
		"|old||111122223333|Admin", "|older||111122223333|Admin",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Credentials in the cache outlive the sign-in that bought them, to the AWS CLI's margin.
func TestServes(t *testing.T) {
	for expiration, want := range map[string]bool{"2026-11-25T12:20:00Z": true, "2026-11-25T12:10:00Z": false} {
		w, _ := world(t, map[string]string{".aws/config": corp + dev, roleFile: role("111122223333", expiration)})
		if s := w.Sessions()[0]; s.Usable() || s.Serves(s.Profiles[0]) != want {
			t.Errorf("%s: %v", expiration, !want)
		}
	}
}
