package clients

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/directory"
)

const awsSuccessPage = "Your credentials have been shared successfully"

func TestAWSCLISignsInByPKCE(t *testing.T) {
	proves(t, clientAWSCLI, flowPKCE, flowVariables)
	t.Parallel()
	w := newWorld(t, nil)
	login := w.awsLogin("--profile", sessionProfile).ok()
	if !strings.HasSuffix(login.stdout, "Successfully logged into Start URL: "+startURL+"\n") {
		t.Errorf("stdout ends otherwise:\n%s", login.stdout)
	}
	w.asked("RegisterClient", "authorize", "CreateToken authorization_code")
	v := w.visited(1)
	if !strings.Contains(v.Text, awsSuccessPage) || v.Err != "" {
		t.Errorf("the browser ended at %+v", v)
	}
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.asked("GetCallerIdentity")
}

func TestAWSCLISignsInByDeviceCode(t *testing.T) {
	proves(t, clientAWSCLI, flowDevice, flowVariables)
	t.Parallel()
	w := newWorld(t, nil)
	w.awsLogin("--profile", sessionProfile, "--use-device-code").ok()
	w.asked("RegisterClient", "StartDeviceAuthorization", "CreateToken device_code")
	if v := w.visited(1); !strings.HasPrefix(v.Text, "Local Identity Center") || v.Status != 200 || v.Err != "" {
		t.Errorf("the browser ended at %+v", v)
	}
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
}

func TestAWSCLISignsInWithALegacyProfile(t *testing.T) {
	proves(t, clientAWSCLI, flowLegacy, flowVariables)
	t.Parallel()
	w := newWorld(t, nil)
	login := w.awsLogin().ok()
	if !strings.HasSuffix(login.stdout, "Successfully logged into Start URL: "+legacyStartURL+"\n") {
		t.Errorf("stdout ends otherwise:\n%s", login.stdout)
	}
	w.asked("RegisterClient", "StartDeviceAuthorization", "CreateToken device_code")
	w.aws("sts", "get-caller-identity").isDeveloper()
	if got := w.token(legacyStartURL); got.RefreshToken != "" {
		t.Error("a client without scopes was given a refresh token")
	}
}

func TestAWSCLIUsesThePortal(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.awsLogin("--sso-session", sessionName).ok()
	accessToken := w.token(sessionName).AccessToken
	portal := func(args ...string) result {
		t.Helper()
		return w.aws(append(append([]string{"sso"}, args...), "--access-token", accessToken, "--region", "us-east-1")...)
	}

	type accounts struct {
		AccountList []struct{ AccountId, AccountName, EmailAddress string }
	}
	wantAccounts := accounts{[]struct{ AccountId, AccountName, EmailAddress string }{
		{devAccount, "development", "aws-development@example.com"},
		{"444455556666", "production", "aws-production@example.com"},
	}}
	for _, paging := range [][]string{nil, {"--page-size", "1"}} {
		got := decode[accounts](portal(append([]string{"list-accounts"}, paging...)...).ok())
		if diff := cmp.Diff(wantAccounts, got); diff != "" {
			t.Errorf("list-accounts %v (-want +got):\n%s", paging, diff)
		}
	}
	type roles struct {
		RoleList []struct{ RoleName, AccountId string }
	}
	wantRoles := roles{[]struct{ RoleName, AccountId string }{{devRole, devAccount}, {"AdministratorAccess", devAccount}}}
	if diff := cmp.Diff(wantRoles, decode[roles](portal("list-account-roles", "--account-id", devAccount).ok())); diff != "" {
		t.Errorf("list-account-roles (-want +got):\n%s", diff)
	}
	type credentials struct {
		RoleCredentials struct {
			AccessKeyId, SecretAccessKey, SessionToken string
			Expiration                                 int64
		}
	}
	got := decode[credentials](portal("get-role-credentials", "--account-id", devAccount, "--role-name", devRole).ok()).RoleCredentials
	left := time.Until(time.UnixMilli(got.Expiration))
	if !strings.HasPrefix(got.AccessKeyId, "ASIA") || got.SecretAccessKey == "" || got.SessionToken == "" || left < 7*time.Hour || left > 8*time.Hour {
		t.Errorf("get-role-credentials: key id %q, %v left", got.AccessKeyId, left)
	}

	portal("get-role-credentials", "--account-id", "444455556666", "--role-name", devRole).
		exits(254).says("An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access")
	portal("list-accounts", "--max-results", "101").
		exits(254).says("An error occurred (InvalidRequestException) when calling the ListAccounts operation")
}

