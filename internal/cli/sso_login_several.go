package cli

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// errNoSessions means that --all finds nothing.
var errNoSessions = errors.New("the config file has no sso-session and no profile with an sso_start_url")

// loginTarget is one of several things to sign in to: the session of a profile, or the
// one named.
type loginTarget struct{ profile, session string }

func (t loginTarget) String() string {
	if t.session != "" {
		return t.session
	}
	return "profile " + t.profile
}

// loginOutcome is what became of a target.
type loginOutcome struct {
	target loginTarget
	said   string // of a sign-in that there is
	err    error
}

// ssoLoginSeveral signs in to several sessions, one after the other. What goes wrong
// with one is said at once and does not keep it from the others.
func (a *app) ssoLoginSeveral(ctx context.Context, o ssoLoginOptions) error {
	targets, err := a.loginTargets(o)
	if err != nil {
		return err
	}
	var outcomes []loginOutcome
	done := map[string]bool{}
	for _, target := range targets {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		outcome, fresh := a.logInTo(ctx, target, o, done)
		if outcome.err != nil && ctx.Err() != nil {
			return outcome.err
		}
		if fresh {
			outcomes = append(outcomes, outcome)
		}
	}
	return a.summarise(outcomes)
}

func (a *app) loginTargets(o ssoLoginOptions) (targets []loginTarget, err error) {
	for _, name := range o.profiles {
		targets = append(targets, loginTarget{profile: name})
	}
	for _, name := range o.ssoSessions {
		targets = append(targets, loginTarget{session: name})
	}
	if !o.all {
		return targets, nil
	}
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	for _, name := range config.SSOSessionNames() {
		targets = append(targets, loginTarget{session: name})
	}
	for _, name := range config.LegacyProfileNames() {
		targets = append(targets, loginTarget{profile: name})
	}
	if len(targets) == 0 {
		return nil, configurationError{errNoSessions}
	}
	return targets, nil
}

// logInTo signs in to a target; fresh is false for a session that is done already.
func (a *app) logInTo(ctx context.Context, target loginTarget, o ssoLoginOptions, done map[string]bool) (outcome loginOutcome, fresh bool) {
	a = a.as(target.profile)
	outcome.target = target
	session, err := a.loginSession(target.session)
	if err == nil {
		key := ssotoken.Key(session)
		if done[key] {
			return outcome, false
		}
		if len(done) > 0 {
			a.say("\n")
		}
		done[key] = true
		outcome.target.session = session.Name
		outcome.said, err = a.logIn(ctx, session, o)
	}
	if err != nil && ctx.Err() == nil {
		a.report(err)
	}
	outcome.err = err
	return outcome, true
}

// as is the app as --profile would have it, for what that chooses besides the session:
// endpoints and certificates.
func (a *app) as(profile string) *app {
	if profile == "" {
		return a
	}
	b := newApp(a.Env)
	b.global, b.global.profile = a.global, profile
	b.home, b.config, b.warned = a.home, a.config, a.warned
	return b
}

// summarise says what became of each, and chooses the exit code: that of the first
// failure.
func (a *app) summarise(outcomes []loginOutcome) error {
	var failure error
	width, failed := 0, 0
	for _, o := range outcomes {
		width = max(width, utf8.RuneCountInString(termui.Clean(o.target.String())))
		if o.err != nil {
			failed++
			if failure == nil {
				failure = silentError(codeOf(o.err))
			}
		}
	}
	summary := fmt.Sprintf("\nSigned in to %d of %d:\n", len(outcomes)-failed, len(outcomes))
	for _, o := range outcomes {
		said := o.said
		if o.err != nil {
			said = "failed: " + termui.CleanMessage(o.err.Error())
		}
		summary += fmt.Sprintf("  %-*s  %s\n", width, termui.Clean(o.target.String()), said)
	}
	a.say(summary)
	return failure
}
