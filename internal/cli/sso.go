package cli

import "github.com/spf13/cobra"

func newSSO(a *app) *cobra.Command {
	return group("sso", "Sign in and out, and see what you have access to", newSSOLogin(a), newSSOLogout(a), newListAccounts(a), newListAccountRoles(a), newGetRoleCredentials(a))
}
