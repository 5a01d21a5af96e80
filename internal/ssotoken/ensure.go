package ssotoken

import (
	"context"
	"errors"
	"time"

	"fob.example/fob/internal/awsconfig"
)

// Standing is how it stands with a session that was to be signed in to for a while.
type Standing int

// What there may have been to do.
const (
	SignInNeeded Standing = iota // only a person can: nobody signed in, or the sign-in is over
	Lasting                      // nothing: the sign-in lasts as long as it has to
	Refreshed                    // a refresh, which was done
)

// Ensure sees to it, as far as that takes no person, that the session is signed in to for
// minTTL from now: a token that lasts is left alone, another is refreshed if it can be. A
// refreshed token may last for less than minTTL, and counts: a new sign-in would get no
// longer one. Where only a person can, the token is the one that does not do, if there is
// one. Where a refresh was not answered, or not to the point, nobody knows whether
// a person is needed: the error is a *RefreshError.
func (s *Source) Ensure(ctx context.Context, session awsconfig.SSOSession, minTTL time.Duration) (Standing, Token, error) {
	return s.ensure(ctx, session, func(t Token, now time.Time) bool {
		left := t.ExpiresAt.Sub(now)
		return left > 0 && left >= minTTL
	})
}

// EnsureMost is Ensure for who comes again and again. A token that has three quarters of its life
// before it counts, too, where that life is shorter than minTTL: it would be refreshed each time,
// for hardly a longer one.
func (s *Source) EnsureMost(ctx context.Context, session awsconfig.SSOSession, minTTL time.Duration) (Standing, Token, error) {
	return s.ensure(ctx, session, func(t Token, now time.Time) bool {
		left := t.ExpiresAt.Sub(now)
		if left <= 0 || left >= minTTL {
			return left > 0
		}
		lifetime, known := s.Store.lifetime(session, t)
		return known && lifetime < minTTL && left >= lifetime*3/4
	})
}

func (s *Source) ensure(ctx context.Context, session awsconfig.SSOSession, lasts func(Token, time.Time) bool) (Standing, Token, error) {
	t, err := s.Store.Token(session)
	var never *NotSignedInError
	switch now := s.Now(); {
	case errors.As(err, &never):
		return SignInNeeded, Token{}, nil
	case err != nil:
		return SignInNeeded, Token{}, err
	case lasts(t, now):
		return Lasting, t, nil
	case !t.refreshable(session, now):
		return SignInNeeded, t, nil
	}
	fresh, err := s.refreshInTurn(ctx, session, t)
	switch {
	case err == nil:
		return Refreshed, fresh, nil
	case ctx.Err() != nil:
		return SignInNeeded, Token{}, err
	case errors.As(err, &never): // somebody signed out meanwhile
		return SignInNeeded, Token{}, nil
	case refusesRefresh(err):
		return SignInNeeded, t, nil
	}
	failure := &RefreshError{Session: session, Err: err}
	if t.ExpiresAt.After(s.Now()) {
		failure.Until = t.ExpiresAt
	}
	return SignInNeeded, Token{}, failure
}
