package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// describedFlags returns what is missing in the descriptions of a command's options.
func describedFlags(cmd *cobra.Command) (errs []error) {
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		name, usage := pflag.UnquoteUsage(flag)
		switch {
		case flag.Name == "help" || flag.Hidden:
		case usage == "":
			errs = append(errs, fmt.Errorf("--%s is not described", flag.Name))
		case strings.HasSuffix(usage, ".") || usage[:1] != strings.ToLower(usage[:1]):
			errs = append(errs, fmt.Errorf("--%s: %q is not a phrase", flag.Name, usage))
		case flag.NoOptDefVal == "" && name != strings.ToUpper(name):
			errs = append(errs, fmt.Errorf("--%s: its value has no name", flag.Name))
		}
	})
	return errs
}
