package clients

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/directory"
)

// client is one of the two programs that share a home folder.
type client struct {
	name               string
	run, login         func(args ...string) result
	keepsRegistrations bool // when it signs out
}

// One home folder goes from hand to hand: one signs in, the other buys credentials with
// the sign-in, the first refreshes what the other refreshed, and either signs out. Access
// tokens live for 10 minutes, so every use of one is a refresh. Within 16 rounds each
// step is made in every way by both; 4 more begin anew on what is left.
func TestTwentyRoundTrips(t *testing.T) {
	t.Parallel()
	w := newWorld(t, func(d *directory.Directory) { d.Instance.AccessTokenDuration = 10 * time.Minute })
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
		w.buy(second, way.name)
		if expired {
			w.age(sessionName, -time.Minute)
		}
		w.ageFile(roleFile(), 5*time.Minute)
		w.buy(first, way.name)
		registered = w.signOut(last, way.name)
		w.noBrowser(n + 1)
	}
	if refused := w.center.refusals(t); len(refused) != 0 {
		t.Errorf("the server refused %q", refused)
	}
}

func (w *world) signInAnew(c client, options, asks []string, registered bool) {
	w.t.Helper()
	c.login(append(options, "--profile", sessionProfile)...).ok()
	if registered {
		asks = asks[1:]
	}
	w.asked(asks...)
}

// buy gets role credentials for an access token that has to be refreshed first.
func (w *world) buy(c client, way string) {
	w.t.Helper()
	before := w.token(sessionName)
	r := c.run("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	if r.stderr != "" {
		w.t.Fatalf("%s: complains: %s", r.line, r.stderr)
	}
	w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
	after, left := w.token(sessionName), time.Until(w.token(sessionName).ExpiresAt)
	if after.AccessToken == before.AccessToken || after.RefreshToken == before.RefreshToken || left < 9*time.Minute || left > 10*time.Minute {
		w.t.Fatalf("%s: the token file does not hold new tokens for 10 minutes; %v left", r.line, left)
	}
	w.hasFiles(registration(way), signIn(), role())
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

// file is one of the caches' files, in the form of shape.
type file struct{ name, text string }

// hasFiles demands that the caches hold these files and no others, which nobody else may
// read.
func (w *world) hasFiles(want ...file) {
	w.t.Helper()
	shapes := map[string]string{}
	for _, f := range want {
		shapes[strings.TrimPrefix(f.name, ".aws/")] = "-rw------- " + f.text
	}
	if diff := cmp.Diff(shapes, w.cacheShape()); diff != "" {
		w.t.Fatalf("files (-want +got):\n%s", diff)
	}
}

// registration tells the ways to sign in apart; its name does not.
func registration(way string) file {
	grants := ""
	if way == "PKCE" {
		grants = `, "grantTypes": ["authorization_code", "refresh_token"]`
	}
	return file{registrationFile(), `{"clientId": "<clientId>", "clientSecret": "<clientSecret>", "expiresAt": "<UTC>", ` +
		`"scopes": ["sso:account:access"]` + grants + `}`}
}

func signIn() file {
	return file{tokenFile(sessionName), `{"startUrl": "` + startURL + `", "region": "us-east-1", "accessToken": "<accessToken>", "expiresAt": "<UTC>", ` +
		`"clientId": "<clientId>", "clientSecret": "<clientSecret>", "registrationExpiresAt": "<UTC>", "refreshToken": "<refreshToken>"}`}
}

func role() file {
	return file{roleFile(), `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "<AccessKeyId>", "SecretAccessKey": "<SecretAccessKey>", ` +
		`"SessionToken": "<SessionToken>", "Expiration": "<UTC>", "AccountId": "` + devAccount + `"}}`}
}
