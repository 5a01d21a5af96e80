package cli

import "github.com/spf13/cobra"

func newSSO(a *app) *cobra.Command {
	return group("sso", "Sign in and out", newSSOLogin(a), newSSOLogout(a))
}
