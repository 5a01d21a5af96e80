package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The answer for scripts: every member stands for something that they rely on.
const doctorGolden = `{
    "version": 1,
    "findings": [
        {
            "check": "missing-session",
            "severity": "error",
            "family": "session",
            "file": "HOME/.aws/config",
            "line": 7,
            "what": "the profile \"it's\" names the sso-session \"gone\\x1b[31m\", which does not exist",
            "why": "nobody can sign in with it, and it gets no credentials",
            "fix": "fob configure sso-session --sso-session-name 'gone\\x1b[31m'",
            "advice": null,
            "fixable": false
        },
        {
            "check": "bad-source",
            "severity": "error",
            "family": "session",
            "file": "HOME/.aws/config",
            "line": 12,
            "what": "source_profile of profile \"role\" is \"nobody\", and there is no such profile",
            "why": "the profile gets no credentials",
            "fix": null,
            "advice": "name a profile or a place that has credentials",
            "fixable": false
        },
        {
            "check": "missing-scope",
            "severity": "warning",
            "family": "session",
            "file": "HOME/.aws/config",
            "line": 4,
            "what": "sso_registration_scopes of the sso-session \"corp\" lack sso:account:access",
            "why": "a sign-in without it may not get at accounts and roles",
            "fix": "fob configure set sso_registration_scopes sts:identity_context,sso:account:access --sso-session corp",
            "advice": null,
            "fixable": true
        },
        {
            "check": "environment-keys",
            "severity": "warning",
            "family": "environment",
            "file": null,
            "line": null,
            "what": "AWS_ACCESS_KEY_ID and its companions are set",
            "why": "they come before every profile, also before AWS_PROFILE, unless --profile is given; the SDKs and Terraform take them in any case",
            "fix": "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY",
            "advice": null,
            "fixable": false
        }
    ],
    "fixed": [],
    "summary": {
        "errors": 2,
        "warnings": 2,
        "notes": 0,
        "profiles": 2,
        "sessions": 2
    }
}
`

func TestDoctorObject(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	config := `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sts:identity_context

[profile "it's"]
sso_session = ` + "gone\x1b[31m" + `
sso_account_id = 111122223333
sso_role_name = x
[profile role]
role_arn = arn:aws:iam::111122223333:role/x
source_profile = nobody
`
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	keys := []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=x"}
	stdout, stderr := runAt(t, home, keys, []string{"doctor", "--offline", "--output", "json"})
	if diff := cmp.Diff(doctorGolden, strings.ReplaceAll(stdout, home, "HOME")); diff != "" || stderr != "" {
		t.Errorf("-want +got:\n%s\nstderr: %s", diff, stderr)
	}
	text, _ := runAt(t, home, keys, []string{"doctor", "--offline"})
	for line := range strings.Lines(text) {
		if len(line) > 81 && !strings.Contains(line, "$ ") {
			t.Errorf("a line of more than 80 columns: %s", line)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Errorf("an order to the terminal:\n%q", text)
	}
}
