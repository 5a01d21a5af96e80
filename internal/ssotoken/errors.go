package ssotoken

import (
	"errors"
	"fmt"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/termui"
)

// NotSignedInError means that the session has no sign-in that could be used.
// Reason tells why a file that is there does not count, "" where there is none.
type NotSignedInError struct {
	Session awsconfig.SSOSession
	Reason  string
}

func (e *NotSignedInError) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("not signed in to %s: %s", Describe(e.Session), e.Reason)
	}
	return "not signed in to " + Describe(e.Session)
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

// RefreshError means that a session was to be refreshed and nobody could say whether it goes
// on: the refresh was not answered, or not to the point. Until is when the access token that
// there is ends, zero where it has run out.
type RefreshError struct {
	Session awsconfig.SSOSession
	Until   time.Time
	Err     error
}

func (e *RefreshError) Error() string {
	what := "has run out and could not be refreshed"
	if !e.Until.IsZero() {
		what = "could not be refreshed and goes on until " + cachefile.FormatTime(e.Until)
	}
	return fmt.Sprintf("the sign-in to %s %s: %v", Describe(e.Session), what, e.Err)
}

func (e *RefreshError) Unwrap() error { return e.Err }

// CallError says of which session a call was that failed. Err is what awsapi said.
type CallError struct {
	Session awsconfig.SSOSession
	Err     error
}

func (e *CallError) Error() string { return fmt.Sprintf("%s: %v", Describe(e.Session), e.Err) }
func (e *CallError) Unwrap() error { return e.Err }

// Explain says what the failure of a call with the session's access token means: an
// *EndedError where the portal does not take the token, else a *CallError.
func Explain(session awsconfig.SSOSession, err error) error {
	service, ok := errors.AsType[*awsapi.ServiceError](err)
	if ok && (service.Code == awsapi.CodeUnauthorized || service.StatusCode == 401) {
		return &EndedError{Session: session, Err: err}
	}
	return &CallError{session, err}
}

// Describe names a session in a sentence, and the profile that it was asked for by.
func Describe(session awsconfig.SSOSession) string {
	switch {
	case session.Legacy():
		return fmt.Sprintf("%s (profile %q)", termui.Short(session.StartURL), termui.Short(session.Profile))
	case session.Profile != "":
		return fmt.Sprintf("sso-session %q (profile %q)", termui.Short(session.Name), termui.Short(session.Profile))
	}
	return fmt.Sprintf("sso-session %q", termui.Short(session.Name))
}
