package cli

import (
	"fmt"
	"os"
	"runtime"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/qrcode"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/surroundings"
	"fob.example/fob/internal/termui"
)

// signinUI speaks the AWS CLI's sentences on stdout, where scripts look for the URL, and
// ours on stderr.
type signinUI struct {
	*app
	signinOptions
	session awsconfig.SSOSession
	around  surroundings.Surroundings
	canOpen bool // a browser, in front of the person
	types   bool // the person, to this program
}

func (a *app) newSigninUI(session awsconfig.SSOSession, o signinOptions) *signinUI {
	hostname, _ := os.Hostname() // of which nothing but a hint is made
	around := surroundings.Look(surroundings.World{
		LookupEnv: a.lookupEnv, OS: runtime.GOOS, Hostname: hostname,
		Exists: func(path string) bool { _, err := os.Stat(path); return err == nil },
	})
	canOpen := a.OpenBrowser != nil || around.CanOpen(browser.Opener{Environ: a.Environ}.Available())
	return &signinUI{a, o, session, around, canOpen, a.Interactive && inForeground(a.Stdin)}
}

func (u *signinUI) functions() signin.UI {
	ui := signin.UI{StartURL: u.startURL, AuthorizeURL: u.authorizeURL, DeviceCode: u.deviceCode, Warn: u.warn}
	if u.opens() {
		ui.OpenBrowser = u.browser()
	}
	return ui
}

// warn says what a flow warns of, each time: a person who pastes a wrong address twice is
// told so twice.
func (u *signinUI) warn(err error) { u.say("fob: warning: " + termui.CleanMessage(err.Error()) + "\n") }

// opens tells whether a browser is opened, and not left to the person.
func (u *signinUI) opens() bool { return u.canOpen && !u.noBrowser }

// takesPasted tells whether the person may paste the address that another browser ended on.
func (u *signinUI) takesPasted() bool { return u.types && (u.qr || !u.opens()) }

func (u *signinUI) startURL(configured, resolved string) {
	u.say(fmt.Sprintf("%s leads to %s, where you sign in.\n\n", termui.Clean(configured), termui.Clean(resolved)))
}

func (u *signinUI) authorizeURL(url string) {
	u.preview(u.session)
	again := "run this command again with the '--use-device-code' option."
	if u.indirect {
		again = "sign in first with: " + loginCommand(u.session) + " --use-device-code"
	}
	if u.noBrowser {
		fmt.Fprintf(u.Stdout, "Browser will not be automatically opened.\nPlease visit the following URL:\n\n%s\n", url)
	} else {
		fmt.Fprintf(u.Stdout, "Attempting to open your default browser. If the browser does not open, open the following URL.\n"+
			"If you are unable to open the URL on this device, %s\n\n%s\n\n", again, url)
	}
	u.draw(url)
	u.sayWaysBack(url)
}

func (u *signinUI) deviceCode(auth awsapi.DeviceAuthorization) {
	u.preview(u.session)
	u.say("Approve only what you started yourself: whoever enters this code signs this terminal in.\n")
	fmt.Fprint(u.Stdout, u.whereToEnter(auth))
	if auth.VerificationURIComplete != "" {
		u.draw(auth.VerificationURIComplete)
	} else {
		u.draw(auth.VerificationURI)
	}
}

func (u *signinUI) whereToEnter(auth awsapi.DeviceAuthorization) string {
	const code = "%s\n\nThen enter the code:\n\n%s\n"
	if !u.noBrowser {
		return fmt.Sprintf("Attempting to open your default browser.\n"+
			"If the browser does not open or you wish to use a different device to authorize this request, open the following URL:\n\n"+
			code, auth.VerificationURI, auth.UserCode)
	}
	text := fmt.Sprintf("Browser will not be automatically opened.\nPlease visit the following URL:\n\n"+code, auth.VerificationURI, auth.UserCode)
	if auth.VerificationURIComplete != "" {
		text += fmt.Sprintf("\nAlternatively, you may visit the following URL which will autofill the code upon loading:\n%s\n", auth.VerificationURIComplete)
	}
	return text
}

// draw draws a page's URL where a QR code was asked for. One that no browser should be
// sent to is not drawn: who scans it does not see it.
func (u *signinUI) draw(url string) {
	if !u.qr {
		return
	}
	if _, err := browser.Check(url); err != nil {
		return
	}
	drawing, err := qrcode.Draw(url)
	if err != nil {
		u.warn(err)
		return
	}
	u.say("\n" + drawing)
}
