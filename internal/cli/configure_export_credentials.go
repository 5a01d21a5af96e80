package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
)

func newConfigureExportCredentials(a *app) *cobra.Command {
	var (
		format string
		o      guardOptions
	)
	cmd := &cobra.Command{
		Use:   "export-credentials",
		Short: "Print a profile's credentials for another program",
		Long: `Print a profile's credentials: as the JSON document that credential_process expects, or as assignments for a shell.

Credentials of a role come from the AWS CLI's cache while they last, without a call to AWS. Where the profile has
rules (fob_expect_account and its kin), they have to hold, or nothing is printed and the exit code is 4.`,
		Example: `  fob configure export-credentials --profile dev
  eval "$(fob configure export-credentials --profile dev --format env)"`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !slices.Contains(credentialsFormats, format) {
				return &usageError{fmt.Sprintf("--format: %q is not one of %s", format, strings.Join(credentialsFormats, ", "))}
			}
			return a.exportCredentials(cmd.Context(), format, o)
		},
	}
	cmd.Flags().StringVar(&format, "format", "process", "print in `FORMAT`: "+strings.Join(credentialsFormats, ", "))
	fromAWS(cmd.Flags(), "format")
	o.addConfirm(cmd)
	return cmd
}

func (a *app) exportCredentials(ctx context.Context, format string, o guardOptions) error {
	profile, err := a.activeProfile()
	if err != nil {
		return unretrievable(err)
	}
	creds, err := a.guarded(ctx, profile, o)
	if err != nil {
		return unretrievable(err)
	}
	text, err := formatCredentials(format, creds.Credentials)
	if err != nil {
		return err
	}
	return a.print(text)
}

// unretrievable gives an error about settings the AWS CLI's code for it. What goes
// wrong later, with a sign-in or a call, keeps its own.
func unretrievable(err error) error {
	var (
		profile *awsconfig.ProfileNotFoundError
		find    *rolecreds.FindError
	)
	if errors.As(err, &profile) || errors.As(err, &find) {
		return configurationError{err}
	}
	return err
}
