package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
)

func newConfigureSet(a *app) *cobra.Command {
	var o configureGetOptions
	cmd := &cobra.Command{
		Use:   "set VARNAME VALUE",
		Short: "Write a setting of a profile, an sso-session or a services section",
		Long: `Write a setting into the AWS config file, or into the credentials file if it is a key.

Only the line that has to change is changed: comments, order, spacing and line ends stay as they are, and the file is
replaced as a whole. The names with dots are those of fob configure get.`,
		Example: `  fob configure set region eu-west-1 --profile dev
  fob configure set sso_region us-east-1 --sso-session corp`,
		Args: arguments("VARNAME", "VALUE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range []string{"sso-session", "services"} {
				if flag := cmd.Flags().Lookup(name); flag.Changed && flag.Value.String() == "" {
					return &usageError{"--" + name + " needs a name"}
				}
			}
			return a.configureSet(cmd.Context(), args[0], args[1], o)
		},
	}
	cmd.Flags().StringVar(&o.ssoSession, "sso-session", "", "write to the sso-session `NAME`")
	cmd.Flags().StringVar(&o.services, "services", "", "write to the services section `NAME`")
	fromAWS(cmd.Flags(), "sso-session", "services")
	cmd.ValidArgsFunction = a.variableNames(&o)
	return cmd
}

func (a *app) configureSet(ctx context.Context, variable, value string, o configureGetOptions) error {
	if _, err := a.config(); err != nil {
		return err // a file that cannot be read is not written either
	}
	variable, value, err := paramFiles(variable, value)
	if err != nil {
		return err
	}
	place, err := a.placeOf(variable, o)
	if err != nil {
		var subsection *awsconfig.SubsectionError
		if errors.As(err, &subsection) {
			return &usageError{err.Error()}
		}
		return err
	}
	return a.edit(ctx, awsconfig.Edit{Place: place, Value: value})
}

func (a *app) placeOf(variable string, o configureGetOptions) (awsconfig.Place, error) {
	switch {
	case o.ssoSession != "" && o.services != "":
		return awsconfig.Place{}, &usageError{"--sso-session and --services cannot be used together"}
	case o.ssoSession != "":
		return awsconfig.PlaceIn(awsconfig.KindSSOSession, o.ssoSession, variable)
	case o.services != "":
		return awsconfig.PlaceIn(awsconfig.KindServices, o.services, variable)
	}
	name, _ := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	return awsconfig.PlaceOf(variable, name)
}

// edit applies edits to the files they belong in, the credentials file first, and warns
// of one that others may read.
func (a *app) edit(ctx context.Context, edits ...awsconfig.Edit) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	home, err := a.home()
	if err != nil {
		return err
	}
	paths := awsconfig.FindEditPaths(a.lookupEnv, home)
	for _, credentials := range []bool{true, false} {
		var mine []awsconfig.Edit
		for _, e := range edits {
			if e.Credentials == credentials {
				mine = append(mine, e)
			}
		}
		if len(mine) == 0 {
			continue
		}
		place := awsconfig.Place{Credentials: credentials}
		result, err := awsconfig.EditFile(ctx, a.Disk, paths.Of(place), stateDir(home), mine...)
		if err != nil {
			return err
		}
		a.warnEdited(result, credentials, paths.Of(place), config.Paths.Of(place))
	}
	return nil
}

// warnEdited names what an edit could not help, as the AWS CLI cannot either.
func (a *app) warnEdited(result awsconfig.Result, credentials bool, written, read string) {
	if written != read {
		a.warn(fmt.Errorf("the file written is %q and the one that is read %q: a variable in its name counts for reading only", written, read))
	}
	if credentials && result.Changed && result.Exposed {
		a.warn(fmt.Errorf("the file %s is accessible by other users; keep it to yourself with: chmod 600 %s", written, written))
	}
	for _, place := range result.Mixed {
		a.warn(fmt.Errorf("lines that stood below %s are now part of its value; look at %s", place.Key, written))
	}
}

// stateDir is where fob keeps what is its own, such as locks.
func stateDir(home string) string { return filepath.Join(home, ".aws", "fob") }
