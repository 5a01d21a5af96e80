//go:build unix

package main

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"fob.example/fob/internal/standin"
)

// ssh is an environment in which somebody came over SSH, without a browser.
var ssh = []string{"SSH_CONNECTION=192.0.2.7 50000 192.0.2.1 2222", "USER=ana"}

// away runs a command where no browser is.
func (d *desk) away(t *testing.T, args ...string) *console {
	t.Helper()
	cmd := d.command(args...)
	cmd.Env = slices.DeleteFunc(cmd.Env, func(kv string) bool { return strings.HasPrefix(kv, "BROWSER=") })
	cmd.Env = append(cmd.Env, ssh...)
	return startConsole(t, cmd)
}

// elsewhere is a browser on another machine: it reaches the service, and nobody behind
// the redirect.
type elsewhere struct{ ended string }

func (e *elsewhere) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/oauth/callback" {
		e.ended = r.URL.String()
		return nil, errors.New("connection refused")
	}
	return http.DefaultTransport.RoundTrip(r)
}

// pageIn finds the page to sign in at in what was written.
func pageIn(text string) string {
	return regexp.MustCompile(`http://127\.0\.0\.1:\d+/authorize\?\S+`).FindString(text)
}

// approveElsewhere waits for the URL, has it approved on another machine, and returns the
// address that the browser ended on there.
func (c *console) approveElsewhere() string {
	c.t.Helper()
	c.until("where to paste", func(string) bool { return strings.Contains(c.written(), " --use-device-code\r\n\r\n") })
	var browser elsewhere
	if _, err := (standin.Person{Client: &http.Client{Transport: &browser}}).Walk(c.t.Context(), pageIn(c.written())); err == nil || browser.ended == "" {
		c.t.Fatalf("the browser ended on %q: %v", browser.ended, err)
	}
	return browser.ended
}

// A person pastes what is not an address, twice, one of another sign-in, and then the right
// one.
func TestPastingTheAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	c := d.away(t, "sso", "login", "--sso-session", "my-sso")
	address := c.approveElsewhere()
	for times := range 2 {
		c.press("what now?" + keyEnter)
		c.until("a warning", func(string) bool {
			return strings.Count(c.written(), "fob: warning: what was typed is not used: it does not begin with http://127.0.0.1:") > times
		})
	}
	c.press(regexp.MustCompile(`state=[^&]+`).ReplaceAllString(address, "state=0") + keyEnter)
	c.until("another warning", func(string) bool {
		return strings.Contains(c.written(), "fob: warning: what was typed is not used: it has the state of another sign-in")
	})
	c.press("  " + address + " " + keyEnter)
	c.ends(0)
	c.see("Successfully logged into Start URL: https://my-sso-portal.awsapps.com/start")
}

// What is offered over SSH names the port of this run and how this machine was reached.
func TestWhatIsOfferedOverSSH(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	c := d.away(t, "sso", "login", "--sso-session", "my-sso")
	address, err := url.Parse(c.approveElsewhere())
	if err != nil {
		t.Fatal(err)
	}
	want := regexp.MustCompile(strings.NewReplacer("PORT", address.Port(), "\n", "\r\n").Replace(
		`No browser opens here: this is an SSH session( in a container \(\w+\))?\. What works:
- forward the port from where your browser is, and open the URL there:
    ssh -L PORT:127\.0\.0\.1:PORT -p 2222 ana@192\.0\.2\.1
- open the URL in any browser, and paste here the address that it ends on
  \(it begins with http://127\.0\.0\.1; never paste such an address anywhere else\)
- enter a code instead:
    fob sso login --sso-session my-sso --use-device-code

`))
	if !want.MatchString(c.written()) {
		t.Errorf("this is offered:\n%s", c.text())
	}

	// Ctrl-C ends the wait.
	c.press("http://127")
	c.press(keyCtrlC)
	c.ends(130)
	if _, err := os.Stat(filepath.Join(d.home, ".aws", "sso", "cache", "0ad374308c5a4e22f723adf10145eafad7c4031c.json")); err == nil {
		t.Error("a token was written")
	}
}

// Who ends the typing still has the browser, through a forwarded port.
func TestTheBrowserComesBackAfterCtrlD(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	c := d.away(t, "sso", "login", "--sso-session", "my-sso")
	c.approveElsewhere()
	c.press(keyCtrlD)
	if _, err := (standin.Person{}).Walk(t.Context(), pageIn(c.written())); err != nil {
		t.Fatal(err)
	}
	c.ends(0)
	c.see("Successfully logged into Start URL: https://my-sso-portal.awsapps.com/start")
}

// The questions that follow a sign-in get all that is typed after it.
func TestQuestionsAfterPasting(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	c := d.away(t, "configure", "sso")
	c.walk(configureSSOSteps[:4])
	c.press(c.approveElsewhere() + keyEnter)
	c.walk(configureSSOSteps[4:])
	c.ends(0)
	c.see("fob sts get-caller-identity --profile dev")
}

// With a browser in reach nobody is asked to paste, and what is typed meanwhile is left to
// whoever reads next.
func TestWhatIsTypedIsLeftToTheShell(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	cmd := d.command("sso", "login", "--sso-session", "my-sso")
	cmd = &exec.Cmd{Path: "/bin/sh", Args: []string{"sh", "-c", cmd.String() + " && read -r line && echo \"shell: $line\""}, Env: cmd.Env}
	c := startConsole(t, cmd)
	c.press("typed ahead" + keyEnter)
	c.see("shell: typed ahead")
	if strings.Contains(c.written(), "paste") {
		t.Errorf("pasting is offered:\n%s", c.text())
	}
}

// A job in the background reads nothing, or its shell would stop it: the browser comes
// back by itself, through the forwarded port.
func TestABackgroundJobGoesOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	cmd := d.command("sso", "login", "--sso-session", "my-sso", "--no-browser")
	cmd = &exec.Cmd{Path: "/bin/sh", Args: []string{"sh", "-c", "set -m; " + cmd.String() + " & wait; jobs"}, Env: cmd.Env}
	c := startConsole(t, cmd)
	c.until("the URL", func(string) bool {
		return strings.Contains(c.written(), "code_challenge=") && strings.HasSuffix(c.written(), "\r\n")
	})
	c.press("typed" + keyEnter)
	if _, err := (standin.Person{}).Walk(t.Context(), pageIn(c.written())); err != nil {
		t.Fatal(err)
	}
	c.until("the end", func(screen string) bool {
		return strings.Contains(screen, "Successfully logged into Start URL: https://my-sso-portal.awsapps.com/start")
	})
	c.ends(0)
	if strings.Contains(c.written(), "Stopped") || strings.Contains(c.written(), "paste") {
		t.Errorf("the job was stopped, or asked for something:\n%s", c.text())
	}
}
