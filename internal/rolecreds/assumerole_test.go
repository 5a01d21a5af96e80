package rolecreds_test

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/rolecreds"
)

// The files that the AWS CLI gives roles: by the ARN alone, with a duration and a session
// name, and with all that can be configured.
const (
	roleFile      = "4e3c52f628c90136b8f3dc2ae583ce43fca653f0.json"
	roleFileNamed = "558b29ad4c5bdd755a2fd698107415832539100e.json"
	roleFileFull  = "ff41f10aaefe9befb78df20088476fba6d8d2f28.json"
	webFile       = "b7a1f1b7546fdbf0e6d10b0a27fdbf7cbf57d306.json"
)

const roleConfig = around + `
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = us-west-2

[profile plain]
role_arn = ROLE
source_profile = base
region = eu-west-1

[profile named]
role_arn = ROLE
source_profile = base
region = eu-west-1
duration_seconds = 1800
role_session_name = sess

[profile external]
role_arn = ROLE
source_profile = base
region = eu-west-1
external_id = x-1

[profile behind-sso]
role_arn = ROLE
source_profile = dev
region = eu-west-1

[profile hop]
role_arn = arn:aws:iam::444455556666:role/Hop
source_profile = base
region = us-west-2

[profile behind-hop]
role_arn = ROLE
source_profile = hop
region = eu-west-1

[profile own]
role_arn = ROLE
source_profile = own
region = eu-west-1
aws_access_key_id = AKIAOWN
aws_secret_access_key = CANARY

[profile behind-own]
role_arn = ROLE
source_profile = own
region = eu-west-1

[profile environment]
role_arn = ROLE
credential_source = Environment
region = eu-west-1

[profile container]
role_arn = ROLE
credential_source = EcsContainer
region = eu-west-1

[profile instance]
role_arn = ROLE
credential_source = Ec2InstanceMetadata
region = eu-west-1

[profile web]
web_identity_token_file = TOKENFILE
role_arn = arn:aws:iam::444455556666:role/Web
role_session_name = me
region = us-west-2

[profile behind-web]
role_arn = ROLE
source_profile = web
region = eu-west-1

[profile mfa]
role_arn = ROLE
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/me
region = eu-west-1

[profile full]
role_arn = ROLE
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/me
region = eu-west-1
external_id = é/1
duration_seconds = 900
role_session_name = s

[profile no-region]
role_arn = ROLE
source_profile = base
`

// Roles are assumed in the region of the profile asked for, with the credentials that it
// says, and once: what was got serves the next time.
func TestAssumedRoles(t *testing.T) {
	everywhere := map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "CANARY",
		"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "CANARY-container",
		"AWS_EC2_METADATA_DISABLED": "False", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL",
	}
	for profile, asked := range map[string][]string{
		"plain":       {"AssumeRole by AKIABASE in eu-west-1"},
		"behind-sso":  {"GetRoleCredentials", "AssumeRole by ASIASSO in eu-west-1"},
		"behind-hop":  {"AssumeRole by AKIABASE in eu-west-1", "AssumeRole by ASIAHop in eu-west-1"},
		"own":         {"AssumeRole by AKIAOWN in eu-west-1"},
		"behind-own":  {"AssumeRole by AKIAOWN in eu-west-1"},
		"environment": {"AssumeRole by AKIAENV in eu-west-1"},
		"container":   {"container with CANARY-container", "AssumeRole by ASIACONTAINER in eu-west-1"},
		"instance":    {"instance", "AssumeRole by ASIAINSTANCE in eu-west-1"},
		"behind-web":  {"AssumeRoleWithWebIdentity", "AssumeRole by ASIAWeb in eu-west-1"},
	} {
		t.Run(profile, func(t *testing.T) {
			m := newMachine(t, roleConfig, "", everywhere)
			m.SkipEnvironment = true
			m.signIn("dev")
			for range 2 {
				if got, err := m.get(profile); err != nil || got != "ASIADeploy assume-role" {
					t.Fatalf("%s, %v", got, err)
				}
			}
			if diff := cmp.Diff(asked, m.asked); diff != "" {
				t.Error(diff)
			}
			files := m.cache()
			if _, kept := files[roleFile]; !kept {
				t.Errorf("the cache holds %v", files)
			}
			if want := map[bool]int{true: 2, false: 1}[profile == "behind-hop"]; len(files) != want { // only roles are kept on the way
				t.Errorf("the cache holds %d files: %v", len(files), files)
			}
		})
	}
}

