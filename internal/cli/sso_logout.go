package cli

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"
)

// revokeTimeout bounds what signing out waits for the service in all: the files are
// removed whether it answers or not.
const revokeTimeout = 10 * time.Second

func newSSOLogout(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "logout",
		Short: "Sign out of every session",
		Long: `Sign out of every session on this machine: the service is told to end each one, and the cached tokens,
client registrations and role credentials are removed. They are removed also when the service cannot be reached.`,
		Example: "  fob sso logout",
		Args:    arguments(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.ssoLogout(cmd.Context()) },
	}
}

func (a *app) ssoLogout(ctx context.Context) error {
	source, err := a.credentials()
	if err != nil {
		return err
	}
	revoking, cancel := context.WithTimeout(ctx, revokeTimeout)
	defer cancel()
	return errors.Join(source.Tokens.Store.SignOut(revoking, a.api().Logout), source.Cache.RemoveSSO())
}
