package clients

import (
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"fob.example/fob/internal/idc/directory"
)

// beginLogin starts a sign-in with fob and returns the page that the browser was sent
// to; end waits for fob.
func (w *world) beginLogin(args ...string) (pageURL string, end func() result) {
	w.t.Helper()
	end = w.start(handsOver, fobProgram, append([]string{"sso", "login"}, args...)...)
	return w.visited(len(w.visits()) + 1).URL, end
}

func TestChromiumSignsInByPKCE(t *testing.T) {
	proves(t, clientChromium, flowPKCE)
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	connectAndSayNothing(t, pageURL)

	b.open(pageURL)
	b.sees("local-notice", "Local Identity Center", "not AWS")
	b.sees("sign-in-form", "Alice Archer", "Bob Baker")
	b.looks("sign-in")
	b.choose("alice@example.com")
	b.sees("client-name", "botocore-client-my-sso")
	b.sees("signed-in-as", "Alice Archer")
	b.sees("return-to", "127.0.0.1:")
	b.looks("consent")
	b.click("allow")
	b.sees("result-signed-in", "You are signed in", "You can close this tab")
	if got := end().ok(); !strings.HasSuffix(got.stdout, "Successfully logged into Start URL: "+startURL+"\n") {
		t.Errorf("stdout ends otherwise:\n%s", got.stdout)
	}
	b.looks("result-signed-in")
	b.consoleIsQuiet()
	w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
}

// connectAndSayNothing does what browsers do with connections that they open in advance
// and then do not need.
func connectAndSayNothing(t *testing.T, authorizeURL string) {
	t.Helper()
	u, err := url.Parse(authorizeURL)
	if err != nil {
		t.Fatal(err)
	}
	redirect, err := url.Parse(u.Query().Get("redirect_uri"))
	if err != nil {
		t.Fatal(err)
	}
	idle, err := net.Dial("tcp", redirect.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { idle.Close() })
}

func TestChromiumDenies(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.choose("alice@example.com")
	b.click("deny")
	b.sees("result-denied", "The sign-in was denied", "Nothing was stored")
	end().exits(255).says(`the sign-in to sso-session "my-sso" (profile "my-dev-profile") was denied: The user denied the request`)
	b.looks("result-denied")
	b.consoleIsQuiet()
}

func TestChromiumIsToldOfASignInThatFailsAfterConsent(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	w.center.refuse("CreateToken authorization_code")
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.choose("alice@example.com")
	b.click("allow")
	b.sees("result-failed", "The sign-in did not finish", "You are not signed in")
	end().exits(254).says("InvalidGrantException")
	b.looks("result-failed")
	b.consoleIsQuiet()
}

func TestChromiumTypesADeviceCode(t *testing.T) {
	proves(t, clientChromium, flowDevice)
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile, "--use-device-code")
	code := userCode(t, pageURL)

	b.open(w.center.url + "/device")
	b.choose("alice@example.com")
	b.sees("code-form", "The code that your terminal or device shows")
	b.looks("device-code")
	b.fill("user_code", "zzzz-zzzz")
	b.click("continue")
	b.sees("problem", "There is no code ZZZZ-ZZZZ. Check it")
	b.looks("device-code-wrong")
	b.isEmpty("user_code")
	b.fill("user_code", strings.ToLower(strings.ReplaceAll(code, "-", " ")))
	b.click("continue")
	b.sees("user-code", code)
	b.sees("client-name", "botocore-client-my-sso")
	b.looks("device-consent")
	b.click("allow")
	b.sees("device-done", "Access allowed")
	b.looks("device-done")
	end().ok()
	b.consoleIsQuiet("400 (Bad Request)") // the answer to the wrong code
	w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
}

func TestChromiumTypesADeviceCodeWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile, "--use-device-code")
	b.open(w.center.url)
	b.tabTo("enter-code")
	b.press("\r")
	b.sees("sign-in-form")
	b.tabTo("alice@example.com")
	b.press("\r")
	b.sees("code-form")
	waitFor(t, "the focus in the field", func() bool {
		return ask(b, chromedp.Evaluate[string](`document.activeElement.name || ""`)) == "user_code"
	})
	b.press(userCode(t, pageURL) + "\r")
	b.sees("device-form")
	b.tabTo("allow")
	b.press("\r")
	b.sees("device-done")
	end().ok()
	b.consoleIsQuiet()
}

func userCode(t *testing.T, verificationURIComplete string) string {
	t.Helper()
	u, err := url.Parse(verificationURIComplete)
	if err != nil || u.Query().Get("user_code") == "" {
		t.Fatalf("no code in %q", verificationURIComplete)
	}
	return u.Query().Get("user_code")
}

func TestChromiumDeniesADeviceCode(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", legacyProfile)
	b.open(pageURL)
	b.choose("alice@example.com")
	b.sees("user-code", userCode(t, pageURL))
	b.click("deny")
	b.sees("device-denied", "You denied access")
	b.looks("device-denied")
	end().exits(254).says("was denied")

	b.open(pageURL)
	b.sees("problem", "This code has been used")
	b.consoleIsQuiet("400 (Bad Request)")
}

