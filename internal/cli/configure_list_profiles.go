package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

func newConfigureListProfiles(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list-profiles",
		Short:   "List the profiles, one a line, in the order of the files",
		Example: "  fob configure list-profiles",
		Args:    arguments(),
		RunE: func(*cobra.Command, []string) error {
			config, err := a.config()
			if err != nil {
				return err
			}
			names := config.ProfileNames()
			if len(names) == 0 {
				return nil
			}
			return a.show(strings.Join(names, "\n") + "\n")
		},
	}
}
