package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/rolecreds"
)

func newSTS(a *app) *cobra.Command {
	return group("sts", "Ask AWS who you are", newGetCallerIdentity(a))
}

func newGetCallerIdentity(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "get-caller-identity",
		Short: "Print the account and the role that a profile's credentials belong to",
		Example: `  fob sts get-caller-identity --profile dev
  fob sts get-caller-identity --profile dev --output text`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.getCallerIdentity(cmd.Context()) },
	}
	return withSkeleton(a, cmd, orderedjson.Object{})
}

// errNoRegion is the AWS CLI's NoRegion: an API call has to go somewhere.
var errNoRegion = errors.New("no region to call AWS in")

func (a *app) getCallerIdentity(ctx context.Context) error {
	a.calls = awsapi.STS
	printer, err := a.printer("GetCallerIdentity", "")
	if err != nil {
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
	var creds rolecreds.Credentials
	if !a.global.noSignRequest {
		if creds, err = source.Profile(ctx, profile); err != nil {
			return err
		}
	}
	region := profile.Region(a.global.region, a.lookupEnv)
	if region == "" {
		return configurationError{errNoRegion}
	}
	id, err := a.api().GetCallerIdentity(ctx, region, creds.Credentials)
	if err != nil {
		return err
	}
	err = printer.Page(orderedjson.Object{
		{Name: "UserId", Value: id.UserID},
		{Name: "Account", Value: id.Account},
		{Name: "Arn", Value: id.ARN},
	})
	if err != nil {
		return err
	}
	return printer.end("")
}
