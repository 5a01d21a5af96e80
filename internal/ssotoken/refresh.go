package ssotoken

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/oauth2term"
)

// Source hands out access tokens, refreshing them as they run out.
type Source struct {
	Store Store
	API   *awsapi.Client
	Now   func() time.Time
}

// EndedError means that the session is over: it ran out and cannot be refreshed,
// or the service no longer knows it. Only a new sign-in helps. ExpiresAt is UTC,
// and zero where the service ended the session early; Err is the service's word,
// if it was asked.
type EndedError struct {
	Session   awsconfig.SSOSession
	ExpiresAt time.Time
	Err       error
}

func (e *EndedError) Error() string {
	what := "the sign-in to " + Describe(e.Session)
	if e.ExpiresAt.IsZero() {
		return what + " has been ended by the service"
	}
	return fmt.Sprintf("%s expired at %s", what, cachefile.FormatTime(e.ExpiresAt))
}

func (e *EndedError) Unwrap() error { return e.Err }

// RefreshError means that a session ran out and nobody could say whether it goes on:
// the refresh was not answered, or not to the point.
type RefreshError struct {
	Session awsconfig.SSOSession
	Err     error
}

func (e *RefreshError) Error() string {
	return fmt.Sprintf("refresh the sign-in to %s: %v", Describe(e.Session), e.Err)
}

func (e *RefreshError) Unwrap() error { return e.Err }

// AccessToken returns a token of the session that is good now, refreshed if it
// runs out within 15 minutes and can be (RFC 6749 §6). Tokens of legacy profiles are never
// refreshed, as in the AWS CLI. Errors: *NotSignedInError, *EndedError, *RefreshError.
func (s *Source) AccessToken(ctx context.Context, session awsconfig.SSOSession) (Token, error) {
	t, err := s.Store.Token(session)
	if err != nil {
		return Token{}, err
	}
	now := s.Now()
	if t.ExpiresAt.Sub(now) >= expiryWindow {
		return t, nil
	}
	expired := !t.ExpiresAt.After(now)
	if !t.refreshable(session, now) {
		if expired {
			return Token{}, &EndedError{Session: session, ExpiresAt: t.ExpiresAt}
		}
		return t, nil
	}
	fresh, err := s.refresh(ctx, session, t)
	switch {
	case err == nil:
		return fresh, nil
	case ctx.Err() != nil:
		return Token{}, err
	case !expired:
		s.Store.Warn(fmt.Errorf("the sign-in to %s could not be refreshed and goes on until %s: %w", Describe(session), cachefile.FormatTime(t.ExpiresAt), err))
		return t, nil
	case refusesRefresh(err):
		return Token{}, &EndedError{session, t.ExpiresAt, err}
	}
	return Token{}, &RefreshError{session, err}
}

// refreshable reports whether the file holds all that a refresh takes.
func (t Token) refreshable(session awsconfig.SSOSession, now time.Time) bool {
	return !session.Legacy() && t.RefreshToken != "" && t.ClientID != "" && t.ClientSecret != "" &&
		t.RegistrationExpiresAt.After(now)
}

// refusesRefresh reports that the service answered a refresh, and that the session is over.
func refusesRefresh(err error) bool {
	return awsapi.IsCode(err, awsapi.CodeInvalidGrant) || awsapi.IsCode(err, awsapi.CodeInvalidClient) || awsapi.IsCode(err, awsapi.CodeExpiredToken)
}

// refresh spends t's refresh token. A fresh token that cannot be written down is
// handed out all the same: the old one is spent.
func (s *Source) refresh(ctx context.Context, session awsconfig.SSOSession, t Token) (Token, error) {
	set, err := s.API.CreateToken(ctx, session.Region, awsapi.Grant{
		ClientID: t.ClientID, ClientSecret: t.ClientSecret,
		GrantType: oauth2term.GrantRefreshToken, RefreshToken: t.RefreshToken,
	})
	if err != nil {
		return Token{}, err
	}
	t.StartURL, t.Region = session.StartURL, session.Region
	t.AccessToken, t.ExpiresAt = set.AccessToken, s.Now().Add(set.ExpiresIn)
	if set.RefreshToken != "" { // an answer without one leaves the old one valid (RFC 6749 §6)
		t.RefreshToken = set.RefreshToken
	}
	if err := s.Store.PutToken(session, t); err != nil {
		s.Store.Warn(err)
	}
	return t, nil
}

// Ended turns the portal's refusal of an access token into an *EndedError, and
// returns any other error as it is.
func Ended(session awsconfig.SSOSession, err error) error {
	var service *awsapi.ServiceError
	if errors.As(err, &service) && (service.Code == awsapi.CodeUnauthorized || service.StatusCode == 401) {
		return &EndedError{Session: session, Err: err}
	}
	return err
}
