package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
)

type configureGetOptions struct{ ssoSession, services string }

func newConfigureGet(a *app) *cobra.Command {
	var o configureGetOptions
	cmd := &cobra.Command{
		Use:   "get VARNAME",
		Short: "Print a setting of a profile, an sso-session or a services section",
		Long: `Print a setting of the active profile, as the files have it: options and environment variables play no part.

A name with dots reaches further: profile.NAME.KEY or NAME.KEY for another profile, KEY.SUB for a nested one.
Where there is no such setting nothing is printed, and the exit code is 1.`,
		Example: `  fob configure get sso_session --profile dev
  fob configure get profile.dev.sso_account_id
  fob configure get sso_region --sso-session corp`,
		Args: arguments("VARNAME"),
		RunE: func(_ *cobra.Command, args []string) error { return a.configureGet(args[0], o) },
	}
	cmd.Flags().StringVar(&o.ssoSession, "sso-session", "", "read the sso-session `NAME`")
	cmd.Flags().StringVar(&o.services, "services", "", "read the services section `NAME`")
	fromAWS(cmd.Flags(), "sso-session", "services")
	cmd.ValidArgsFunction = a.variableNames(&o)
	return cmd
}

func (a *app) configureGet(variable string, o configureGetOptions) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	if variable, err = paramFile("VARNAME", variable); err != nil {
		return err
	}
	value, err := a.lookup(config, variable, o)
	switch {
	case err != nil:
		return err
	case value.Kind == awsconfig.Absent:
		return silentError(exitSilent)
	case value.Kind == awsconfig.Block:
		return &blockError{variable}
	}
	return a.show(value.Text + "\n")
}

func (a *app) lookup(config *awsconfig.Config, variable string, o configureGetOptions) (awsconfig.Value, error) {
	switch {
	case o.ssoSession != "" && o.services != "":
		return awsconfig.Value{}, &usageError{"--sso-session and --services cannot be used together"}
	case o.ssoSession != "":
		return config.LookupSSOSession(o.ssoSession, variable)
	case o.services != "":
		return config.LookupServices(o.services, variable)
	}
	name, asked := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	return config.Lookup(variable, name, asked)
}

// blockError is a setting that is no value. The AWS CLI ends with 1, as for an absent one.
type blockError struct{ variable string }

func (e *blockError) Error() string {
	return fmt.Sprintf("%s must reference a value, not a section or sub-section", e.variable)
}

func (e *blockError) ExitCode() int { return exitSilent }
