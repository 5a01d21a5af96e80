package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

// revokeTimeout bounds what signing out waits for the service in all: the files are
// removed whether it answers or not.
const revokeTimeout = 10 * time.Second

var errRevokeTimeout = fmt.Errorf("no answer within %v", revokeTimeout)

type ssoLogoutOptions struct {
	only       bool
	ssoSession string
}

func newSSOLogout(a *app) *cobra.Command {
	var o ssoLogoutOptions
	cmd := &cobra.Command{
		Use:   "logout",
		Short: "Sign out of every session, or of one",
		Long: `Sign out of every session on this machine: the service is told to end each one, and the cached tokens,
client registrations and role credentials are removed. They are removed also when the service cannot be reached.

With --only it is one session, that of the profile or the one named: its token, its client registrations and the role
credentials of the profiles that share it, with those of roles that are assumed from them.`,
		Example: `  fob sso logout
  fob sso logout --only --profile dev
  fob sso logout --only --sso-session corp`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.only {
				return a.ssoLogoutOnly(cmd.Context(), o)
			}
			if cmd.Flags().Changed("sso-session") {
				return &usageError{"--sso-session is for --only: without that every session is signed out of"}
			}
			return a.ssoLogout(cmd.Context())
		},
	}
	cmd.Flags().BoolVar(&o.only, "only", false, "sign out of one session and leave the others alone")
	cmd.Flags().StringVar(&o.ssoSession, "sso-session", "", "with --only: the sso-session `NAME` instead of the profile's")
	return cmd
}

func (a *app) ssoLogout(ctx context.Context) error {
	source, err := a.credentials()
	if err != nil {
		return err
	}
	revoking, cancel := context.WithTimeoutCause(ctx, revokeTimeout, errRevokeTimeout)
	defer cancel()
	return errors.Join(
		source.Tokens.Store.SignOut(revoking, a.api().Logout),
		source.Cache.RemoveSSO(), source.Records.Clear(),
	)
}

func (a *app) ssoLogoutOnly(ctx context.Context, o ssoLogoutOptions) error {
	session, err := a.loginSession(o.ssoSession)
	if err != nil {
		return err
	}
	source, err := a.credentials()
	if err != nil {
		return err
	}
	revoking, cancel := context.WithTimeoutCause(ctx, revokeTimeout, errRevokeTimeout)
	defer cancel()
	return errors.Join(
		source.Tokens.Store.SignOutOf(revoking, session, a.api().Logout),
		source.RemoveOf(session),
	)
}
