package cli

import "github.com/spf13/cobra"

func newIDCAdminToken(a *app) *cobra.Command {
	var o operatorOptions
	cmd := &cobra.Command{
		Use:   "admin-token",
		Short: "Print the admin token of a local Identity Center that you started",
		Long: `Print the token with which the operator's page (/admin) and its API (/admin/v1/) are used. The server makes it at
each start, unless it is given one, and leaves it where only your user can read it.`,
		Example: `  fob idc admin-token
  curl --oauth2-bearer "$(fob idc admin-token)" http://127.0.0.1:8765/admin/v1/sessions`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			op, err := a.operator(cmd.Context(), o)
			if err != nil {
				return err
			}
			return a.print(op.adminToken + "\n")
		},
	}
	o.add(cmd)
	return cmd
}
