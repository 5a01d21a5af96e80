// Package status says how it stands with the sign-ins of the config: their clocks, the
// profiles that share them, and what is wrong with any of them.
//
// It reads the cache files that the config leads to and no other, asks nobody, takes no
// lock and changes nothing.
package status

import (
	"slices"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
)

// State is how it stands with a sign-in.
type State string

// The states, of which the first two need no person.
const (
	SignedIn      State = "signed-in"     // the access token is good
	Refreshable   State = "refreshable"   // it has run out, and whoever needs it next refreshes it
	Expired       State = "expired"       // it has run out, and only a new sign-in helps
	SignedOut     State = "signed-out"    // there is none that counts
	Misconfigured State = "misconfigured" // the settings are not enough to sign in
)

// Session is how it stands with one sign-in. Name and StartURL are "" where the
// settings lack them.
type Session struct {
	awsconfig.SSOSession
	ssotoken.Clocks
	State    State
	Profiles []*rolecreds.Held // that share it, in the order of the config
}

// Usable tells whether no person is needed for the next call with it.
func (s *Session) Usable() bool { return s.State == SignedIn || s.State == Refreshable }

// Serves tells whether no person is needed for the next command of one of its profiles:
// credentials in the cache outlive the sign-in that bought them.
func (s *Session) Serves(held *rolecreds.Held) bool {
	return !held.Misconfigured && (held.Good || s.Usable())
}

// World is where to look. All of it is required.
type World struct {
	Config *awsconfig.Config
	Tokens ssotoken.Store  // its Warn is told nothing
	Roles  rolecreds.Cache // its Warn is told nothing
	Known  identity.Records
	Now    time.Time
}

// Sessions returns every sign-in that the config leads to: those of sso-sessions in file
// order, those that profiles name and that are not there, and those of older profiles,
// one for each start URL.
func (w World) Sessions() []Session {
	var all sessions
	for _, name := range w.Config.SSOSessionNames() {
		session, err := w.Config.LoginSession("", name)
		session.Name = name // also of one that lacks something
		all.add(session, err)
	}
	names := w.Config.ProfileNames()
	found, roles := make([]*rolecreds.Held, len(names)), w.roles()
	each(len(names), func(i int) {
		p, _ := w.Config.Profile(names[i])
		if held, ok := roles.Look(p); ok {
			found[i] = &held
		}
	})
	for _, held := range found {
		if held != nil {
			s := all.of(w.Config, held)
			s.Profiles = append(s.Profiles, held)
		}
	}
	tokens := w.Tokens.View()
	each(len(all.list), func(i int) { all.list[i].look(tokens, w.Now) })
	return all.list
}

// Of returns the sign-in of one profile, with no other profile in it. ok is false if the
// profile has none.
func (w World) Of(p *awsconfig.Profile) (session Session, ok bool) {
	held, ok := w.roles().Look(p)
	if !ok {
		return Session{}, false
	}
	var all sessions
	s := all.of(w.Config, &held)
	s.Profiles = []*rolecreds.Held{&held}
	s.look(w.Tokens.View(), w.Now)
	return *s, true
}

func (w World) roles() rolecreds.View {
	source := &rolecreds.Source{Config: w.Config, Cache: w.Roles, Records: w.Known}
	return source.View(w.Now)
}

// look adds the clocks of a session, and from them its state.
func (s *Session) look(tokens ssotoken.View, now time.Time) {
	if s.State == Misconfigured {
		return
	}
	s.Clocks = tokens.Clocks(s.SSOSession, now)
	if !s.Legacy() && len(s.RegistrationScopes) == 0 && !s.Refreshable {
		s.Problems = slices.Insert(s.Problems, 0, error(&NoScopeError{s.Name}))
	}
	for _, held := range s.Profiles {
		held.Settle(s.Clocks)
	}
	switch {
	case s.AccessToken.IsZero():
		s.State = SignedOut
	case s.AccessToken.After(now):
		s.State = SignedIn
	case s.Refreshable:
		s.State = Refreshable
	default:
		s.State = Expired
	}
}
