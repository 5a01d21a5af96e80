package clients

import (
	"regexp"
	"slices"
	"testing"
	"time"
)

// awsJS runs awsjs.cjs in an environment that env changes, as the program of that name
// is told to.
func (w *world) awsJS(env []string, args ...string) result {
	w.t.Helper()
	return w.run(mustNotOpen, "env", slices.Concat(env, []string{"NODE_PATH=" + need(w.t, "FOB_TEST_AWSJS"), "node", "--no-warnings", script(w.t, "awsjs.cjs")}, args)...)
}

func TestAWSJSUsesWhatFobSignedIn(t *testing.T) {
	for _, way := range signIns {
		t.Run(way.name, func(t *testing.T) {
			proves(t, clientJSSDK, way.flow, flowVariables)
			t.Parallel()
			need(t, "FOB_TEST_AWSJS")
			w := newWorld(t, nil)
			w.fobLogin(append(way.login, "--profile", way.profile)...).ok()
			w.center.calls()
			w.awsJS(nil, "fromSSO", way.profile).isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
			w.awsJS([]string{"AWS_PROFILE=" + way.profile}, "default").isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
			w.noBrowser(1)
		})
	}
}

// The SDK takes endpoints from a services section if AWS_PROFILE names the profile.
// Without variables that point at the server, fob finds it in the same place.
func TestAWSJSAndFobFindTheServerInTheConfig(t *testing.T) {
	proves(t, clientJSSDK, flowServices)
	t.Parallel()
	need(t, "FOB_TEST_AWSJS")
	w := newWorld(t, shortLived)
	w.point()
	env := withoutVariables("AWS_PROFILE=" + pointedProfile)
	fob := slices.Concat(env, []string{fobProgram})
	w.run(approves, "env", append(fob, "sso", "login")...).ok()
	w.asked("RegisterClient", "authorize", "CreateToken authorization_code")
	w.buy(func(...string) result { return w.awsJS(env, "default") })
	w.buy(func(...string) result { return w.run(mustNotOpen, "env", append(fob, "sts", "get-caller-identity")...) })
	w.noRefusals()
}

// The SDK, fob and the AWS CLI refresh what another refreshed. The SDK writes in a form of
// its own: indented, and with milliseconds.
func TestAWSJSFobAndAWSCLIRefreshInTurn(t *testing.T) {
	t.Parallel()
	need(t, "FOB_TEST_AWSJS")
	awscli(t)
	w := newWorld(t, shortLived)
	sdk := func(...string) result { return w.awsJS(nil, "fromSSO", sessionProfile) }
	ownForm := regexp.MustCompile(`^\{\n  "startUrl": "[^"]+",\n(  "[^"]+": "[^"]+",\n)*  "expiresAt": "[^"]*\.\d{3}Z",\n`)
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	for _, next := range []func(...string) result{w.fob, w.aws, w.fob} {
		w.buy(sdk)
		if text := w.read(tokenFile(sessionName)); !ownForm.MatchString(text) {
			t.Errorf("the SDK wrote %s", shape(text))
		}
		w.forgetRoles()
		w.buy(next)
		w.hasFiles(registration("PKCE"), signIn(), role())
	}
	w.noRefusals()
}

// The SDK refreshes within the last 5 minutes, and after the end as well.
func TestAWSJSRefreshesWhatFobSignedIn(t *testing.T) {
	proves(t, clientJSSDK, flowRefresh)
	for _, left := range []time.Duration{4 * time.Minute, -time.Minute} {
		t.Run(left.String(), func(t *testing.T) {
			t.Parallel()
			need(t, "FOB_TEST_AWSJS")
			w := newWorld(t, nil)
			w.fobLogin("--profile", sessionProfile).ok()
			w.age(sessionName, left)
			w.center.calls()
			w.awsJS(nil, "fromSSO", sessionProfile).isDeveloper()
			w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
			w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
		})
	}
}

func TestAWSJSNoticesThatFobSignedOut(t *testing.T) {
	proves(t, clientJSSDK, flowSignOut)
	t.Parallel()
	need(t, "FOB_TEST_AWSJS")
	w := newWorld(t, nil)
	w.fobLogin("--profile", sessionProfile).ok()
	w.fob("sso", "logout").ok().silent()
	w.center.calls()
	w.awsJS(nil, "fromSSO", sessionProfile).exits(1).says("was not found or is invalid")
	w.asked()
}

func TestAWSJSRunsFobAsCredentialProcess(t *testing.T) {
	t.Parallel()
	need(t, "FOB_TEST_AWSJS")
	w := newWorld(t, nil)
	w.addProcessProfile()
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	w.awsJS([]string{"AWS_PROFILE=by-process"}, "default").isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}
