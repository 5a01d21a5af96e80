package cli

import "github.com/spf13/cobra"

func newSSO(a *app) *cobra.Command {
	return a.group("sso", "Sign in and out, and see what you have access to",
		newSSOLogin, newSSOLogout, newListAccounts, newListAccountRoles, newGetRoleCredentials)
}
