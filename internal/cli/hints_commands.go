package cli

import (
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/termui"
)

// signInCommand is what signs in to a session with these options, to be pasted. One that
// is only about to be set up is set up again.
func (a *app) signInCommand(session awsconfig.SSOSession, options ...string) string {
	command := loginCommand(session)
	if !a.isSetUp(session) {
		command = "fob configure sso"
		if a.global.profile != "" {
			command += " " + option("--profile", a.global.profile)
		}
	}
	return strings.Join(append([]string{command}, options...), " ")
}

// isSetUp tells whether the config has what it takes to sign in to a session.
func (a *app) isSetUp(session awsconfig.SSOSession) bool {
	config, err := a.config()
	if err != nil {
		return true // as far as anybody knows
	}
	_, err = config.LoginSession(session.Profile, session.Name)
	return err == nil
}

// loginCommand is what signs in to a session that is set up, to be pasted.
func loginCommand(session awsconfig.SSOSession) string {
	if session.Profile != "" {
		return "fob sso login " + option("--profile", session.Profile)
	}
	return "fob sso login " + option("--sso-session", session.Name)
}

// sourceLogin is what signs in for a profile that assumes its role with the credentials of
// another, to be pasted; "" for any other profile.
func (a *app) sourceLogin(profile string) string {
	config, err := a.config()
	if err != nil {
		return ""
	}
	p, _ := config.Profile(profile)
	source := rolecreds.Source{Config: config}
	if session, ok := source.Session(p); ok {
		return loginCommand(*session)
	}
	return ""
}

// listCommand is what lists the roles that somebody has in an account, or the accounts
// where it is one that they have none in, to be pasted.
func listCommand(p awsconfig.SSOProfile) string {
	if p.RoleName == "" {
		return "fob sso list-accounts " + option("--profile", p.Session.Profile)
	}
	return "fob sso list-account-roles " + option("--account-id", p.AccountID) + " " + option("--profile", p.Session.Profile)
}

// regionCommand is what puts right the region of a session, to be pasted.
func (a *app) regionCommand(session awsconfig.SSOSession, region string) string {
	if !a.isSetUp(session) {
		return a.signInCommand(session, option("--"+optSSORegion, region))
	}
	return "fob configure set sso_region " + shellword.Quote(termui.Clean(region)) + " " + sectionOption(session)
}

// sectionOption is the option that names the section of a session's settings.
func sectionOption(session awsconfig.SSOSession) string {
	if session.Legacy() {
		return option("--profile", session.Profile)
	}
	return option("--sso-session", session.Name)
}

// options spells an option with one of several values.
func options(name string, values []string) string {
	spelt := make([]string, len(values))
	for i, value := range values {
		spelt[i] = option(name, value)
	}
	return strings.Join(spelt, " or ")
}

// option spells an option with its value, to be pasted.
func option(name, value string) string {
	quoted := shellword.Quote(termui.Clean(value))
	if strings.HasPrefix(value, "-") { // or it would be taken for an option itself
		return name + "=" + quoted
	}
	return name + " " + quoted
}