// The names and the contents of the files are the AWS CLI's.
func TestFilesOfAssumedRoles(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	m.MFACode = func(context.Context, string) (string, error) { return "123456", nil }
	for _, profile := range []string{"plain", "named", "full", "web"} {
		if _, err := m.get(profile); err != nil {
			t.Fatal(err)
		}
	}
	metadata := `"PackedPolicySize": 0, "ResponseMetadata": {"RequestId": "r-1", "HTTPStatusCode": 200, "HTTPHeaders": ` +
		`{"content-length": "N", "content-type": "text/xml", "date": "Fri, 02 Jan 2026 03:04:05 GMT", "x-amzn-requestid": "r-1"}, "RetryAttempts": 0}}`
	want := func(name string) string {
		return `{"Credentials": {"AccessKeyId": "ASIA` + name + `", "SecretAccessKey": "CANARY", "SessionToken": "CANARY-token", ` +
			`"Expiration": "2026-01-02T04:04:05+00:00", "AccountId": "444455556666"}, "AssumedRoleUser": {"AssumedRoleId": "AROA:me", ` +
			`"Arn": "arn:aws:sts::444455556666:assumed-role/` + name + `/me"}, ` + metadata
	}
	files := m.cache()
	for name, text := range files {
		before, rest, _ := strings.Cut(text, `"content-length": "`)
		_, after, _ := strings.Cut(rest, `"`)
		files[name] = before + `"content-length": "N"` + after
	}
	if diff := cmp.Diff(map[string]string{roleFile: want("Deploy"), roleFileNamed: want("Deploy"), roleFileFull: want("Deploy"), webFile: want("Web")}, files); diff != "" {
		t.Error(diff)
	}
	if info, err := os.Stat(filepath.Join(m.Cache.Dir, roleFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}

// What is configured of a role is sent, and nothing else.
func TestWhatIsAskedOfSTS(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	m.MFACode = func(_ context.Context, serialNumber string) (string, error) {
		return "1" + serialNumber[len(serialNumber)-2:], nil
	}
	for _, profile := range []string{"plain", "named", "external", "mfa"} {
		if _, err := m.get(profile); err != nil {
			t.Fatal(err)
		}
	}
	base := map[string]string{"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": deploy, "RoleSessionName": "botocore-session-1767323045"}
	for i, more := range []map[string]string{
		nil,
		{"RoleSessionName": "sess", "DurationSeconds": "1800"},
		{"ExternalId": "x-1"},
		{"SerialNumber": "arn:aws:iam::111122223333:mfa/me", "TokenCode": "1me"},
	} {
		want, got := maps.Clone(base), map[string]string{}
		maps.Copy(want, more)
		for name := range m.forms[i] {
			got[name] = m.forms[i].Get(name)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
	if n := len(m.cache()); n != 4 {
		t.Errorf("%d files for 4 requests", n)
	}
}

func TestRolesThatAreNotAssumed(t *testing.T) {
	for name, tt := range map[string]struct {
		settings string
		want     string
		find     bool // the settings are at fault
	}{
		"no source":                  {"", "partial credentials found in assume-role, missing: source_profile or credential_source", true},
		"two sources":                {"source_profile = base\ncredential_source = Environment\n", `source_profile of profile "x" stands beside credential_source, and only one of them can be used`, true},
		"an unknown profile":         {"source_profile = nobody\n", `source_profile of profile "x" is "nobody", and there is no such profile`, true},
		"a profile without any":      {"source_profile = hollow\n", `source_profile of profile "x" is "hollow", which has no credentials`, true},
		"half the keys":              {"source_profile = half\n", "partial credentials found in config-file, missing: aws_secret_access_key", true},
		"itself":                     {"source_profile = x\n", "source_profile leads in a circle: x -> x", true},
		"a circle":                   {"source_profile = y\n", "source_profile leads in a circle: x -> y -> x", true},
		"a circle behind":            {"source_profile = a\n", "source_profile leads in a circle: x -> a -> b -> a", true},
		"an unknown place":           {"credential_source = ec2instancemetadata\n", `credential_source of profile "x" is "ec2instancemetadata", which is none of Environment, EcsContainer and Ec2InstanceMetadata`, true},
		"an environment without any": {"credential_source = Environment\n", `credential_source of profile "x" is "Environment", which has no credentials`, true},
		"no container":               {"credential_source = EcsContainer\n", `credential_source of profile "x" is "EcsContainer", which has no credentials`, true},
		"no instance":                {"credential_source = Ec2InstanceMetadata\n", `credential_source of profile "x" is "Ec2InstanceMetadata", which has no credentials`, true},
		"nobody to ask for a code":   {"source_profile = base\nmfa_serial = serial\n", `the role of profile "x" takes a code of the MFA device "serial", and there is no terminal to ask for it`, false},
	} {
		t.Run(name, func(t *testing.T) {
			config := around + "[profile half]\naws_access_key_id = AKIA\n[profile hollow]\nsso_session = corp\n" +
				"[profile y]\nrole_arn = ROLE\nsource_profile = x\n[profile a]\nrole_arn = ROLE\nsource_profile = b\n[profile b]\nrole_arn = ROLE\nsource_profile = a\n" +
				"[profile x]\nregion = us-east-1\nrole_arn = ROLE\n" + tt.settings
			m := newMachine(t, config, "", nil)
			_, err := m.get("x")
			if _, find := errors.AsType[*rolecreds.FindError](err); err == nil || err.Error() != tt.want || find != tt.find {
				t.Errorf("got %v", err)
			}
			if len(m.asked) > 0 || len(m.cache()) > 0 {
				t.Errorf("asked %q", m.asked)
			}
		})
	}
}

// A circle is refused even where the cache holds the role.
func TestACircleAroundACachedRole(t *testing.T) {
	m := newMachine(t, roleConfig+"[profile y]\nrole_arn = ROLE\nsource_profile = x\n[profile x]\nregion = us-east-1\nrole_arn = ROLE\nsource_profile = y\n", "", nil)
	if _, err := m.get("plain"); err != nil {
		t.Fatal(err)
	}
	_, err := m.get("x")
	if _, ok := errors.AsType[*rolecreds.LoopError](err); !ok {
		t.Errorf("got %v", err)
	}
}

func TestTheRegionOfARole(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	if _, err := m.get("no-region"); !errors.Is(err, rolecreds.ErrNoRegion) || len(m.asked) > 0 {
		t.Errorf("got %v", err)
	}
	m.env["AWS_REGION"] = "ap-south-1"
	if _, err := m.get("no-region"); err != nil || m.asked[0] != "AssumeRole by AKIABASE in ap-south-1" {
		t.Errorf("asked %q, %v", m.asked, err)
	}
	m = newMachine(t, roleConfig, "", nil)
	m.Region = "sa-east-1"
	if _, err := m.get("plain"); err != nil || m.asked[0] != "AssumeRole by AKIABASE in sa-east-1" {
		t.Errorf("asked %q, %v", m.asked, err)
	}
}

// Without a region a role is assumed at STS's global endpoint.
func TestARoleWithoutARegion(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	host := ""
	m.API = awsapi.New(awsapi.Config{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		host = r.URL.Host
		w := httptest.NewRecorder()
		m.ServeHTTP(w, r)
		resp := w.Result()
		resp.Request = r
		return resp, nil
	})})
	if _, err := m.get("no-region"); err != nil || host != "sts.amazonaws.com" || m.asked[0] != "AssumeRole by AKIABASE in us-east-1" {
		t.Errorf("asked %s %q, %v", host, m.asked, err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// An instance knows where it runs, which counts where nothing else is said.
func TestTheRegionOfAnInstance(t *testing.T) {
	env := map[string]string{"AWS_EC2_METADATA_DISABLED": "false", "AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL"}
	m := newMachine(t, roleConfig, "", env)
	if _, err := m.get("no-region"); err != nil || !cmp.Equal(m.asked, []string{"region", "AssumeRole by AKIABASE in me-south-1"}) {
		t.Errorf("asked %q, %v", m.asked, err)
	}
	m = newMachine(t, roleConfig, "", env)
	m.env["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = "http://far.example"
	if _, err := m.get("no-region"); !errors.Is(err, rolecreds.ErrNoRegion) {
		t.Errorf("got %v", err)
	}
}

// A number of seconds that is none is passed over, with a word.
func TestADurationThatIsNone(t *testing.T) {
	m := newMachine(t, around+"[profile x]\nregion = us-east-1\nrole_arn = ROLE\nsource_profile = base\nduration_seconds = 1h\n", "", nil)
	if _, err := m.get("x"); err != nil || m.forms[0].Has("DurationSeconds") {
		t.Errorf("%v, sent %v", err, m.forms)
	}
	if len(m.warnings) != 1 || !strings.Contains(m.warnings[0], `duration_seconds of profile "x" is "1h"`) {
		t.Errorf("warned of %q", m.warnings)
	}
}

func TestWhenCachedRolesAreUsed(t *testing.T) {
	file := func(account string, left time.Duration) string {
		return `{"Credentials": {"AccessKeyId": "ASIAOLD", "SecretAccessKey": "CANARY", "SessionToken": "CANARY", "Expiration": "` +
			now.Add(left).Format("2006-01-02T15:04:05+00:00") + `", "AccountId": "` + account + `"}, "AssumedRoleUser": {}, "ResponseMetadata": {}}`
	}
	for name, tt := range map[string]struct {
		file         string
		used, warned bool
	}{
		"fresh":              {file("444455556666", time.Hour), true, false},
		"less left":          {file("444455556666", 15*time.Minute-time.Second), false, false},
		"of another account": {file("111122223333", time.Hour), false, false},
		"a part of it":       {strings.Replace(file("444455556666", time.Hour), "SecretAccessKey", "Secret", 1), false, true},
		"a list":             {"[]", false, true},
		"cut in half":        {file("444455556666", time.Hour)[:60], false, true},
		"empty":              {"", false, true},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t, roleConfig, "", nil)
			m.write(filepath.Join("cli", roleFile), tt.file)
			got, err := m.get("plain")
			if want := map[bool]string{true: "ASIAOLD assume-role", false: "ASIADeploy assume-role"}[tt.used]; err != nil || got != want {
				t.Errorf("got %s, %v", got, err)
			}
			if replaced := m.cache()[roleFile] != tt.file; replaced == tt.used {
				t.Errorf("the file holds %s", m.cache()[roleFile])
			}
			if (len(m.warnings) > 0) != tt.warned {
				t.Errorf("warned of %q", m.warnings)
			}
		})
	}
}

// Credentials of the cache that STS does not take to assume a role are replaced, once.
func TestTheSignersCredentialsHaveExpired(t *testing.T) {
	for name, tt := range map[string]struct {
		refusals int
		ok       bool
		calls    int
	}{
		"the cached ones": {1, true, 2},
		"the new ones":    {2, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t, roleConfig, "", nil)
			m.signIn("dev")
			if _, err := m.get("dev"); err != nil {
				t.Fatal(err)
			}
			m.asked = nil
			m.sts = func(url.Values) (int, string) {
				if tt.refusals--; tt.refusals >= 0 {
					return refused("ExpiredToken")
				}
				return 200, ""
			}
			_, err := m.get("behind-sso")
			if (err == nil) != tt.ok || err != nil && !awsapi.IsCode(err, awsapi.CodeExpiredCredentials) {
				t.Errorf("got %v", err)
			}
			if len(m.forms) != tt.calls {
				t.Errorf("asked %q", m.asked)
			}
			if _, kept := m.cache()[devFile]; kept {
				t.Error("what STS does not take is still in the cache")
			}
		})
	}
}

func TestForget(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	p, _ := m.Config.Profile("plain")
	creds, err := m.Profile(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	other := strings.Replace(m.cache()[roleFile], "CANARY-token", "CANARY-other", 1)
	m.write(filepath.Join("cli", roleFile), other)
	if !m.Forget(creds) || m.cache()[roleFile] != other {
		t.Error("what another process has written meanwhile is gone")
	}
	if creds, err = m.Profile(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if !m.Forget(creds) || len(m.cache()) > 0 {
		t.Error("it is still there")
	}
	base, _ := m.Config.Profile("base")
	if creds, err = m.Profile(t.Context(), base); err != nil || m.Forget(creds) {
		t.Errorf("keys of a file can be forgotten; %v", err)
	}
}

// A denial is STS's own word, and leaves nothing behind.
func TestADeniedRole(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	m.sts = func(url.Values) (int, string) { return refused("AccessDenied") }
	if _, err := m.get("plain"); !awsapi.IsCode(err, "AccessDenied") || len(m.cache()) > 0 {
		t.Errorf("got %v, and kept %v", err, m.cache())
	}
}

// Credentials that are over when they come, or last for ever, are neither used nor kept.
func TestLivesThatCannotBe(t *testing.T) {
	for _, life := range []time.Duration{-time.Hour, 0, 200 * 365 * 24 * time.Hour} {
		for _, profile := range []string{"plain", "web"} {
			m := newMachine(t, roleConfig, "", nil)
			m.life = life
			if got, err := m.get(profile); err == nil || len(m.cache()) > 0 {
				t.Errorf("%s for %v: %s, and kept %v", profile, life, got, m.cache())
			}
		}
	}
}
