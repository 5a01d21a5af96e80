package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// defaultMinTTL is for how long --if-needed wants an access token to last: as long as
// others use one without refreshing it.
const defaultMinTTL = 15 * time.Minute

type ssoLoginOptions struct {
	signinOptions
	ssoSession  string
	profiles    []string
	ssoSessions []string
	all         bool
	ifNeeded    bool
	minTTL      time.Duration
}

func newSSOLogin(a *app) *cobra.Command {
	o := ssoLoginOptions{minTTL: defaultMinTTL}
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to a session of IAM Identity Center",
		Long: `Sign in to the sso-session of a profile, or to the one named.

A browser on this device opens on the sign-in page and comes back to fob on 127.0.0.1 (authorization code with
PKCE). With --use-device-code, and always for older profiles without an sso-session, you enter a code in a
browser anywhere instead: approve only what you started yourself. What is about to be approved is said first, on
stderr; stdout is as the AWS CLI's. What the sign-in obtains is stored where the AWS CLI and the SDKs look for it.

It always makes a new sign-in. With --if-needed it makes none where the access token lasts for --min-ttl (15m), and
refreshes one that can be refreshed; then it exits with 0, says so on stderr, and stdout stays empty: what stands
there is always a sign-in that was made.

--profiles, --sso-sessions and --all sign in to several sessions, one after the other and to each once, and end
with a summary on stderr. If one fails the others are still tried, and the exit code is that of the first failure.

Over SSH, in a container or without a display no browser is opened, unless BROWSER names one. fob then says what
leads back: a port to forward with ssh (--redirect-port chooses it, --redirect-port 8400,8401 the first free one),
pasting the address that a browser elsewhere ended on, or a device code. A phone that scans --qr signs in by device
code; by PKCE the address that it ends on has to be pasted.`,
		Example: `  fob sso login --profile dev
  fob sso login --sso-session corp
  fob sso login --profile dev --use-device-code --no-browser
  fob sso login --profile dev --if-needed --min-ttl 1h
  fob sso login --all --if-needed
  fob sso login --profile dev --use-device-code --qr`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(cmd); err != nil {
				return err
			}
			if o.several() {
				return a.ssoLoginSeveral(cmd.Context(), o)
			}
			return a.ssoLogin(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.ssoSession, "sso-session", "", "sign in to the sso-session `NAME` instead of the profile's")
	fromAWS(flags, "sso-session")
	o.signinOptions.add(flags)
	flags.BoolVar(&o.ifNeeded, "if-needed", false, "sign in only if the access token does not last and cannot be refreshed")
	flags.Func("min-ttl", "with --if-needed: for how long the access token has to last, as `DURATION`; 15m if not given", func(text string) (err error) {
		o.minTTL, err = positive(text)
		return err
	})
	flags.Func("profiles", "sign in to the sessions of several profiles, `NAME,NAME`", addNames(&o.profiles))
	flags.Func("sso-sessions", "sign in to several sso-sessions, `NAME,NAME`", addNames(&o.ssoSessions))
	flags.BoolVar(&o.all, "all", false, "sign in to every sso-session and older SSO profile of the config file")
	return cmd
}

// check refuses options that contradict each other.
func (o *ssoLoginOptions) check(cmd *cobra.Command) error {
	var choosing []string
	for _, name := range []string{"sso-session", "profiles", "sso-sessions", "all"} {
		if cmd.Flags().Changed(name) {
			choosing = append(choosing, "--"+name)
		}
	}
	if o.several() && cmd.Flags().Changed("profile") {
		choosing = append(choosing, "--profile")
	}
	switch {
	case len(choosing) > 1:
		return &usageError{strings.Join(choosing, " and ") + " cannot be used together"}
	case cmd.Flags().Changed("min-ttl") && !o.ifNeeded:
		return &usageError{"--min-ttl is for --if-needed"}
	case len(o.redirectPorts) > 0 && o.useDeviceCode:
		return &usageError{"--redirect-port is for a browser that comes back, and with --use-device-code none does"}
	}
	return nil
}

// addNames reads a list of names.
func addNames(to *[]string) func(string) error {
	return func(text string) error {
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.TrimSpace(name); name == "" {
				return errors.New("a name is empty")
			}
			*to = append(*to, name)
		}
		return nil
	}
}

// several tells whether there is a list of sessions to sign in to, of one even.
func (o *ssoLoginOptions) several() bool { return o.all || o.profiles != nil || o.ssoSessions != nil }

func (a *app) ssoLogin(ctx context.Context, o ssoLoginOptions) error {
	session, err := a.loginSession(o.ssoSession)
	if err != nil {
		return err
	}
	_, err = a.logIn(ctx, session, o)
	return err
}

// logIn signs in to a session, or not where that is not needed, and returns what it says
// of it on stderr or in a summary.
func (a *app) logIn(ctx context.Context, session awsconfig.SSOSession, o ssoLoginOptions) (string, error) {
	var needed *ssotoken.Token
	if o.ifNeeded {
		standing, t, err := a.ensure(ctx, session, o.minTTL)
		if standing != "" || err != nil {
			return standing, err
		}
		needed = &t
	}
	t, err := a.signIn(ctx, session, o.signinOptions, needed)
	if err != nil {
		return "", err
	}
	if err := a.keepRegion(ctx, session, t.Region); err != nil {
		return "", err
	}
	return "signed in until " + cachefile.FormatTime(t.ExpiresAt), a.print(fmt.Sprintf("Successfully logged into Start URL: %s\n", session.StartURL))
}

// ensure does what takes no person, and says so; "" is for a sign-in that is needed, with
// the token that does not do.
func (a *app) ensure(ctx context.Context, session awsconfig.SSOSession, minTTL time.Duration) (said string, t ssotoken.Token, err error) {
	tokens, err := a.tokens()
	if err != nil {
		return "", t, err
	}
	standing, t, err := tokens.Ensure(ctx, session, minTTL)
	switch {
	case err != nil:
		return "", t, err
	case standing == ssotoken.Lasting:
		said = "still signed in until " + cachefile.FormatTime(t.ExpiresAt)
	case standing == ssotoken.Refreshed:
		said = "refreshed, signed in until " + cachefile.FormatTime(t.ExpiresAt)
	default:
		return "", t, nil
	}
	a.say(fmt.Sprintf("%s: %s\n", termui.Clean(ssotoken.Describe(session)), said))
	return said, t, nil
}

// keepRegion writes the region into the config that a start URL of one's own turned out
// to be in, as the AWS CLI does.
func (a *app) keepRegion(ctx context.Context, session awsconfig.SSOSession, region string) error {
	if region == session.Region {
		return nil
	}
	place := awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: session.Name, Key: "sso_region"}
	if session.Legacy() {
		place.Kind, place.Name = awsconfig.KindProfile, session.Profile
	}
	if err := a.edit(ctx, awsconfig.Edit{Place: place, Value: region}); err != nil {
		return fmt.Errorf("signed in, but the region %s was not kept: %w", region, err)
	}
	return a.print(fmt.Sprintf("SSO region updated to %s\n", region))
}

// loginSession decides which session to sign in to. The AWS CLI calls what is wrong
// with its settings a configuration error, but not a profile that is not there.
func (a *app) loginSession(named string) (awsconfig.SSOSession, error) {
	config, err := a.config()
	if err != nil {
		return awsconfig.SSOSession{}, err
	}
	profile, err := a.activeProfile()
	if err != nil {
		return awsconfig.SSOSession{}, err
	}
	session, err := config.LoginSession(profile.Name, named)
	if err != nil {
		return awsconfig.SSOSession{}, configurationError{err}
	}
	return session, nil
}
