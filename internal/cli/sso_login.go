package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
)

type ssoLoginOptions struct {
	signinOptions
	ssoSession string
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
	fromAWS(cmd.Flags(), "sso-session")
	o.signinOptions.add(cmd.Flags())
	return cmd
}

func (a *app) ssoLogin(ctx context.Context, o ssoLoginOptions) error {
	session, err := a.loginSession(o.ssoSession)
	if err != nil {
		return err
	}
	if _, err := a.signIn(ctx, session, o.signinOptions); err != nil {
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
