package clients

import (
	"fmt"
	"slices"
	"testing"
)

// pointedProfile is a profile whose services section names the server.
const pointedProfile = "pointed"

// withoutVariables, before a program and its arguments, runs it with no endpoint variables.
func withoutVariables(args ...string) []string {
	return slices.Concat([]string{"-u", "AWS_ENDPOINT_URL_SSO_OIDC", "-u", "AWS_ENDPOINT_URL_SSO", "-u", "AWS_ENDPOINT_URL_STS"}, args)
}

// point adds the profile that finds the server by the config alone.
func (w *world) point() {
	w.t.Helper()
	w.addConfig("[profile " + pointedProfile + "]\nservices = local\nsso_session = my-sso\nsso_account_id = " + devAccount + "\nsso_role_name = " + devRole + "\nregion = us-east-1\n" +
		fmt.Sprintf("[services local]\nsso_oidc =\n  endpoint_url = %[1]s\nsso =\n  endpoint_url = %[1]s\nsts =\n  endpoint_url = %[1]s\n", w.center.url))
}

func TestAWSCLIFindsTheServerInTheConfig(t *testing.T) {
	t.Parallel()
	proves(t, clientAWSCLI, flowServices)
	w := newWorld(t, nil)
	w.point()
	w.run(approves, "env", withoutVariables(awscli(t), "sso", "login", "--profile", pointedProfile)...).ok()
	w.asked("RegisterClient", "authorize", "CreateToken authorization_code")
	w.run(mustNotOpen, "env", withoutVariables(awscli(t), "sts", "get-caller-identity", "--profile", pointedProfile)...).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}

func TestBoto3HeedsEndpointVariables(t *testing.T) {
	t.Parallel()
	proves(t, clientBoto3, flowVariables)
	newBoto(t)
	w := newWorld(t, nil)
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	w.boto("identity", sessionProfile).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}

func TestBoto3FindsTheServerInTheConfig(t *testing.T) {
	t.Parallel()
	proves(t, clientBoto3, flowServices)
	python := newBoto(t)
	w := newWorld(t, nil)
	w.point()
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	w.run(mustNotOpen, "env", withoutVariables(python, script(t, "boto.py"), "identity", pointedProfile)...).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}

func TestGoSDKFindsTheServerInTheConfig(t *testing.T) {
	proves(t, clientGoSDK, flowServices)
	w := newWorld(t, nil)
	w.enter()
	w.point()
	w.fobLogin("--profile", sessionProfile).ok()
	for _, service := range []string{"SSO_OIDC", "SSO", "STS"} {
		t.Setenv("AWS_ENDPOINT_URL_"+service, "")
	}
	w.center.calls()
	if _, err := w.sdkIdentity(pointedProfile); err != nil {
		t.Fatal(err)
	}
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}
