package cli

import "github.com/spf13/cobra"

func newConfigure(a *app) *cobra.Command {
	return group("configure", "Read the AWS config and credentials files",
		newConfigureListProfiles(a), newConfigureGet(a), newConfigureExportCredentials(a))
}
