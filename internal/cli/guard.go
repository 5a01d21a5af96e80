package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
)

// guardOptions are what a command line asks for besides the rules of the profile.
type guardOptions struct {
	account, role string
	minTTL        time.Duration
	verify        bool   // STS is asked even where its answer is remembered
	always        bool   // credentials are checked also for a profile without a rule
	confirm       string // what fob_confirm wants to be typed
	confirmed     bool   // confirm is on the command line
	serve         bool   // the program gets credentials for as long as it runs
}

// addConfirm defines the option that answers fob_confirm.
func (o *guardOptions) addConfirm(cmd *cobra.Command) {
	cmd.Flags().Func("confirm", "the `WORD` that fob_confirm of the profile wants to be typed", func(word string) error {
		o.confirm, o.confirmed = word, true
		return nil
	})
}

// promised is a promise and who gives it.
type promised struct {
	by string
	identity.Promise
}

// guard hands out a profile's credentials if they are whose they have to be. Every command
// that hands out credentials for use does it through one.
type guard struct {
	*app
	guardOptions
	profile  *awsconfig.Profile
	rules    awsconfig.Rules
	source   *rolecreds.Source
	session  *awsconfig.SSOSession // that is behind them, nil for none
	promises []promised
}

// guardOf looks at the rules of a profile and at what is promised, without any call. What
// they rule out already is a *refusedError.
func (a *app) guardOf(profile *awsconfig.Profile, o guardOptions) (*guard, error) {
	rules, err := profile.Rules()
	if err != nil {
		return nil, &refusedError{err}
	}
	source, err := a.credentials()
	if err != nil {
		return nil, err
	}
	g := &guard{app: a, guardOptions: o, profile: profile, rules: rules, source: source}
	g.session, _ = source.Session(profile)
	g.always = g.always || rules != awsconfig.Rules{}
	source.Wary = g.always
	source.MinTTL = max(rules.MinTTL, o.minTTL)
	name := fmt.Sprintf("profile %q", profile.Name)
	g.promises = []promised{
		{name, g.promiseOfProfile()},
		{"a rule of " + name, identity.Promise{AccountID: rules.Account, Role: rules.Role, UserName: g.userOfCaller()}},
		{"the command line", identity.Promise{AccountID: o.account, Role: o.role}},
	}
	if err := g.contradiction(); err != nil {
		return nil, err
	}
	return g, g.checkConfirm()
}

// guarded gets credentials of a profile that its rules let out.
func (a *app) guarded(ctx context.Context, profile *awsconfig.Profile, o guardOptions) (rolecreds.Credentials, error) {
	g, err := a.guardOf(profile, o)
	if err != nil {
		return rolecreds.Credentials{}, err
	}
	return g.guarded(ctx)
}

// guarded gets credentials that the rules let out, unless a program waits for them that led
// here.
func (g *guard) guarded(ctx context.Context) (rolecreds.Credentials, error) {
	if err := g.source.CheckChain(g.profile.Name); err != nil {
		return rolecreds.Credentials{}, configurationError{err}
	}
	creds, caller, err := g.credentials(ctx)
	if err == nil {
		err = g.askConfirm(ctx, caller)
	}
	if err != nil {
		return rolecreds.Credentials{}, err
	}
	return creds, nil
}

// promiseOfProfile is what the settings say of the credentials: a role that is assumed, or
// else an account and a permission set of IAM Identity Center, in the partition of its region.
func (g *guard) promiseOfProfile() identity.Promise {
	if arn, ok := g.profile.Get("role_arn"); ok {
		promise, _ := identity.RoleOf(arn)
		return promise
	}
	p, ok, err := g.source.Config.SSOProfile(g.profile.Name)
	if err != nil || !ok {
		return identity.Promise{}
	}
	return identity.Promise{Partition: identity.PartitionOf(p.Session.Region), AccountID: p.AccountID, PermissionSet: p.RoleName}
}

// userOfCaller is the person whom the credentials have to name. Those of a role that is
// assumed name nobody: checkUser asks who signed in.
func (g *guard) userOfCaller() string {
	if g.asksSignIn() {
		return ""
	}
	return g.rules.User
}

func (g *guard) asksSignIn() bool {
	_, assumes := g.profile.Get("role_arn")
	return assumes && g.session != nil
}