func TestChromiumSignsInWithAPassword(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	w := newWorld(t, func(d *directory.Directory) { d.Instance.SignIn = directory.SignInPassword })
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.sees("sign-in-form", "User name", "Password")
	b.looks("password")
	b.fill("user_name", "alice@example.com")
	b.fill("password", "not alice")
	b.click("sign-in")
	b.sees("problem", "That did not work")
	b.looks("password-wrong")
	b.fill("password", "alice") // the name is still there
	b.press("\r")
	b.click("allow")
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet("403 (Forbidden)") // the answer to the wrong password
	w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
}

// The sign-in form then ends at the client's listener by redirects alone, to which
// browsers hold the page's form-action, also that of a page that asks again.
func TestChromiumSignsInWhereNoConsentIsAsked(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	w := newWorld(t, func(d *directory.Directory) {
		d.Instance.SignIn, d.Instance.Consent = directory.SignInPassword, directory.ConsentNever
	})
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.fill("user_name", "alice@example.com")
	b.fill("password", "not alice")
	b.click("sign-in")
	b.sees("problem", "That did not work")
	b.fill("password", "alice")
	b.click("sign-in")
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet("403 (Forbidden)")
}

func TestChromiumSignsInUnasked(t *testing.T) {
	t.Parallel()
	b := openTab(t)
	w := newWorld(t, func(d *directory.Directory) {
		d.Instance.SignIn, d.Instance.AutoUser, d.Instance.Consent = directory.SignInAuto, "bob@example.com", directory.ConsentNever
	})
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet()
}

func TestChromiumSignsInWithTheKeyboardAlone(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.sees("sign-in-form")
	b.tabTo("alice@example.com")
	b.looks("sign-in-focus")
	b.press("\r")
	b.sees("consent-form")
	b.tabTo("allow")
	b.looks("consent-focus")
	b.press("\r")
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet()
}

func TestChromiumSignsInAsSomebodyElse(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.choose("alice@example.com")
	b.sees("signed-in-as", "Alice Archer")
	b.pressButton("Not you?")
	b.choose("bob@example.com")
	b.sees("signed-in-as", "Bob Baker")
	b.click("allow")
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet()
	if got := decode[caller](w.fob("sts", "get-caller-identity", "--profile", sessionProfile).ok()); !strings.HasSuffix(got.Arn, "/bob@example.com") {
		t.Errorf("signed in as %s", got.Arn)
	}
}

// Browsers that send no Sec-Fetch headers say by Origin alone where a form comes from.
func TestChromiumSignsInWithoutFetchMetadata(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	w.center.hideFetchMetadata()
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.choose("alice@example.com")
	b.click("allow")
	b.sees("result-signed-in")
	end().ok()
}

// Who has signed in need not do it again, only agree.
func TestChromiumStaysSignedIn(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	pageURL, end := w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.choose("alice@example.com")
	b.click("allow")
	b.sees("result-signed-in")
	end().ok()
	pageURL, end = w.beginLogin("--profile", sessionProfile)
	b.open(pageURL)
	b.click("allow")
	b.sees("result-signed-in")
	end().ok()
	b.consoleIsQuiet()
}

func TestChromiumIsStoppedAtAClientThatTheServerDoesNotKnow(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url + "/authorize?response_type=code&client_id=stranger&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Foauth%2Fcallback&state=s")
	b.sees("error", "does not know the client")
	b.sees("error-advice", "Ctrl-C", "fob sso logout")
	b.looks("error")
	b.consoleIsQuiet("400 (Bad Request)")
}

func TestChromiumShowsTheHomePage(t *testing.T) {
	t.Parallel()
	b, w := openTab(t), newWorld(t, nil)
	b.open(w.center.url)
	b.sees("env", `eval "$(fob idc env --url `+w.center.url+`)"`)
	b.sees("exports", "AWS_ENDPOINT_URL_SSO_OIDC="+w.center.url)
	b.sees("config", "[profile my-dev-profile]")
	b.looks("home")
	b.click("enter-code")
	b.sees("sign-in-form")
	b.open(w.center.url + "/nothing")
	b.sees("error", "There is nothing here")
	b.consoleIsQuiet(http.StatusText(http.StatusNotFound))
}

// The AWS CLI's listener takes one connection at a time; our server must lead a browser
// there all the same.
func TestChromiumSignsInForTheAWSCLI(t *testing.T) {
	proves(t, clientChromium, flowPKCE)
	t.Parallel()
	aws := awscli(t)
	b, w := openTab(t), newWorld(t, nil)
	end := w.start(handsOver, aws, "sso", "login", "--profile", sessionProfile)
	b.open(w.visited(1).URL)
	b.choose("alice@example.com")
	b.click("allow")
	end().ok()
	w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
}
