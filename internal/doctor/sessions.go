package doctor

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/nearest"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/signin"
)

// danglingSessions finds sessions that profiles name and that are not there.
func (v *view) danglingSessions() {
	for _, name := range v.sessions {
		if slices.Contains(v.config.SSOSessionNames(), name) {
			continue
		}
		users := v.usersOf(name)
		f := Finding{
			Check: "missing-session", Family: Session, Severity: Error,
			What:   fmt.Sprintf("%s the sso-session %q, which does not exist", naming(users), name),
			Why:    "nobody can sign in with it, and it gets no credentials",
			Remedy: SetUpSession{name},
		}
		if p, ok := v.config.Profile(users[0]); ok {
			f.Path, f.Line = v.atKey(p, "sso_session")
			if near := nearest.Name(name, v.config.SSOSessionNames()); near != "" && len(users) == 1 {
				f.Remedy = Set{awsconfig.Place{Kind: awsconfig.KindProfile, Name: p.Name, Key: "sso_session"}, near}
			}
		}
		v.find(f)
	}
}

// usersOf are the profiles to look at that name a session.
func (v *view) usersOf(session string) (names []string) {
	for _, p := range v.profiles {
		if named, ok := p.Get("sso_session"); ok && named == session {
			names = append(names, p.Name)
		}
	}
	return names
}

// naming begins a sentence about profiles that name something.
func naming(profiles []string) string {
	switch len(profiles) {
	case 1:
		return fmt.Sprintf("the profile %q names", profiles[0])
	case 2:
		return fmt.Sprintf("the profiles %q and %q name", profiles[0], profiles[1])
	case 3:
		return fmt.Sprintf("the profiles %q, %q and %q name", profiles[0], profiles[1], profiles[2])
	}
	return fmt.Sprintf("%d profiles, %q among them, name", len(profiles), profiles[0])
}

// sessionSettings finds what sessions lack, and what cannot be right in them.
func (v *view) sessionSettings() {
	for _, name := range v.sessions {
		if !slices.Contains(v.config.SSOSessionNames(), name) {
			continue
		}
		place := awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: name}
		session, err := v.config.LoginSession("", name)
		if err != nil {
			v.find(v.badSession(place, err))
			continue
		}
		v.region(session, place)
		v.scopes(session, place)
	}
}

func (v *view) badSession(place awsconfig.Place, err error) Finding {
	f := Finding{
		Check: "incomplete-session", Family: Session, Severity: Error, What: err.Error(),
		Why: "nobody can sign in to it", Remedy: SetUpSession{place.Name},
	}
	if len(v.usersOf(place.Name)) == 0 {
		f.Severity = Warning
	}
	if _, ok := errors.AsType[*awsconfig.StartURLError](err); ok {
		f.Check, place.Key = "bad-start-url", "sso_start_url"
	}
	f.Path, f.Line = v.at(place)
	return f
}

// region finds a region that is none, or not the one that the start URL is in.
func (v *view) region(session awsconfig.SSOSession, place awsconfig.Place) {
	place.Key = "sso_region"
	f := Finding{Check: "wrong-region", Family: Session, Severity: Error, Why: "a sign-in ends with an error page"}
	f.Path, f.Line = v.at(place)
	if err := awsapi.CheckRegion(session.Region); err != nil {
		f.What = fmt.Sprintf("sso_region of the sso-session %q: %v", session.Name, err)
		f.Remedy = SetUpSession{session.Name}
		v.find(f)
		return
	}
	if is := signin.RegionInHost(session.StartURL); is != "" && is != session.Region {
		f.What = fmt.Sprintf("the sso-session %q has the sso_region %s, and its start URL is in %s", session.Name, session.Region, is)
		f.Remedy, f.steps = Set{place, is}, v.edits(awsconfig.Edit{Place: place, Value: is})
		v.find(f)
	}
}

// scopes finds a session that cannot be refreshed, since it does not ask for that.
func (v *view) scopes(session awsconfig.SSOSession, place awsconfig.Place) {
	if slices.Contains(session.RegistrationScopes, oauth2term.ScopeAccountAccess) {
		return
	}
	place.Key = "sso_registration_scopes"
	f := Finding{Check: "missing-scope", Family: Session}
	f.Path, f.Line = v.at(place)
	value := strings.Join(append(slices.Clone(session.RegistrationScopes), oauth2term.ScopeAccountAccess), ",")
	f.Remedy, f.steps = Set{place, value}, v.edits(awsconfig.Edit{Place: place, Value: value})
	if session.RegistrationScopes == nil {
		f.Severity = Note
		f.What = fmt.Sprintf("the sso-session %q has no sso_registration_scopes", session.Name)
		f.Why = "what signs in by device code gets a sign-in that cannot be refreshed, so a person is needed more often"
	} else {
		f.Severity = Warning
		f.What = fmt.Sprintf("sso_registration_scopes of the sso-session %q lack %s", session.Name, oauth2term.ScopeAccountAccess)
		f.Why = "a sign-in without it may not get at accounts and roles"
	}
	v.find(f)
}
