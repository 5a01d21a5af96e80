package awsconfig_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

const ssoConfig = `
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access, , other:scope ,

[sso-session bare]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[sso-session half]
sso_region = us-east-1

[sso-session empty]
sso_start_url =

[sso-session http]
sso_start_url = http://corp.awsapps.com/start
sso_region = us-east-1

[sso-session hostless]
sso_start_url = https:///start
sso_region = us-east-1

[sso-session garbled]
sso_start_url = https://[::1/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin

[profile session-only]
sso_session = corp

[profile halves]
sso_session = half
sso_start_url = https://corp.awsapps.com/start
sso_account_id = 111122223333
sso_role_name = Admin

[profile lacking]
sso_session = half
sso_role_name = Admin

[profile dangling]
sso_session = gone
sso_account_id = 111122223333
sso_role_name = Admin

[profile disagreeing]
sso_session = corp
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Admin

[profile legacy]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Admin
sso_registration_scopes = not:read

[profile half-legacy]
sso_region = us-east-1
sso_account_id = 111122223333

[profile static]
aws_access_key_id = AKIA
`

var (
	corp = awsconfig.SSOSession{
		Name:               "corp",
		StartURL:           "https://corp.awsapps.com/start",
		Region:             "us-east-1",
		RegistrationScopes: []string{"sso:account:access", "other:scope"},
	}
	legacy = awsconfig.SSOSession{
		StartURL: "https://corp.awsapps.com/start",
		Region:   "us-east-1",
		Profile:  "legacy",
	}
)

// reachedBy is the session as a profile leads to it.
func reachedBy(profile string, session awsconfig.SSOSession) awsconfig.SSOSession {
	session.Profile = profile
	return session
}

func TestLoginSession(t *testing.T) {
	c := load(t, ssoConfig, "")
	bare := corp
	bare.Name, bare.RegistrationScopes = "bare", nil
	tests := []struct {
		profile, session string
		want             awsconfig.SSOSession
	}{
		{"default", "corp", corp},
		{"default", "bare", bare},
		{"disagreeing", "bare", bare},
		{"nope", "bare", bare},
		{"dev", "", reachedBy("dev", corp)},
		{"session-only", "", reachedBy("session-only", corp)},
		{"disagreeing", "", reachedBy("disagreeing", corp)},
		{"legacy", "", legacy},
	}
	for _, test := range tests {
		got, err := c.LoginSession(test.profile, test.session)
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("profile %q, session %q: %v\n%s", test.profile, test.session, err, diff)
		}
		if got.Legacy() != (got.Name == "") {
			t.Errorf("%+v: Legacy() = %v", got, got.Legacy())
		}
	}
}

func TestLoginSessionRefuses(t *testing.T) {
	c := load(t, ssoConfig, "")
	missing := func(kind, name string, keys ...string) error {
		return &awsconfig.MissingKeysError{Kind: kind, Name: name, Keys: keys}
	}
	tests := []struct {
		profile, session string
		want             error
	}{
		{"nope", "", &awsconfig.ProfileNotFoundError{Name: "nope", Known: c.ProfileNames()}},
		{"dev", "gone", &awsconfig.SessionNotFoundError{Name: "gone", Known: c.SSOSessionNames()}},
		{"dangling", "", &awsconfig.SessionNotFoundError{Name: "gone", Known: c.SSOSessionNames()}},
		{"default", "half", missing("sso-session", "half", "sso_start_url")},
		{"lacking", "", missing("sso-session", "half", "sso_start_url")},
		{"halves", "", missing("sso-session", "half", "sso_start_url")},
		{"default", "empty", missing("sso-session", "empty", "sso_start_url", "sso_region")},
		{"half-legacy", "", missing("profile", "half-legacy", "sso_start_url")},
		{"static", "", missing("profile", "static", "sso_start_url", "sso_region")},
		{"default", "", missing("profile", "default", "sso_start_url", "sso_region")},
		{"default", "http", &awsconfig.StartURLError{URL: "http://corp.awsapps.com/start", Reason: "must use the https scheme"}},
		{"default", "hostless", &awsconfig.StartURLError{URL: "https:///start", Reason: "has no host"}},
		{"default", "garbled", &awsconfig.StartURLError{URL: "https://[::1/start", Reason: "is not a URL"}},
	}
	for _, test := range tests {
		_, err := c.LoginSession(test.profile, test.session)
		if diff := cmp.Diff(test.want, err); diff != "" {
			t.Errorf("profile %q, session %q, -want +got:\n%s", test.profile, test.session, diff)
		}
	}
}

func TestSSOProfile(t *testing.T) {
	c := load(t, ssoConfig, "[session-only]\nsso_role_name = Admin\nsso_account_id = 444455556666\n")
	halves := reachedBy("halves", corp)
	halves.Name, halves.RegistrationScopes = "half", nil
	for name, want := range map[string]awsconfig.SSOProfile{
		"dev":          {Session: reachedBy("dev", corp), AccountID: "111122223333", RoleName: "Admin"},
		"session-only": {Session: reachedBy("session-only", corp), AccountID: "444455556666", RoleName: "Admin"},
		"halves":       {Session: halves, AccountID: "111122223333", RoleName: "Admin"},
		"legacy":       {Session: legacy, AccountID: "111122223333", RoleName: "Admin"},
	} {
		got, ok, err := c.SSOProfile(name)
		if diff := cmp.Diff(want, got); err != nil || !ok || diff != "" {
			t.Errorf("%s: %v, %v\n%s", name, ok, err, diff)
		}
	}
}

func TestSSOProfileOfOtherProfiles(t *testing.T) {
	c := load(t, ssoConfig, "")
	for _, name := range []string{"session-only", "static", "default"} {
		if got, ok, err := c.SSOProfile(name); ok || err != nil {
			t.Errorf("%s: %+v, %v, %v", name, got, ok, err)
		}
	}
}

func TestSSOProfileRefuses(t *testing.T) {
	c := load(t, ssoConfig, "")
	tests := []struct {
		profile string
		want    error
	}{
		{"nope", &awsconfig.ProfileNotFoundError{Name: "nope", Known: c.ProfileNames()}},
		{"dangling", &awsconfig.SessionNotFoundError{Name: "gone", Known: c.SSOSessionNames()}},
		{"lacking", &awsconfig.MissingKeysError{Kind: "profile", Name: "lacking", Keys: []string{"sso_account_id", "sso_start_url"}}},
		{"half-legacy", &awsconfig.MissingKeysError{Kind: "profile", Name: "half-legacy", Keys: []string{"sso_role_name", "sso_start_url"}}},
		{"disagreeing", &awsconfig.InconsistentError{
			Profile: "disagreeing", Session: "corp",
			Key: "sso_region", ProfileValue: "eu-west-1", SessionValue: "us-east-1",
		}},
	}
	for _, test := range tests {
		_, _, err := c.SSOProfile(test.profile)
		if diff := cmp.Diff(test.want, err); diff != "" {
			t.Errorf("%s, -want +got:\n%s", test.profile, diff)
		}
	}
}

func TestInconsistentSecretsAreNotShown(t *testing.T) {
	c := load(t, "[sso-session s]\naws_secret_access_key = session/secret\n"+
		"[profile p]\nsso_session = s\nsso_role_name = r\naws_secret_access_key = profile/secret\n", "")
	_, _, err := c.SSOProfile("p")
	var inconsistent *awsconfig.InconsistentError
	if !errors.As(err, &inconsistent) || strings.Contains(err.Error(), "/secret") {
		t.Errorf("got %v", err)
	}
}
