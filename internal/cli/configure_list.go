package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
)

func newConfigureList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "Show which profile, keys and region are in use, and where each comes from",
		Example: "  fob configure list --profile dev",
		Args:    arguments(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.configureList(cmd.Context()) },
	}
}

// configureList prints each line as it is found: on an error the ones before it stand.
func (a *app) configureList(ctx context.Context) error {
	if _, err := a.config(); err != nil {
		return err
	}
	if err := a.show(listLine("NAME", "VALUE", "TYPE", "LOCATION") + a.listProfile()); err != nil {
		return err
	}
	profile, err := a.activeProfile()
	if err != nil {
		return err
	}
	source, err := a.credentials()
	if err != nil {
		return err
	}
	keys, err := a.listKeys(ctx, source, profile)
	if err != nil {
		return err
	}
	return a.show(keys + a.listRegion(ctx, source, profile))
}

// listLine pads as the AWS CLI does: nothing is cut, the last column is not padded.
func listLine(name, value, kind, location string) string {
	return fmt.Sprintf("%-10s : %-24s : %-16s : %s\n", name, value, kind, location)
}

const (
	notSet  = "<not set>"
	noPlace = "None"
)

func (a *app) listProfile() string {
	name, asked := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	switch {
	case a.global.profile != "":
		return listLine("profile", name, "manual", "--profile")
	case asked:
		return listLine("profile", name, "env", "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']")
	}
	return listLine("profile", notSet, noPlace, noPlace)
}

func (a *app) listKeys(ctx context.Context, source *rolecreds.Source, profile *awsconfig.Profile) (string, error) {
	creds, err := source.Profile(ctx, profile)
	var none *rolecreds.NoCredentialsError
	if errors.As(err, &none) {
		return listLine("access_key", notSet, noPlace, noPlace) + listLine("secret_key", notSet, noPlace, noPlace), nil
	}
	if err != nil {
		return "", err
	}
	return listLine("access_key", masked(creds.AccessKeyID), string(creds.Method), "") +
		listLine("secret_key", masked(creds.SecretAccessKey), string(creds.Method), ""), nil
}

func (a *app) listRegion(ctx context.Context, source *rolecreds.Source, profile *awsconfig.Profile) string {
	for _, name := range []string{"AWS_REGION", "AWS_DEFAULT_REGION"} {
		if v, ok := a.lookupEnv(name); ok {
			return listLine("region", v, "env", "['AWS_REGION', 'AWS_DEFAULT_REGION']")
		}
	}
	if v, ok := profile.Get("region"); ok {
		place, set := a.lookupEnv("AWS_CONFIG_FILE")
		if !set {
			place = "~/.aws/config"
		}
		return listLine("region", v, "config-file", place)
	}
	if region, err := source.CallRegion(ctx, profile); err == nil {
		return listLine("region", region, "imds", "") // the AWS CLI's word for the last resort, --region included
	}
	return listLine("region", notSet, noPlace, noPlace)
}

// masked shows the last four characters of a secret.
func masked(secret string) string {
	runes := []rune(secret)
	return "****************" + string(runes[max(0, len(runes)-4):])
}
