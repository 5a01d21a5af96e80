package cli

import (
	"context"

	"github.com/spf13/cobra"
)

func newCredentialProcess(a *app) *cobra.Command {
	var o guardOptions
	cmd := &cobra.Command{
		Use:   "credential-process --profile NAME",
		Short: "Print a profile's credentials for a program that runs this as its credential_process",
		Long: `Print a profile's credentials as the JSON document of credential_process (version 1), or nothing.

It is what a line in the AWS config file runs, which fob configure credential-process writes. Credentials of a role
come from the AWS CLI's cache while they last, without a call to AWS; a sign-in that runs out is refreshed. It never
opens a browser, and asks nothing but for the word of fob_confirm, where there is a terminal. Where only a person can go
on it exits with 3 and says which command to run, which the AWS CLI and the SDKs pass on.

The rules of the profile (fob_expect_account and its kin) have to hold, else it exits with 4. Keys of the
environment, of a container or of the machine are never taken for the profile's, and the profile has to be named.`,
		Example: `  fob credential-process --profile dev
  fob configure credential-process --profile dev --to-profile dev-for-tools`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.credentialProcess(cmd.Context(), o) },
	}
	o.addConfirm(cmd)
	return cmd
}

func (a *app) credentialProcess(ctx context.Context, o guardOptions) error {
	if a.global.profile == "" { // AWS_PROFILE may name the very profile that runs this
		return &usageError{"fob credential-process needs --profile"}
	}
	profile, err := a.activeProfile()
	if err != nil {
		return unretrievable(err)
	}
	a.AskSecret = nil // a person may be there, but is not asked for what a program wants; fob_confirm is about that program
	g, err := a.guardOf(profile, o)
	if err != nil {
		return err
	}
	g.source.OnlyProfile = true
	creds, err := g.guarded(ctx)
	if err != nil {
		return unretrievable(signInNeeded(err))
	}
	text, err := formatCredentials("process", creds.Credentials)
	if err != nil {
		return err
	}
	return a.print(text)
}
