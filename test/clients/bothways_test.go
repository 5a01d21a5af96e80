package clients

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The ways to sign in, and what is asked of the server for each.
var signIns = []struct {
	name    string
	flow    string
	profile string
	key     string // of the token file
	login   []string
	asks    []string
}{
	{"PKCE", flowPKCE, sessionProfile, sessionName, nil,
		[]string{"RegisterClient", "authorize", "CreateToken authorization_code"}},
	{"device code", flowDevice, sessionProfile, sessionName, []string{"--use-device-code"},
		[]string{"RegisterClient", "StartDeviceAuthorization", "CreateToken device_code"}},
	{"legacy profile", flowLegacy, legacyProfile, legacyStartURL, nil,
		[]string{"RegisterClient", "StartDeviceAuthorization", "CreateToken device_code"}},
}

func TestAWSCLIUsesWhatFobSignedIn(t *testing.T) {
	for _, way := range signIns {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.fobLogin(append(way.login, "--profile", way.profile)...).ok()
			w.asked(way.asks...)
			w.visited(1)
			w.aws("sts", "get-caller-identity", "--profile", way.profile).isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
			w.noBrowser(1)
		})
	}
}

func TestFobUsesWhatTheAWSCLISignedIn(t *testing.T) {
	for _, way := range signIns {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.awsLogin(append(way.login, "--profile", way.profile)...).ok()
			w.asked(way.asks...)
			w.visited(1)
			w.fob("sts", "get-caller-identity", "--profile", way.profile).isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")
			w.noBrowser(1)
		})
	}
}

func TestBothPrintTheSameIdentity(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.fobLogin("--profile", sessionProfile).ok()
	for _, format := range []string{"json", "text"} {
		args := []string{"sts", "get-caller-identity", "--profile", sessionProfile, "--output", format}
		ours, theirs := w.fob(args...).ok(), w.aws(args...).ok()
		if diff := cmp.Diff(theirs.stdout, ours.stdout); diff != "" {
			t.Errorf("--output %s (-aws +fob):\n%s", format, diff)
		}
	}
}

// Role credentials that one bought are those that the other hands on, to the byte.
func TestBothExportTheSameCachedCredentials(t *testing.T) {
	for _, first := range []string{"fob", "aws"} {
		t.Run("bought by "+first, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.awsLogin("--profile", sessionProfile).ok()
			w.center.calls()
			export := []string{"configure", "export-credentials", "--profile", sessionProfile}
			buy, reuse := w.fob, w.aws
			if first == "aws" {
				buy, reuse = w.aws, w.fob
			}
			bought := buy(export...).ok()
			w.asked("GetRoleCredentials")
			reused := reuse(export...).ok()
			w.asked()
			if diff := cmp.Diff(bought.stdout, reused.stdout); diff != "" {
				t.Errorf("(-bought +reused):\n%s", diff)
			}
		})
	}
}

func TestARefreshByOneIsUsedByTheOther(t *testing.T) {
	for _, first := range []string{"fob", "aws"} {
		t.Run("refreshed by "+first, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			w.awsLogin("--profile", sessionProfile).ok()
			before := w.token(sessionName)
			w.age(sessionName, 5*time.Minute)
			w.center.calls()
			refresh, use := w.fob, w.aws
			if first == "aws" {
				refresh, use = w.aws, w.fob
			}
			identity := []string{"sts", "get-caller-identity", "--profile", sessionProfile}
			refresh(identity...).isDeveloper()
			w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
			after := w.token(sessionName)
			if after.AccessToken == before.AccessToken || after.RefreshToken == before.RefreshToken || time.Until(after.ExpiresAt) < 50*time.Minute {
				t.Fatalf("the token file does not hold new tokens: they last until %v", after.ExpiresAt)
			}

			w.forgetRoles()
			use(identity...).isDeveloper()
			w.asked("GetRoleCredentials", "GetCallerIdentity")

			// The refresh token that the first wrote down is good for the other.
			w.age(sessionName, -time.Minute)
			w.forgetRoles()
			use(identity...).isDeveloper()
			w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
			w.noBrowser(1)
		})
	}
}

func TestASignOutByOneIsNoticedByTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	identity := []string{"sts", "get-caller-identity", "--profile", sessionProfile}

	w.fobLogin("--profile", sessionProfile).ok()
	w.aws(identity...).isDeveloper()
	old := w.token(sessionName).AccessToken
	w.aws("sso", "logout").ok().silent()
	w.center.calls()
	w.fob(identity...).exits(255).says(`fob: error: not signed in to sso-session "my-sso"`).says("fob: hint: sign in with: fob sso login")
	w.asked()

	w.awsLogin("--profile", sessionProfile).ok()
	w.fob(identity...).isDeveloper()
	newer := w.token(sessionName).AccessToken
	w.fob("sso", "logout").ok().silent()
	w.aws(identity...).exits(255).says("Error loading SSO Token: Token for my-sso does not exist")

	for _, accessToken := range []string{old, newer} {
		w.aws("sso", "list-accounts", "--access-token", accessToken, "--region", "us-east-1").
			exits(254).says("UnauthorizedException")
	}
	if left := w.cache(); len(left) != 0 {
		t.Errorf("left after signing out: %v", left)
	}
}

// A token that the server no longer knows while the file says it is good.
func TestBothSayThatTheSessionWasEndedByTheService(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.awsLogin("--profile", sessionProfile).ok()
	kept := w.read(tokenFile(sessionName))
	w.aws("sso", "logout").ok()
	w.write(tokenFile(sessionName), kept)
	identity := []string{"sts", "get-caller-identity", "--profile", sessionProfile}
	w.aws(identity...).exits(255).says("session associated with this profile has expired or is otherwise invalid")
	w.fob(identity...).exits(255).says("has been ended by the service").says("fob: hint: sign in again with: fob sso login")
}

// Every file that fob writes has the name, the mode and, but for the values, the bytes of
// the AWS CLI's.
func TestBothWriteTheSameFiles(t *testing.T) {
	for _, way := range signIns {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			theirs := newWorld(t, nil)
			ours := theirs.otherHome()
			theirs.awsLogin(append(way.login, "--profile", way.profile)...).ok()
			ours.fobLogin(append(way.login, "--profile", way.profile)...).ok()
			compareCaches(t, theirs, ours, "signing in")

			theirs.aws("sts", "get-caller-identity", "--profile", way.profile).isDeveloper()
			ours.fob("sts", "get-caller-identity", "--profile", way.profile).isDeveloper()
			compareCaches(t, theirs, ours, "using a role")
			if n := len(ours.cache()); n != 3 {
				t.Errorf("%d files: want registration, token and role", n)
			}
			if way.key != sessionName {
				return
			}
			for _, w := range []*world{theirs, ours} {
				w.age(way.key, time.Minute)
				w.forgetRoles()
			}
			theirs.aws("sts", "get-caller-identity", "--profile", way.profile).isDeveloper()
			ours.fob("sts", "get-caller-identity", "--profile", way.profile).isDeveloper()
			compareCaches(t, theirs, ours, "refreshing")
		})
	}
}

func compareCaches(t *testing.T, theirs, ours *world, after string) {
	t.Helper()
	if diff := cmp.Diff(theirs.cacheShape(), ours.cacheShape()); diff != "" {
		t.Errorf("files after %s (-aws +fob):\n%s", after, diff)
	}
}

// A registration that one made serves the other.
func TestARegistrationByOneServesTheOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t, nil)
	w.awsLogin("--profile", sessionProfile).ok()
	w.center.calls()
	w.fobLogin("--profile", sessionProfile).ok()
	w.asked("authorize", "CreateToken authorization_code")
	w.awsLogin("--profile", sessionProfile).ok()
	w.asked("authorize", "CreateToken authorization_code")
}

// Signing in says the same words on stdout, where scripts read them.
func TestBothSayTheSameWhileSigningIn(t *testing.T) {
	for _, args := range [][]string{
		{"--profile", sessionProfile},
		{"--profile", sessionProfile, "--use-device-code"},
		{},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, nil)
			ours, theirs := w.fobLogin(args...).ok(), w.awsLogin(args...).ok()
			if diff := cmp.Diff(sentences(theirs.stdout), sentences(ours.stdout)); diff != "" {
				t.Errorf("(-aws +fob):\n%s", diff)
			}
		})
	}
}
