package cli

import (
	"errors"
	"fmt"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/ssotoken"
)

// chooseSession asks for a session, and about one that is not there yet.
func (s *ssoSetup) chooseSession() error {
	current, _ := s.profile.Get("sso_session")
	text := "SSO session name (Recommended): "
	if current != "" {
		text = "SSO session name " + bracketed(current)
	}
	name, err := s.ask(optSessionName, prompt.Question{
		Text: text, Default: current, Check: sessionName,
		Known: s.config.SSOSessionNames,
		Note:  func(name string) string { return describeSession(s.config, name) },
	})
	switch {
	case err != nil:
		return err
	case name == "":
		return s.askLegacy()
	}
	s.session, err = s.config.LoginSession("", name)
	if errors.As(err, new(*awsconfig.SessionNotFoundError)) || errors.As(err, new(*awsconfig.MissingKeysError)) {
		return s.askNew(name)
	}
	if err != nil {
		return configurationError{err}
	}
	return s.agrees()
}

// askNew asks about a session that is to be written.
func (s *ssoSetup) askNew(name string) (err error) {
	if s.answers, err = s.askSession(s.config, s.has(name)); err != nil {
		return err
	}
	s.isNew = true
	s.session = awsconfig.SSOSession{
		Name: name, StartURL: s.answers.startURL, Region: s.answers.region,
		RegistrationScopes: awsconfig.ParseScopes(s.answers.scopes),
	}
	return nil
}

// askLegacy asks for what the profile itself is to hold.
func (s *ssoSetup) askLegacy() (err error) {
	err = s.print(s.bold("WARNING: Configuring using legacy format (e.g. without an SSO session).\n"+
		"Consider re-running \"configure sso\" command and providing a session name.") + "\n")
	if err != nil {
		return err
	}
	if s.answers, err = s.askPortal(s.config, s.has("")); err != nil {
		return err
	}
	s.isNew = true
	s.session = awsconfig.SSOSession{StartURL: s.answers.startURL, Region: s.answers.region, Profile: s.profile.Name}
	return nil
}

// agrees refuses options that say otherwise than a session that is there: other profiles
// may share it.
func (s *ssoSetup) agrees() error {
	has := sessionAnswersOf(s.config, s.session.Name)
	for _, o := range [][2]string{{optStartURL, has.startURL}, {optSSORegion, has.region}, {optScopes, has.scopes}} {
		if value, ok := s.given(o[0]); ok && value != "" && value != o[1] {
			text := fmt.Sprintf("--%s: the sso-session %q is there already, and has %q", o[0], s.session.Name, o[1])
			return &sessionDiffersError{&usageError{text}, s.session.Name}
		}
	}
	return nil
}

// sessionDiffersError is an option that would change a session that is there.
type sessionDiffersError struct {
	*usageError
	Session string
}

func (e *sessionDiffersError) Unwrap() error { return e.usageError }

// signIn signs in to a new session, or to one without a sign-in that could be used.
func (s *ssoSetup) signIn() (err error) {
	if !s.isNew {
		tokens, err := s.tokens()
		if err != nil {
			return err
		}
		s.token, err = tokens.AccessToken(s.ctx, s.session)
		if !errors.As(err, new(*ssotoken.NotSignedInError)) && !errors.As(err, new(*ssotoken.EndedError)) {
			return err
		}
	}
	return s.signInAfresh()
}

// signInAfresh signs in, which may show that the session is in another region.
func (s *ssoSetup) signInAfresh() (err error) {
	if s.token, err = s.app.signIn(s.ctx, s.session, s.options, nil); err != nil {
		return err
	}
	s.signedIn = true
	if !s.isNew {
		err = s.keepRegion(s.ctx, s.session, s.token.Region)
	}
	s.session.Region, s.answers.region = s.token.Region, s.token.Region
	return err
}

// bold sets text off on a terminal that may be written to so.
func (a *app) bold(text string) string {
	if !a.Terminal || a.env["NO_COLOR"] != "" {
		return text
	}
	return "\x1b[1m" + text + "\x1b[0m"
}
