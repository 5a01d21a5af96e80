package cli

import (
	"context"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/rolecreds"
)

func newSTS(a *app) *cobra.Command {
	return a.group("sts", "Ask AWS who you are", newGetCallerIdentity)
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

func (a *app) getCallerIdentity(ctx context.Context) error {
	printer, err := a.printer("GetCallerIdentity", "")
	if err != nil {
		return err
	}
	id, err := a.callerIdentity(ctx)
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

// callerIdentity asks whose the profile's credentials are. Cached ones that STS does not
// take any more, whatever their date, are dropped, and others are tried once.
func (a *app) callerIdentity(ctx context.Context) (awsapi.CallerIdentity, error) {
	profile, err := a.activeProfile()
	if err != nil {
		return awsapi.CallerIdentity{}, err
	}
	source, err := a.credentials()
	if err != nil {
		return awsapi.CallerIdentity{}, err
	}
	for again := false; ; again = true {
		var creds rolecreds.Credentials
		if !a.global.noSignRequest {
			if creds, err = source.Profile(ctx, profile); err != nil {
				return awsapi.CallerIdentity{}, err
			}
		}
		id, err := a.identify(ctx, source, profile, creds)
		forgotten := awsapi.IsCode(err, awsapi.CodeExpiredCredentials) && source.Forget(creds)
		if again || !forgotten {
			if err == nil {
				a.remember(source, profile, creds, id)
			}
			return id, err
		}
	}
}

// remember keeps an answer of STS itself: what --endpoint-url leads to may be anything.
func (a *app) remember(source *rolecreds.Source, profile *awsconfig.Profile, creds rolecreds.Credentials, id awsapi.CallerIdentity) {
	caller, err := identity.ParseCaller(id.ARN)
	if err != nil || caller.AccountID != id.Account || a.global.endpointURL != "" || a.global.noSignRequest {
		return
	}
	session, _ := source.Session(profile)
	source.Remember(creds, session, caller)
}

// identify makes the command's own call, the one that --endpoint-url is for.
func (a *app) identify(ctx context.Context, source *rolecreds.Source, profile *awsconfig.Profile, creds rolecreds.Credentials) (awsapi.CallerIdentity, error) {
	region, err := source.CallRegion(ctx, profile)
	if err != nil {
		return awsapi.CallerIdentity{}, err
	}
	a.calls = awsapi.STS
	defer func() { a.calls = "" }()
	return a.api().GetCallerIdentity(ctx, region, creds.Credentials)
}
