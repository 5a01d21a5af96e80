package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/signin"
)

type ssoLoginOptions struct {
	ssoSession    string
	noBrowser     bool
	useDeviceCode bool
}

func newSSOLogin(a *app) *cobra.Command {
	var o ssoLoginOptions
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to a session of IAM Identity Center",
		Long: `Sign in to the sso-session of a profile, or to the one named.

A browser on this device opens on the sign-in page and comes back to fob on 127.0.0.1 (authorization code with
PKCE). With --use-device-code, and always for older profiles without an sso-session, you enter a code in a
browser anywhere instead: approve only what you started yourself.

It always makes a new sign-in. What it obtains is stored where the AWS CLI and the SDKs look for it.`,
		Example: `  fob sso login --profile dev
  fob sso login --sso-session corp
  fob sso login --profile dev --use-device-code --no-browser`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.ssoLogin(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.ssoSession, "sso-session", "", "sign in to the sso-session `NAME` instead of the profile's")
	cmd.Flags().BoolVar(&o.noBrowser, "no-browser", false, "print the URL and open no browser")
	cmd.Flags().BoolVar(&o.useDeviceCode, "use-device-code", false, "enter a code in a browser on any device")
	fromAWS(cmd.Flags(), "sso-session", "no-browser", "use-device-code")
	return cmd
}

func (a *app) ssoLogin(ctx context.Context, o ssoLoginOptions) error {
	session, err := a.loginSession(o.ssoSession)
	if err != nil {
		return err
	}
	tokens, err := a.tokens()
	if err != nil {
		return err
	}
	flow := signin.Flow{API: a.api(), Store: tokens.Store, UI: a.signinUI(o), Now: a.Now}
	if o.useDeviceCode || session.Legacy() {
		_, err = flow.DeviceCode(ctx, session)
	} else {
		_, err = flow.PKCE(ctx, session)
	}
	if err != nil {
		return err
	}
	return a.print(fmt.Sprintf("Successfully logged into Start URL: %s\n", session.StartURL))
}

// loginSession decides which session to sign in to. The AWS CLI calls what is wrong
// with its settings a configuration error, but not a profile that is not there.
func (a *app) loginSession(named string) (awsconfig.SSOSession, error) {
	config, err := a.config()
	if err != nil {
		return awsconfig.SSOSession{}, err
	}
	profile, err := a.activeProfile()
	if err != nil {
		return awsconfig.SSOSession{}, err
	}
	session, err := config.LoginSession(profile.Name, named)
	if err != nil {
		return awsconfig.SSOSession{}, configurationError{err}
	}
	return session, nil
}

// signinUI speaks the AWS CLI's sentences, on stdout, where scripts look for the URL.
func (a *app) signinUI(o ssoLoginOptions) signin.UI {
	ui := signin.UI{Warn: a.warn}
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
