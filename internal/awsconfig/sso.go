package awsconfig

import (
	"strings"

	"fob.example/fob/internal/awsconfig/ini"
)

// SSOSession is what a sign-in needs to know, from a section [sso-session NAME]
// or from the keys of a legacy profile.
type SSOSession struct {
	Name               string   // "" for a legacy profile
	StartURL           string   // as configured, not resolved
	Region             string   // where Identity Center is, not where API calls go
	RegistrationScopes []string // nil when none are configured, and for a legacy profile
	Profile            string   // the profile that led here, for messages; "" when the session was named
}

// Legacy tells whether the settings stand in the profile itself.
func (s SSOSession) Legacy() bool { return s.Name == "" }

// SSOProfile is what it takes to get role credentials through Identity Center.
type SSOProfile struct {
	Session             SSOSession
	AccountID, RoleName string
}

// LoginSession answers what to sign in to: the session called sessionName unless
// that is "", else the session that the profile names, else the profile's own
// keys. No account or role is needed, and what profile and session disagree
// about does not matter.
//
// A missing default profile is one without settings. Errors:
// *ProfileNotFoundError, *SessionNotFoundError, *MissingKeysError,
// *StartURLError.
func (c *Config) LoginSession(profileName, sessionName string) (SSOSession, error) {
	if sessionName != "" {
		return c.loginNamed(SSOSession{Name: sessionName})
	}
	p, err := c.UseProfile(profileName, profileName != defaultProfile)
	if err != nil {
		return SSOSession{}, err
	}
	if name, ok := p.Get("sso_session"); ok {
		return c.loginNamed(SSOSession{Name: name, Profile: p.Name})
	}
	session := SSOSession{Profile: p.Name}
	if missing := session.fill(p.Get); missing != nil {
		return SSOSession{}, &MissingKeysError{Kind: KindProfile, Name: p.Name, Keys: missing}
	}
	_, err = ParseStartURL(session.StartURL)
	return session, err
}

// loginNamed completes a session of which only the name is known.
func (c *Config) loginNamed(session SSOSession) (SSOSession, error) {
	section, err := c.session(session.Name)
	if err != nil {
		return SSOSession{}, err
	}
	if missing := session.fill(values(section)); missing != nil {
		return SSOSession{}, &MissingKeysError{Kind: KindSSOSession, Name: session.Name, Keys: missing}
	}
	session.RegistrationScopes = scopes(section)
	_, err = ParseStartURL(session.StartURL)
	return session, err
}

// SSOProfile answers how a profile gets its role credentials. ok is false if it
// has neither sso_account_id nor sso_role_name, for then Identity Center is not
// where they come from, even if it names a session to sign in to.
//
// A missing default profile is one without settings. Errors:
// *ProfileNotFoundError, *SessionNotFoundError, *InconsistentError,
// *MissingKeysError.
func (c *Config) SSOProfile(name string) (profile SSOProfile, ok bool, err error) {
	p, err := c.UseProfile(name, name != defaultProfile)
	if err != nil {
		return SSOProfile{}, false, err
	}
	if p.find("sso_account_id") == nil && p.find("sso_role_name") == nil {
		return SSOProfile{}, false, nil
	}
	profile, err = c.ssoProfile(p)
	return profile, true, err
}

// ssoProfile reads a profile's SSO settings. Those of its session count as the
// profile's own, and may not contradict them.
func (c *Config) ssoProfile(p *Profile) (profile SSOProfile, err error) {
	profile.Session.Profile = p.Name
	get := p.Get
	if name, ok := p.Get("sso_session"); ok {
		section, err := c.session(name)
		if err != nil {
			return SSOProfile{}, err
		}
		if err := consistent(p, section, name); err != nil {
			return SSOProfile{}, err
		}
		profile.Session.Name = name
		profile.Session.RegistrationScopes = scopes(section)
		get = firstOf(values(section), p.Get)
	}
	var missing missingKeys
	profile.RoleName = missing.need(get, "sso_role_name")
	profile.AccountID = missing.need(get, "sso_account_id")
	missing = append(missing, profile.Session.fill(get)...)
	if missing != nil {
		return SSOProfile{}, &MissingKeysError{Kind: KindProfile, Name: p.Name, Keys: missing}
	}
	return profile, nil
}

// session answers the section of the sso-session called name.
func (c *Config) session(name string) (*ini.Section, error) {
	section := c.sessions.byName[name]
	if section == nil {
		return nil, &SessionNotFoundError{Name: name, Known: c.SSOSessionNames()}
	}
	return section, nil
}

// consistent refuses a profile that contradicts its session in any key at all,
// with the first such key of the session.
func consistent(p *Profile, session *ini.Section, name string) error {
	for theirs := range session.All() {
		ours := p.find(theirs.Key)
		if ours == nil || ours.Value == theirs.Value {
			continue
		}
		e := &InconsistentError{Profile: p.Name, Session: name, Key: theirs.Key}
		if !strings.HasPrefix(theirs.Key, "aws_") {
			e.ProfileValue, e.SessionValue = ours.Value, theirs.Value
		}
		return e
	}
	return nil
}
