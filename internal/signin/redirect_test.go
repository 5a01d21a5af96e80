package signin_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/signin"
)

// typing begins a sign-in whose browser is on another machine: a person types here.
func typing(t *testing.T) (*pkce, chan<- string) {
	t.Helper()
	w := newWorld(t)
	lines := make(chan string)
	w.flow.Pasted = lines
	return begin(t, w, testContext(t)), lines
}

func TestThePastedAddress(t *testing.T) {
	for name, tail := range map[string]string{"alone": "", "with blanks": " \r\n", "with a fragment": "#/"} {
		t.Run(name, func(t *testing.T) {
			p, lines := typing(t)
			lines <- p.callbackOf(t.Context()) + tail
			if got := <-p.done; got.err != nil {
				t.Fatal(got.err)
			}
			if !p.hasToken() || p.count("/token") != 1 {
				t.Errorf("token: %v, %d calls of CreateToken", p.hasToken(), p.count("/token"))
			}
			if len(p.warnings) > 0 {
				t.Error("warned of", p.warnings)
			}
		})
	}
}

// Only this run's redirect URI with this run's state counts; for anything else the
// person is told why, nothing of it is repeated, and the wait goes on.
func TestPastedAddressesThatDoNotCount(t *testing.T) {
	const canary = "canary-code"
	p, lines := typing(t)
	elsewhere := func(host string) string {
		return "http://" + host + "/oauth/callback?state=" + p.state + "&code=" + canary
	}
	_, port, _ := strings.Cut(p.host, ":")
	begins := "it does not begin with " + p.callback + "?"
	var want []string
	for _, tt := range []struct{ line, why string }{
		{"", begins},
		{canary, begins},
		{p.state, begins},
		{p.authorizeURL, begins},
		{p.callback, begins},
		{elsewhere("localhost:" + port), begins},
		{elsewhere("127.0.0.1"), begins},
		{elsewhere("127.0.0.1:1"), begins},
		{elsewhere("evil.test:" + port), begins},
		{"https" + strings.TrimPrefix(p.right("code="+canary), "http"), begins},
		{"see " + p.right("code="+canary), begins},
		{p.callback + "/?state=" + p.state + "&code=" + canary, begins},
		{p.callback + "?code=" + canary, "it has no state"},
		{p.callback + "?error=access_denied", "it has no state"},
		{p.callback + "?code=" + canary + "#state=" + p.state, "it has no state"},
		{p.callback + "?code=" + canary + "&state=" + p.state[:18], "it has the state of another sign-in"},
		{p.callback + "?code=" + canary + "&state=x", "it has the state of another sign-in"},
		{p.right("code=" + canary + "&code=other"), "a parameter stands twice or cannot be read"},
		{p.right("code=" + canary + "&state=" + p.state), "a parameter stands twice or cannot be read"},
		{p.right("code=" + canary + "&a=%zz"), "a parameter stands twice or cannot be read"},
	} {
		lines <- tt.line
		want = append(want, "what was typed is not used: "+tt.why)
	}
	lines <- p.callbackOf(t.Context())
	if got := <-p.done; got.err != nil {
		t.Fatal(got.err)
	}
	if diff := cmp.Diff(want, p.warnings); diff != "" {
		t.Error("warnings", diff)
	}
	if n := p.count("/token"); n != 1 {
		t.Errorf("CreateToken was called %d times", n)
	}
}

// What has the right state ends the sign-in as it would in a browser.
func TestPastedAddressesThatEndTheSignIn(t *testing.T) {
	for name, tt := range map[string]struct {
		query string
		is    func(error) bool
	}{
		"denied":          {"error=access_denied", isType[*signin.DeniedError]},
		"no code":         {"x=y", func(err error) bool { return strings.Contains(err.Error(), "without an authorization code") }},
		"another issuer":  {"code=canary-code&iss=https://evil.test", func(err error) bool { return strings.Contains(err.Error(), "another issuer") }},
		"code is made up": {"code=canary-code", func(err error) bool { return awsapi.IsCode(err, awsapi.CodeInvalidGrant) }},
	} {
		t.Run(name, func(t *testing.T) {
			p, lines := typing(t)
			lines <- p.right(tt.query)
			got := <-p.done
			if got.err == nil || !tt.is(got.err) {
				t.Fatalf("ended with %v", got.err)
			}
			if strings.Contains(got.err.Error(), "canary") {
				t.Errorf("the code is in %v", got.err)
			}
			if p.hasToken() {
				t.Error("a token after all")
			}
		})
	}
}

// The terminal may be closed while the browser is open.
func TestNobodyTypesAnyMore(t *testing.T) {
	p, lines := typing(t)
	close(lines)
	p.endsWell()
}

// In a browser, TestTheTimeLimitOfABrowser shows it.
func TestTheTimeLimitOfADeviceCode(t *testing.T) {
	device(t, func(w *world) { w.flow.MaxWait = 90 * time.Second }, func(t *testing.T, _ *world, took time.Duration, err error) {
		if !isType[*signin.ExpiredError](err) || took != 90*time.Second {
			t.Errorf("ended with %v after %v", err, took)
		}
	})
}
