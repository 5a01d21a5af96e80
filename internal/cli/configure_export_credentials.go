package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/rolecreds"
)

func newConfigureExportCredentials(a *app) *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "export-credentials",
		Short: "Print a profile's credentials for another program",
		Long: `Print a profile's credentials as the JSON document that credential_process expects.

Credentials of a role come from the AWS CLI's cache while they last, without a call to AWS.`,
		Example: "  fob configure export-credentials --profile dev",
		Args:    arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "process" {
				return &usageError{fmt.Sprintf("--format: %q is not one of process", format)}
			}
			return a.exportCredentials(cmd.Context())
		},
	}
	cmd.Flags().StringVar(&format, "format", "process", "print in `FORMAT`: process")
	return cmd
}

func (a *app) exportCredentials(ctx context.Context) error {
	profile, err := a.activeProfile()
	if err != nil {
		return unretrievable(err)
	}
	source, err := a.credentials()
	if err != nil {
		return unretrievable(err)
	}
	creds, err := source.Profile(ctx, profile)
	if err != nil {
		return unretrievable(err)
	}
	return a.print(processDocument(creds))
}

// unretrievable gives an error about settings the AWS CLI's code for it. What goes
// wrong later, with a sign-in or a call, keeps its own.
func unretrievable(err error) error {
	var (
		profile      *awsconfig.ProfileNotFoundError
		session      *awsconfig.SessionNotFoundError
		missing      *awsconfig.MissingKeysError
		inconsistent *awsconfig.InconsistentError
		partial      *rolecreds.PartialError
	)
	if errors.As(err, &profile) || errors.As(err, &session) || errors.As(err, &missing) || errors.As(err, &inconsistent) || errors.As(err, &partial) {
		return configurationError{err}
	}
	return err
}

// processDocument is version 1 of credential_process's document, in the AWS CLI's
// layout, with the offset spelt +00:00.
func processDocument(c awsapi.Credentials) string {
	o := orderedjson.Object{
		{Name: "Version", Value: 1},
		{Name: "AccessKeyId", Value: c.AccessKeyID},
		{Name: "SecretAccessKey", Value: c.SecretAccessKey},
	}
	if c.SessionToken != "" {
		o = append(o, orderedjson.Member{Name: "SessionToken", Value: c.SessionToken})
	}
	if !c.Expiration.IsZero() {
		o = append(o, orderedjson.Member{Name: "Expiration", Value: c.Expiration.UTC().Format("2006-01-02T15:04:05+00:00")})
	}
	return string(orderedjson.Marshal(o, orderedjson.Indented(2, true))) + "\n"
}
