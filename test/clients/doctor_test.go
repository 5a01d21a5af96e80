package clients

import (
	"strings"
	"testing"
)

// What fob doctor makes of a config the AWS CLI reads: a legacy profile has become one of an
// sso-session, in which it signs in and is refreshed.
func TestAWSCLIReadsWhatDoctorRepaired(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.write(".aws/config", "\ufeff"+w.read(".aws/config")+`
# was never read
[lost]
region = us-east-1
sso_session = `+sessionName+`
sso_account_id = `+devAccount+`
sso_role_name = `+devRole+"\n")
	w.aws("configure", "list-profiles").exits(255)

	w.fob("doctor", "--fix", "--yes").ok()
	config := w.read(".aws/config")
	if strings.Count(config, legacyStartURL) != 1 || !strings.Contains(config, "\n# was never read\n[profile lost]\n") {
		t.Fatalf("the config is now\n%s", config)
	}
	if got := w.aws("configure", "get", "sso_session").ok().stdout; got != "d-9067642ac7\n" {
		t.Errorf("the sso_session of the default profile is %q", got)
	}
	w.awsLogin().ok()
	w.asked("RegisterClient", "authorize", "CreateToken authorization_code")
	w.aws("sts", "get-caller-identity").isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
	if w.token("d-9067642ac7").RefreshToken == "" {
		t.Error("the sign-in cannot be refreshed")
	}
	w.awsLogin("--profile", "lost").ok()
	w.aws("sts", "get-caller-identity", "--profile", "lost").isDeveloper()

	w.fob("doctor", "--profile", "lost").ok()
}
