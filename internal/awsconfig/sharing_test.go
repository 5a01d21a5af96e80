package awsconfig_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

const sharedSessions = `
[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[profile old]
sso_start_url = https://a.awsapps.com/start
sso_region = us-east-1
sso_account_id = 444455556666
[sso-session corp]
sso_start_url = https://a.awsapps.com/start
sso_region = us-east-1
[profile login-only]
sso_session = corp
[profile torn]
sso_session = corp
sso_start_url = https://b.awsapps.com/start
[profile elsewhere]
sso_session = lab
[profile keys]
aws_access_key_id = x
[profile older]
sso_start_url = https://a.awsapps.com/start
[profile unnamed]
sso_session =
`

func TestProfilesOf(t *testing.T) {
	c := load(t, sharedSessions, "[stray]\nsso_session = corp\n")
	corp := awsconfig.SSOSession{Name: "corp", StartURL: "https://a.awsapps.com/start", Region: "us-east-1"}
	legacy := awsconfig.SSOSession{StartURL: "https://a.awsapps.com/start", Profile: "old"}
	of := func(s awsconfig.SSOSession, profile, account, role string) awsconfig.SSOProfile {
		s.Profile = profile
		return awsconfig.SSOProfile{s, account, role}
	}
	for name, tt := range map[string]struct {
		session awsconfig.SSOSession
		want    []awsconfig.SSOProfile
	}{
		"a session":     {corp, []awsconfig.SSOProfile{of(corp, "dev", "111122223333", "Admin"), of(corp, "login-only", "", ""), of(corp, "torn", "", ""), of(corp, "stray", "", "")}},
		"a start URL":   {legacy, []awsconfig.SSOProfile{of(legacy, "old", "444455556666", ""), of(legacy, "older", "", "")}},
		"nobody's":      {awsconfig.SSOSession{Name: "gone"}, nil},
		"nobody's page": {awsconfig.SSOSession{StartURL: "https://c.awsapps.com/start"}, nil},
	} {
		if diff := cmp.Diff(tt.want, c.ProfilesOf(tt.session)); diff != "" {
			t.Error(name, diff)
		}
	}
	if diff := cmp.Diff([]string{"old", "older"}, c.LegacyProfileNames()); diff != "" {
		t.Error(diff)
	}
}
