package cli

import (
	"context"
	"fmt"

	"github.com/spf13/pflag"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// signinOptions say how a person signs in, in every command that signs in.
type signinOptions struct {
	noBrowser     bool
	useDeviceCode bool
}

func (o *signinOptions) add(flags *pflag.FlagSet) {
	flags.BoolVar(&o.noBrowser, "no-browser", false, "print the URL and open no browser")
	flags.BoolVar(&o.useDeviceCode, "use-device-code", false, "enter a code in a browser on any device")
	fromAWS(flags, "no-browser", "use-device-code")
}

// signIn signs in to a session afresh, and keeps and returns what it obtains.
func (a *app) signIn(ctx context.Context, session awsconfig.SSOSession, o signinOptions) (ssotoken.Token, error) {
	tokens, err := a.tokens()
	if err != nil {
		return ssotoken.Token{}, err
	}
	flow := signin.Flow{API: a.api(), Store: tokens.Store, UI: a.signinUI(o), Now: a.Now}
	if o.useDeviceCode || session.Legacy() {
		return flow.DeviceCode(ctx, session)
	}
	return flow.PKCE(ctx, session)
}

// signinUI speaks the AWS CLI's sentences, on stdout, where scripts look for the URL.
func (a *app) signinUI(o signinOptions) signin.UI {
	ui := signin.UI{Warn: a.warn}
	ui.StartURL = func(configured, resolved string) {
		fmt.Fprintf(a.Stderr, "%s leads to %s, where you sign in.\n", termui.Clean(configured), termui.Clean(resolved))
	}
	if !o.noBrowser {
		ui.OpenBrowser = a.browser()
	}
	ui.AuthorizeURL = func(url string) {
		if o.noBrowser {
			fmt.Fprintf(a.Stdout, "Browser will not be automatically opened.\nPlease visit the following URL:\n\n%s\n", url)
			return
		}
		fmt.Fprintf(a.Stdout, "Attempting to open your default browser. If the browser does not open, open the following URL.\n"+
			"If you are unable to open the URL on this device, run this command again with the '--use-device-code' option.\n\n%s\n\n", url)
	}
	ui.DeviceCode = func(auth awsapi.DeviceAuthorization) {
		fmt.Fprintln(a.Stderr, "Approve only what you started yourself: whoever enters this code signs this terminal in.")
		if !o.noBrowser {
			fmt.Fprintf(a.Stdout, "Attempting to open your default browser.\n"+
				"If the browser does not open or you wish to use a different device to authorize this request, open the following URL:\n\n"+
				"%s\n\nThen enter the code:\n\n%s\n", auth.VerificationURI, auth.UserCode)
			return
		}
		fmt.Fprintf(a.Stdout, "Browser will not be automatically opened.\nPlease visit the following URL:\n\n%s\n\nThen enter the code:\n\n%s\n",
			auth.VerificationURI, auth.UserCode)
		if auth.VerificationURIComplete != "" {
			fmt.Fprintf(a.Stdout, "\nAlternatively, you may visit the following URL which will autofill the code upon loading:\n%s\n", auth.VerificationURIComplete)
		}
	}
	return ui
}
