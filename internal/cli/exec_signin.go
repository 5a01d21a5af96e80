package cli

import (
	"context"
	"errors"
	"fmt"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// credentialsOfPerson is credentials after a person has signed in, if that is needed and
// one is there. That it is may come out only when the service is asked: it can end a sign-in
// before its time.
func (g *guard) credentialsOfPerson(ctx context.Context) (rolecreds.Credentials, identity.Caller, error) {
	if err := g.ensureSignIn(ctx); err != nil {
		return rolecreds.Credentials{}, identity.Caller{}, err
	}
	creds, caller, err := g.credentials(ctx)
	if g.session == nil || !errors.As(err, new(*ssotoken.EndedError)) || g.nobody() {
		return creds, caller, err
	}
	t, _ := g.source.Tokens.Store.Token(*g.session) // the one that is over, or that of somebody who was faster
	if err := g.signInPerson(ctx, t); err != nil {
		return rolecreds.Credentials{}, identity.Caller{}, err
	}
	return g.credentials(ctx)
}

// nobody reports whether there is no terminal that a person could be at.
func (g *guard) nobody() bool { return !g.Interactive && g.Screen == nil }

// ensureSignIn sees to it that the sign-in behind the profile lasts. It needs a person where
// it cannot be refreshed. Trouble with a refresh is not the end: the credentials may be there.
func (g *guard) ensureSignIn(ctx context.Context) error {
	if g.session == nil {
		return nil
	}
	standing, t, err := g.source.Tokens.EnsureMost(ctx, *g.session, g.source.MinTTL)
	if err == nil && standing == ssotoken.SignInNeeded && g.nobody() {
		standing, t, err = g.awaitSignIn(ctx, t)
	}
	switch {
	case errors.As(err, new(*ssotoken.RefreshError)):
		g.warn(err)
		return nil
	case err != nil, standing != ssotoken.SignInNeeded:
		return err
	case g.nobody():
		return signInNeeded(notSignedIn(*g.session, t))
	}
	return g.signInPerson(ctx, t)
}

// signInPerson has the person sign in for whom the token t does not do.
func (g *guard) signInPerson(ctx context.Context, t ssotoken.Token) error {
	talking := g.app.as(g.profile.Name)
	talking.Stdout = g.Stderr // stdout is the program's
	g.say(fmt.Sprintf("%s needs a sign-in.\n", termui.Clean(ssotoken.Describe(*g.session))))
	_, err := talking.signIn(ctx, *g.session, signinOptions{indirect: true, expectUser: g.rules.User}, &t)
	return err
}

// awaitSignIn waits for the person who may be signing in at another process, and looks again
// how it stands then; until then it stands with the token t.
func (g *guard) awaitSignIn(ctx context.Context, t ssotoken.Token) (ssotoken.Standing, ssotoken.Token, error) {
	waited, err := g.source.Tokens.AwaitSignIn(ctx, *g.session)
	if err != nil || !waited {
		return ssotoken.SignInNeeded, t, err
	}
	return g.source.Tokens.EnsureMost(ctx, *g.session, g.source.MinTTL)
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
