package rolecreds_test

import (
	"errors"
	"io/fs"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/rolecreds"
)

// Each setting is the environment's, if it is there at all, or the profile's.
func TestWhereAWebIdentityIsSaid(t *testing.T) {
	const other = "arn:aws:iam::444455556666:role/Other"
	for name, tt := range map[string]struct {
		profile string
		env     map[string]string
		want    []string // role and session name, or the error
	}{
		"the profile": {"web", nil, []string{"arn:aws:iam::444455556666:role/Web", "me"}},
		"the environment": {
			"base", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE", "AWS_ROLE_ARN": other, "AWS_REGION": "us-east-1"},
			[]string{other, "botocore-session-1767323045"},
		},
		"some of each": {"web", map[string]string{"AWS_ROLE_ARN": other, "AWS_ROLE_SESSION_NAME": "env"}, []string{other, "env"}},
		"an empty session name": {
			"web", map[string]string{"AWS_ROLE_SESSION_NAME": ""}, []string{"arn:aws:iam::444455556666:role/Web", "botocore-session-1767323045"},
		},
		"an empty file":     {"web", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": ""}, []string{`no credentials found for profile "web"`}},
		"a role alone":      {"p", map[string]string{"AWS_ROLE_ARN": other}, []string{`no credentials found for profile "p"`}},
		"no role":           {"p", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE"}, []string{"partial credentials found in assume-role-with-web-identity, missing: role_arn"}},
		"no region":         {"base", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE", "AWS_ROLE_ARN": other}, []string{other, "botocore-session-1767323045"}},
		"a role of its own": {"plain", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE", "AWS_ROLE_ARN": other}, []string{deploy, "botocore-session-1767323045"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMachine(t, roleConfig, "", tt.env)
			_, err := m.get(tt.profile)
			var got []string
			if err != nil {
				got = []string{err.Error()}
			} else {
				got = []string{m.forms[0].Get("RoleArn"), m.forms[0].Get("RoleSessionName")}
				if token := m.forms[0].Get("WebIdentityToken"); token != "CANARY-jwt" && tt.profile != "plain" {
					t.Errorf("the token is %q", token)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// While the cache holds the role its token is not even looked for.
func TestACachedWebIdentity(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	for range 2 {
		if got, err := m.get("web"); err != nil || got != "ASIAWeb assume-role-with-web-identity" {
			t.Fatalf("%s, %v", got, err)
		}
		m.env["AWS_WEB_IDENTITY_TOKEN_FILE"] = filepath.Join(m.dir, "gone")
	}
	if len(m.asked) != 1 {
		t.Errorf("asked %q", m.asked)
	}
}

func TestTokenFilesThatCannotBeUsed(t *testing.T) {
	for name, text := range map[string]string{"blank": " \n", "huge": strings.Repeat("CANARY", 20_000)} {
		m := newMachine(t, roleConfig, "", nil)
		m.write("jwt", text)
		_, err := m.get("web")
		if e, ok := errors.AsType[*rolecreds.WebIdentityError](err); !ok || e.Profile != "web" || strings.Contains(err.Error(), "CANARY") || len(m.asked) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	m := newMachine(t, roleConfig, "", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE.gone"})
	if _, err := m.get("web"); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, new(*rolecreds.WebIdentityError)) {
		t.Errorf("no file: %v", err)
	}
}

func TestARefusedWebIdentity(t *testing.T) {
	m := newMachine(t, roleConfig, "", nil)
	m.sts = func(url.Values) (int, string) { return refused("InvalidIdentityToken") }
	if _, err := m.get("web"); !awsapi.IsCode(err, "InvalidIdentityToken") || strings.Contains(err.Error(), "CANARY") || len(m.cache()) > 0 {
		t.Errorf("got %v", err)
	}
}
