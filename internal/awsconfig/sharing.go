package awsconfig

// ProfilesOf answers the profiles that sign in to session, in the order of ProfileNames:
// those that name it, or for a legacy profile those with its start URL. What they lack
// does not matter: AccountID and RoleName may be "".
func (c *Config) ProfilesOf(session SSOSession) []SSOProfile {
	var found []SSOProfile
	for _, name := range c.ProfileNames() {
		p := c.profileOrEmpty(name)
		if !p.signsInTo(session) {
			continue
		}
		profile := SSOProfile{Session: session}
		profile.Session.Profile = name
		profile.AccountID, _ = p.Get("sso_account_id")
		profile.RoleName, _ = p.Get("sso_role_name")
		found = append(found, profile)
	}
	return found
}

func (p *Profile) signsInTo(session SSOSession) bool {
	name, named := p.Get("sso_session")
	if !session.Legacy() {
		return name == session.Name
	}
	startURL, _ := p.Get("sso_start_url")
	return !named && startURL == session.StartURL
}

// LegacyProfileNames answers the profiles that hold the settings of a sign-in themselves,
// in the order of ProfileNames; some of these settings may be missing.
func (c *Config) LegacyProfileNames() []string {
	var names []string
	for _, name := range c.ProfileNames() {
		p := c.profileOrEmpty(name)
		if p.find("sso_session") == nil && p.find("sso_start_url") != nil {
			names = append(names, name)
		}
	}
	return names
}
