package ssotoken

import (
	"context"
	"errors"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/oauth2term"
)

// Source hands out access tokens, refreshing them as they run out.
type Source struct {
	Store Store
	API   *awsapi.Client
	Now   func() time.Time
	Turns lockfile.Turns // of the processes that change a session, in ~/.aws/fob
	// Waiting is told what another process is at whose result this one waits for. It takes a
	// person if it says until when. Required.
	Waiting func(session awsconfig.SSOSession, theirs lockfile.Work)
}

// AccessToken returns a token of the session that is good now, refreshed if it
// runs out before long and can be (RFC 6749 §6). Tokens of legacy profiles are never
// refreshed, as in the AWS CLI. Errors: *NotSignedInError, *EndedError, *RefreshError.
func (s *Source) AccessToken(ctx context.Context, session awsconfig.SSOSession) (Token, error) {
	t, err := s.Store.Token(session)
	if s.needsPerson(session, t, err) {
		waited, failure := s.AwaitSignIn(ctx, session)
		if failure != nil {
			return Token{}, failure
		}
		if waited {
			t, err = s.Store.Token(session)
		}
	}
	if err != nil {
		return Token{}, err
	}
	now := s.Now()
	expired := !t.ExpiresAt.After(now)
	switch {
	case expired && !t.refreshable(session, now):
		return Token{}, &EndedError{Session: session, ExpiresAt: t.ExpiresAt}
	case !s.Store.runsOut(session, t, now) || !t.refreshable(session, now):
		return t, nil
	}
	fresh, err := s.refreshInTurn(ctx, session, t)
	expired = !t.ExpiresAt.After(s.Now()) // it may have run out while others were waited for
	switch {
	case err == nil:
		return fresh, nil
	case ctx.Err() != nil, errors.As(err, new(*NotSignedInError)):
		return Token{}, err
	case !expired:
		s.Store.Warn(&RefreshError{session, t.ExpiresAt, err})
		return t, nil
	case refusesRefresh(err):
		return Token{}, &EndedError{session, t.ExpiresAt, err}
	}
	return Token{}, &RefreshError{Session: session, Err: err}
}

// refreshable reports whether the file holds all that a refresh takes.
func (t Token) refreshable(session awsconfig.SSOSession, now time.Time) bool {
	return !session.Legacy() && t.RefreshToken != "" && t.ClientID != "" && t.ClientSecret != "" &&
		t.RegistrationExpiresAt.After(now)
}

// refusesRefresh reports that the session is over: the service says so, or there is nothing
// to refresh it with.
func refusesRefresh(err error) bool {
	return errors.As(err, new(*EndedError)) || awsapi.IsCode(err, awsapi.CodeInvalidGrant) || awsapi.IsCode(err, awsapi.CodeInvalidClient) || awsapi.IsCode(err, awsapi.CodeExpiredToken)
}

// refresh spends t's refresh token, once there is a place for the one that follows it: who
// cannot write that down is signed out. A fresh token that cannot be written down after all
// is handed out all the same. Who signs out while the service is asked has the last word.
func (s *Source) refresh(ctx context.Context, session awsconfig.SSOSession, t Token) (Token, error) {
	next, err := s.Store.prepareToken(session)
	if err != nil {
		return Token{}, err
	}
	set, err := s.API.CreateToken(ctx, session.Region, awsapi.Grant{
		ClientID: t.ClientID, ClientSecret: t.ClientSecret,
		GrantType: oauth2term.GrantRefreshToken, RefreshToken: t.RefreshToken,
	})
	if err != nil {
		next.Discard()
		return Token{}, err
	}
	if s.Store.signedOut(session) {
		next.Discard()
		return Token{}, &NotSignedInError{Session: session}
	}
	signIn := s.SignInOf(session, t)
	t.StartURL, t.Region = session.StartURL, session.Region
	t.AccessToken, t.ExpiresAt, t.Lifetime = set.AccessToken, s.Now().Add(set.ExpiresIn), set.ExpiresIn
	if set.RefreshToken != "" { // an answer without one leaves the old one valid (RFC 6749 §6)
		t.RefreshToken = set.RefreshToken
	}
	if err := s.Store.commitToken(session, next, t); err != nil {
		s.Store.Warn(err)
	}
	s.note(session, signIn, t)
	return t, nil
}
