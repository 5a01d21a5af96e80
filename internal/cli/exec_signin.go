package cli

import (
	"context"
	"errors"
	"fmt"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// ensureSignIn sees to it that the sign-in behind the profile lasts. It needs a person where
// it cannot be refreshed. Trouble with a refresh is not the end: the credentials may be there.
func (g *guard) ensureSignIn(ctx context.Context) error {
	if g.session == nil {
		return nil
	}
	standing, t, err := g.source.Tokens.Ensure(ctx, *g.session, g.source.MinTTL)
	nobody := !g.Interactive && g.Screen == nil
	if err == nil && standing == ssotoken.SignInNeeded && nobody {
		standing, t, err = g.awaitSignIn(ctx, t)
	}
	switch {
	case errors.As(err, new(*ssotoken.RefreshError)):
		g.warn(err)
		return nil
	case err != nil, standing != ssotoken.SignInNeeded:
		return err
	case nobody:
		return signInNeeded(notSignedIn(*g.session, t))
	}
	talking := g.app.as(g.profile.Name)
	talking.Stdout = g.Stderr // stdout is the program's
	g.say(fmt.Sprintf("%s needs a sign-in.\n", termui.Clean(ssotoken.Describe(*g.session))))
	_, err = talking.signIn(ctx, *g.session, signinOptions{expectUser: g.rules.User}, &t)
	return err
}

// awaitSignIn waits for the person who may be signing in at another process, and looks again
// how it stands then; until then it stands with the token t.
func (g *guard) awaitSignIn(ctx context.Context, t ssotoken.Token) (ssotoken.Standing, ssotoken.Token, error) {
	waited, err := g.source.Tokens.AwaitSignIn(ctx, *g.session)
	if err != nil || !waited {
		return ssotoken.SignInNeeded, t, err
	}
	return g.source.Tokens.Ensure(ctx, *g.session, g.source.MinTTL)
}

// notSignedIn says why the token that there is does not do.
func notSignedIn(session awsconfig.SSOSession, t ssotoken.Token) error {
	if t.AccessToken == "" {
		return &ssotoken.NotSignedInError{Session: session}
	}
	return &ssotoken.EndedError{Session: session, ExpiresAt: t.ExpiresAt}
}

// signInNeeded marks the errors that only a new sign-in makes good.
func signInNeeded(err error) error {
	if errors.As(err, new(*ssotoken.NotSignedInError)) || errors.As(err, new(*ssotoken.EndedError)) {
		return &signInNeededError{err}
	}
	return err
}