// contradiction refuses promises that nobody could keep together.
func (g *guard) contradiction() error {
	for i, p := range g.promises {
		for _, q := range g.promises[i+1:] {
			if p.Contradicts(q.Promise) {
				return &refusedError{&contradictionError{p, q}}
			}
		}
	}
	return nil
}

// promisedAccount is the account that somebody promises, "" if nobody does.
func (g *guard) promisedAccount() string {
	for _, p := range g.promises {
		if p.AccountID != "" {
			return p.AccountID
		}
	}
	return ""
}

// credentials gets credentials, and checks whose they are. Errors are those of
// rolecreds.Source.Profile, those of a call to STS, and a *refusedError.
func (g *guard) credentials(ctx context.Context) (rolecreds.Credentials, identity.Caller, error) {
	for again := false; ; again = true {
		creds, err := g.source.Profile(ctx, g.profile)
		if err != nil || !g.always {
			return creds, identity.Caller{}, err
		}
		caller, err := g.identify(ctx, creds)
		forgotten := awsapi.IsCode(err, awsapi.CodeExpiredCredentials) && g.source.Forget(creds)
		if forgotten && !again {
			continue
		}
		if err == nil {
			err = g.check(ctx, caller)
		}
		if err != nil {
			return rolecreds.Credentials{}, identity.Caller{}, err
		}
		return creds, caller, nil
	}
}

// identify answers whose credentials are, from what is remembered of them or from STS.
func (g *guard) identify(ctx context.Context, creds rolecreds.Credentials) (identity.Caller, error) {
	record := g.source.Records.Get(creds.AccessKeyID)
	if record.Caller.ARN != "" && !g.verify {
		return record.Caller, nil
	}
	caller, err := g.askSTS(ctx, g.callRegion(), creds.Credentials)
	if err != nil {
		return identity.Caller{}, err
	}
	g.source.Remember(creds, g.session, caller)
	return caller, nil
}

// askSTS asks whose credentials are, and takes no answer that contradicts itself.
func (a *app) askSTS(ctx context.Context, region string, creds awsapi.Credentials) (identity.Caller, error) {
	id, err := a.api().GetCallerIdentity(ctx, region, creds)
	if err != nil {
		return identity.Caller{}, err
	}
	caller, err := identity.ParseCaller(id.ARN)
	if err == nil && caller.AccountID != id.Account {
		err = fmt.Errorf("STS says that the credentials are of account %s and are %s", id.Account, id.ARN)
	}
	if err != nil {
		return identity.Caller{}, &refusedError{err}
	}
	return caller, nil
}

// callRegion is where STS is asked: what the command line says, or the profile; else where
// the session is, which is in the right partition.
func (g *guard) callRegion() string {
	region := g.global.region
	if region == "" {
		region, _ = g.profile.Get("region")
	}
	if region == "" && g.session != nil {
		region = g.session.Region
	}
	if region == "" {
		region = g.profile.Region("", g.lookupEnv)
	}
	if region == "" {
		region = awsapi.RegionGlobal
	}
	return region
}

// check holds the caller against every promise, and the sign-in against fob_expect_user.
func (g *guard) check(ctx context.Context, caller identity.Caller) error {
	for _, p := range g.promises {
		if err := p.Check(p.by, caller); err != nil {
			return &refusedError{err}
		}
	}
	if g.rules.User == "" || !g.asksSignIn() {
		return nil
	}
	return g.checkUser(ctx)
}

// checkUser refuses a role that was assumed by somebody else than fob_expect_user, or by
// nobody knows whom.
func (g *guard) checkUser(ctx context.Context) error {
	signIn, _ := g.source.Tokens.SignIn(*g.session)
	if signIn.UserName == "" {
		t, err := g.source.Tokens.AccessToken(ctx, *g.session)
		if err != nil {
			return err
		}
		if signIn.UserName, err = g.whoSignedIn(ctx, *g.session, t.AccessToken); err != nil {
			return &refusedError{&userUnknownError{g.rules.User, err}}
		}
		g.source.Tokens.Learn(*g.session, g.source.Tokens.SignInOf(*g.session, t).ID, signIn.UserName)
	}
	if signIn.UserName != g.rules.User {
		return &refusedError{&userError{g.rules.User, signIn.UserName}}
	}
	return nil
}
