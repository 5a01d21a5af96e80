package clients

import (
	"testing"
	"time"

	"fob.example/fob/internal/idc/directory"
)

// client is one of the two programs that share a home folder.
type client struct {
	name               string
	run, login         func(args ...string) result
	keepsRegistrations bool // when it signs out
}

// lifetime is that of access tokens that every client refreshes at every use: the AWS CLI
// and botocore do when 15 minutes are left, the AWS SDK for JavaScript at 5. fob does if it
// does not know for how long a token was good.
const lifetime = 4 * time.Minute

func shortLived(d *directory.Directory) { d.Instance.AccessTokenDuration = lifetime }

// One home folder goes from hand to hand: one signs in, the other buys credentials with
// the sign-in, the first refreshes what the other refreshed, and either signs out. Within
// 16 rounds each step is made in every way by both.
func TestTwentyRoundTrips(t *testing.T) {
	t.Parallel()
	w := newWorld(t, shortLived)
	fob, aws := client{"fob", w.fob, w.fobLogin, false}, client{"aws", w.aws, w.awsLogin, true}
	registered := ""
	for n := range 20 {
		first, second := fob, aws
		if n%2 == 1 {
			first, second = aws, fob
		}
		last := first
		if n/4%2 == 1 {
			last = second
		}
		way, expired := signIns[n/2%2], n/8%2 == 1
		t.Logf("round %d: %s signs in by %s, %s buys, %s refreshes (expired: %t), %s signs out",
			n, first.name, way.name, second.name, first.name, expired, last.name)

		w.signInAnew(first, way.login, way.asks, registered == way.name)
		w.visited(n + 1)
		w.hasFiles(registration(way.name), signIn())
		w.buy(second.run)
		w.hasFiles(registration(way.name), signIn(), role())
		if expired {
			w.age(sessionName, -time.Minute)
		}
		w.ageFile(roleFile(), 5*time.Minute)
		w.buy(first.run)
		w.hasFiles(registration(way.name), signIn(), role())
		registered = w.signOut(last, way.name)
		w.noBrowser(n + 1)
	}
	w.noRefusals()
}

func (w *world) signInAnew(c client, options, asks []string, registered bool) {
	w.t.Helper()
	c.login(append(options, "--profile", sessionProfile)...).ok()
	if registered {
		asks = asks[1:]
	}
	w.asked(asks...)
}

// buy has a program get role credentials for an access token that it has to refresh first,
// without a word of complaint. run is given the words of fob and the AWS CLI.
func (w *world) buy(run func(args ...string) result) {
	w.t.Helper()
	before := w.token(sessionName)
	if before.ExpiresAt.After(time.Now()) {
		w.age(sessionName, lifetime-patience)
	}
	r := run("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	if r.stderr != "" {
		w.t.Fatalf("%s: complains: %s", r.line, r.stderr)
	}
	w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
	after := w.token(sessionName)
	left := time.Until(after.ExpiresAt)
	if after.AccessToken == before.AccessToken || after.RefreshToken == before.RefreshToken || left < lifetime-patience || left > lifetime {
		w.t.Fatalf("%s: the token file does not hold new tokens for %v; %v left", r.line, lifetime, left)
	}
}

// signOut returns how the client is registered that is left, if there is one.
func (w *world) signOut(c client, way string) string {
	w.t.Helper()
	c.run("sso", "logout").ok().silent()
	w.asked("Logout")
	if !c.keepsRegistrations {
		w.hasFiles()
		return ""
	}
	w.hasFiles(registration(way))
	return way
}
