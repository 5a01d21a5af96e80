package status

import (
	"cmp"
	"errors"
	"slices"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
)

// NoScopeError means that a session asks for no scope. Who signs in to it by a device code is
// given no refresh token then, so that the sign-in ends with its access token.
type NoScopeError struct{ Session string }

func (e *NoScopeError) Error() string {
	return "it has no sso_registration_scopes, so that a sign-in by device code cannot be refreshed"
}

// sessions collects them by what names them.
type sessions struct {
	list  []Session
	named map[key]int // their places in list
}

// key is the name of an sso-session, or the start URL of older profiles.
type key struct{ name, startURL string }

func keyOf(s awsconfig.SSOSession) key {
	if s.Legacy() {
		return key{startURL: s.StartURL}
	}
	return key{name: s.Name}
}

// add adds a session, and what is wrong with its settings.
func (all *sessions) add(session awsconfig.SSOSession, err error) {
	if all.named == nil {
		all.named = map[key]int{}
	}
	added := Session{SSOSession: session}
	if err != nil {
		added.State, added.Problems = Misconfigured, []error{err}
	}
	all.named[keyOf(session)] = len(all.list)
	all.list = append(all.list, added)
}

// of returns the session of a profile, or of the one behind it, which it adds if it is new.
func (all *sessions) of(config *awsconfig.Config, held *rolecreds.Held) *Session {
	session := awsconfig.SSOSession{Name: held.SessionName, StartURL: held.StartURL}
	at, known := all.named[keyOf(session)]
	if !known {
		profile := cmp.Or(held.Through, held.Profile)
		if session.Legacy() {
			session.Profile = profile
		}
		full, err := config.LoginSession(profile, session.Name)
		if err == nil || errors.As(err, new(*awsconfig.StartURLError)) {
			session = full
		}
		at = len(all.list)
		all.add(session, err)
	}
	held.Problems = slices.DeleteFunc(held.Problems, func(err error) bool { // said of the session
		return errors.As(err, new(*awsconfig.SessionNotFoundError))
	})
	return &all.list[at]
}
