package clients

import (
	"os/exec"
	"testing"
	"time"
)

// boto runs boto.py.
func (w *world) boto(args ...string) result {
	w.t.Helper()
	return w.run(mustNotOpen, need(w.t, "FOB_TEST_BOTOCORE"), append([]string{script(w.t, "boto.py")}, args...)...)
}

// newBoto returns a Python whose boto3 finds endpoints by itself: 1.31 or later. Without one
// the test is skipped, in CI as well: Debian's may be older.
func newBoto(t *testing.T) string {
	t.Helper()
	python := need(t, "FOB_TEST_BOTOCORE")
	if err := exec.Command(python, "-c", "import botocore; assert tuple(map(int, botocore.__version__.split('.')[:2])) >= (1, 31)").Run(); err != nil {
		t.Skip("this boto3 is older than 1.31")
	}
	return python
}

func TestBoto3UsesWhatFobSignedIn(t *testing.T) {
	for _, way := range signIns {
		t.Run(way.name, func(t *testing.T) {
			proves(t, clientBoto3, way.flow)
			t.Parallel()
			need(t, "FOB_TEST_BOTOCORE")
			w := newWorld(t, nil)
			w.fobLogin(append(way.login, "--profile", way.profile)...).ok()
			w.center.calls()
			w.boto("identity", way.profile).isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
			w.noBrowser(1)
		})
	}
}

// boto3 and fob refresh what the other refreshed. botocore keeps role credentials to
// itself, so it buys its own, and leaves those in the cache alone.
func TestBoto3AndFobRefreshInTurn(t *testing.T) {
	proves(t, clientBoto3, flowRefresh)
	t.Parallel()
	need(t, "FOB_TEST_BOTOCORE")
	w := newWorld(t, shortLived)
	boto := func(...string) result { return w.boto("identity", sessionProfile) }
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	for range 3 {
		w.buy(boto)
		w.hasFiles(registration("PKCE"), signIn())
		w.buy(w.fob)
		w.hasFiles(registration("PKCE"), signIn(), role())
		w.age(sessionName, -time.Minute)
		w.buy(boto)
		w.hasFiles(registration("PKCE"), signIn(), role())
		w.forgetRoles()
	}
	w.noRefusals()
}

// A profile with nothing but a session gives programs its access token.
func TestBotocoreHandsOutTheAccessToken(t *testing.T) {
	t.Parallel()
	need(t, "FOB_TEST_BOTOCORE")
	w := newWorld(t, nil)
	w.addConfig("[profile bearer]\nsso_session = my-sso\nregion = us-east-1\n")
	w.fobLogin("--profile", "bearer").ok()
	w.center.calls()
	if got, want := decode[string](w.boto("bearer", "bearer").ok()), w.token(sessionName).AccessToken; got != want {
		t.Errorf("botocore has %q, the file %q", got, want)
	}
	w.asked()
	w.age(sessionName, 5*time.Minute)
	got := decode[string](w.boto("bearer", "bearer").ok())
	w.asked("CreateToken refresh_token")
	if want := w.token(sessionName).AccessToken; got != want {
		t.Errorf("botocore has %q, the file %q", got, want)
	}
	w.fob("sso", "list-accounts", "--access-token", got, "--region", "us-east-1").ok()
}

func TestBoto3NoticesThatFobSignedOut(t *testing.T) {
	proves(t, clientBoto3, flowSignOut)
	t.Parallel()
	need(t, "FOB_TEST_BOTOCORE")
	w := newWorld(t, nil)
	w.fobLogin("--profile", sessionProfile).ok()
	w.fob("sso", "logout").ok().silent()
	w.center.calls()
	w.boto("identity", sessionProfile).exits(1).says("Error loading SSO Token: Token for my-sso does not exist")
	w.asked()
}

func TestBoto3RunsFobAsCredentialProcess(t *testing.T) {
	t.Parallel()
	need(t, "FOB_TEST_BOTOCORE")
	w := newWorld(t, nil)
	w.addProcessProfile()
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	w.boto("identity", "by-process").isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}
