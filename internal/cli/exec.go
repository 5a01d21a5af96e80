package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
)

func newExec(a *app) *cobra.Command {
	o := guardOptions{always: true, minTTL: defaultMinTTL}
	cmd := &cobra.Command{
		Use:   "exec --profile NAME -- PROGRAM [ARGUMENT...]",
		Short: "Run a program with the credentials of the right account, or not at all",
		Long: `Run a program with a profile's credentials, if they belong to whom the profile promises, and not at all otherwise.

What stands behind -- is the program and its arguments, taken as they are, without a shell. Before it is started
fob sees to a sign-in that lasts for --min-ttl (15m): it refreshes, or signs in where there is a terminal; without
one it exits with 3. It gets credentials and knows from STS whose they are; what STS said is remembered, and asked
for anew with --verify. Account, permission set or role, and partition have to be those of the profile, of its
rules (fob_expect_account, fob_expect_role, fob_expect_user) and of --account and --role. If they are not, or if
nothing says which account is meant, nothing is started and fob exits with 4.

The profile is named by --profile or AWS_PROFILE; the default one is never taken unasked, nor are keys of the
environment. The program finds one identity in its environment: variables of others are taken out, and those of
this one set together. Its exit code is that of fob; 127 means that it was not found, 126 that it cannot be run.

--serve is for programs that outlive their credentials. The program is not given any, but an address on this machine
and a token for it, in the variables that AWS has for containers (AWS_CONTAINER_CREDENTIALS_FULL_URI and
AWS_CONTAINER_AUTHORIZATION_TOKEN): SDKs ask there again before what they have runs out. fob stays, refreshes as long
as the sign-in can be, and checks each new set as it did the first. Since SDKs ask the config files before a
container, the program gets files of its own, with the profile's settings and without any identity.`,
		Example: `  fob exec --profile dev -- terraform plan
  fob exec --profile prod --account 444455556666 --min-ttl 30m -- ./deploy.sh
  fob exec --profile prod --confirm production -- aws s3 ls
  fob exec --profile dev --serve -- ./long-running`,
		Annotations: map[string]string{annotationProgram: ""},
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return &usageError{"fob exec needs a program to run, behind --: fob exec --profile NAME -- PROGRAM [ARGUMENT...]"}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.Flag("profile").Changed && a.global.profile == "" { // AWS_PROFILE is not what was meant
				return &refusedError{&noProfileError{}}
			}
			return a.exec(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.Func("min-ttl", "for how long sign-in and credentials have to last, where they can, as `DURATION`; 15m if not given", func(text string) (err error) {
		o.minTTL, err = positive(text)
		return err
	})
	flags.Func("account", "the `ID` of the account that the credentials have to be of", func(id string) error {
		if o.account = id; !awsconfig.IsAccountID(id) {
			return errors.New("an account id has 12 digits")
		}
		return nil
	})
	flags.Func("role", "the `NAME` of the permission set or role that the credentials have to be of", func(name string) error {
		if o.role = name; name == "" {
			return errors.New("it is empty")
		}
		return nil
	})
	flags.BoolVar(&o.verify, "verify", false, "ask STS also where its answer is remembered")
	flags.BoolVar(&o.serve, "serve", false, "let the program get credentials from fob for as long as it runs")
	o.addConfirm(cmd)
	return cmd
}

func (a *app) exec(ctx context.Context, args []string, o guardOptions) error {
	g, err := a.guardForExec(o)
	if err != nil {
		return err
	}
	program, err := a.findProgram(args)
	if err != nil {
		return err
	}
	creds, caller, err := g.credentialsOfPerson(ctx)
	if err == nil {
		err = g.askConfirm(ctx, caller)
	}
	if err != nil {
		return unretrievable(signInNeeded(err))
	}
	if g.serve {
		return g.execServed(ctx, program, caller)
	}
	if left := creds.Expiration.Sub(a.Now()); !creds.Expiration.IsZero() && left < g.source.MinTTL {
		a.warn(fmt.Errorf("these credentials last until %s, and no longer ones are to be had", cachefile.FormatTime(creds.Expiration)))
	}
	region := g.childRegion()
	program.Environ = childEnviron(a.Environ, identityVariables(creds.Credentials, caller, region))
	return a.run(ctx, program)
}

// guardForExec is the guard of a profile that somebody named, for an account that somebody
// promises. Neither the environment nor the machine gives it credentials.
func (a *app) guardForExec(o guardOptions) (*guard, error) {
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	name, named := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	if !named || name == "" {
		return nil, &refusedError{&noProfileError{}}
	}
	profile, err := config.UseProfile(name, true)
	if err != nil {
		return nil, err
	}
	g, err := a.guardOf(profile, o)
	if err != nil {
		return nil, err
	}
	if g.promisedAccount() == "" {
		return nil, unpromised(config, profile)
	}
	g.source.SkipEnvironment, g.source.OnlyProfile = true, true
	if err := g.source.CheckChain(name); err != nil {
		return nil, configurationError{err}
	}
	return g, nil
}

// unpromised says why a profile promises no account: settings of its sign-in are wrong, or they
// do not name one.
func unpromised(config *awsconfig.Config, profile *awsconfig.Profile) error {
	_, _, err := config.SSOProfile(profile.Name)
	if _, signsIn := profile.Get("sso_session"); err == nil && signsIn {
		_, err = config.LoginSession(profile.Name, "")
	}
	if err != nil {
		return configurationError{err}
	}
	return &refusedError{&noAccountError{profile.Name}}
}