func TestAWSCLIIsRefusedARoleThatIsNotAssigned(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addConfig("[profile unassigned]\nsso_session = my-sso\nsso_account_id = 444455556666\nsso_role_name = DeveloperAccess\nregion = us-east-1\n")
	w.awsLogin("--profile", "unassigned").ok()
	w.aws("sts", "get-caller-identity", "--profile", "unassigned").
		exits(254).says("An error occurred (ForbiddenException) when calling the GetRoleCredentials operation: No access")
}

// An access token that lives for less than 15 minutes is one that the AWS CLI renews
// at every use.
func TestAWSCLIRefreshesATokenThatRunsOut(t *testing.T) {
	proves(t, clientAWSCLI, flowRefresh)
	t.Parallel()
	w := newWorld(t, func(d *directory.Directory) { d.Instance.AccessTokenDuration = 10 * time.Minute })
	w.awsLogin("--profile", sessionProfile).ok()
	before := w.token(sessionName)
	w.asked("RegisterClient", "authorize", "CreateToken authorization_code")

	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
	after := w.token(sessionName)
	if after.AccessToken == before.AccessToken || after.RefreshToken == before.RefreshToken || after.ExpiresAt.Before(before.ExpiresAt) {
		t.Errorf("the token file does not hold new tokens: %v before, %v after", before.ExpiresAt, after.ExpiresAt)
	}
	w.aws("sso", "list-accounts", "--access-token", after.AccessToken, "--region", "us-east-1").ok()
	w.noBrowser(1)
}

func TestAWSCLISignsOut(t *testing.T) {
	proves(t, clientAWSCLI, flowSignOut)
	t.Parallel()
	w := newWorld(t, nil)
	w.awsLogin("--profile", sessionProfile).ok()
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	old := w.token(sessionName).AccessToken
	w.center.calls()

	w.aws("sso", "logout").ok().silent()
	w.asked("Logout")
	w.aws("sso", "list-accounts", "--access-token", old, "--region", "us-east-1").
		exits(254).says("An error occurred (UnauthorizedException) when calling the ListAccounts operation: Session token not found or invalid")
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).
		exits(255).says("Token for my-sso does not exist")
}

func TestAWSCLIIsToldOfADenial(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.run(denies, awscli(t), "sso", "login", "--profile", sessionProfile).
		exits(255).says("Failed to retrieve an authorization code")
	w.asked("RegisterClient", "authorize")
	w.run(denies, awscli(t), "sso", "login", "--profile", sessionProfile, "--use-device-code").
		exits(254).says("An error occurred (AccessDeniedException) when calling the CreateToken operation").says("error: access_denied")
}

func TestAWSCLIAssumesARole(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.addConfig("[profile deploy]\nrole_arn = arn:aws:iam::444455556666:role/Deploy\nsource_profile = my-dev-profile\nrole_session_name = from-here\nregion = us-east-1\n" +
		"[profile stranger]\nrole_arn = arn:aws:iam::444455556666:role/Other\nsource_profile = my-dev-profile\nregion = us-east-1\n")
	w.awsLogin("--profile", sessionProfile).ok()
	w.center.calls()
	got := decode[caller](w.aws("sts", "get-caller-identity", "--profile", "deploy").ok())
	if got.Arn != "arn:aws:sts::444455556666:assumed-role/Deploy/from-here" || got.Account != "444455556666" || !strings.HasSuffix(got.UserId, ":from-here") {
		t.Errorf("the caller is %+v", got)
	}
	w.asked("GetRoleCredentials", "AssumeRole", "GetCallerIdentity")
	w.aws("sts", "get-caller-identity", "--profile", "stranger").
		exits(254).says("An error occurred (AccessDenied) when calling the AssumeRole operation")
}
