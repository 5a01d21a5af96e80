package cli

import (
	"cmp"
	"fmt"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/prompt"
)

// askClient asks for what commands need beside credentials. --region and --output, which no
// call of this command takes, are proposed.
func (s *ssoSetup) askClient() (err error) {
	current, _ := s.profile.Get("region")
	current = cmp.Or(s.global.region, current)
	s.region, err = s.ask(optDefaultRegion, prompt.Question{
		Text: "Default client Region " + bracketed(current), Default: current, Check: region,
		Known: func() []string { return sessionValues(s.config, "sso_region") },
	})
	if err != nil {
		return err
	}
	current, _ = s.profile.Get("output")
	current = cmp.Or(s.global.output, current)
	s.output, err = s.ask(optDefaultOutput, prompt.Question{
		Text: "CLI default output format (json if not specified) " + bracketed(current), Default: current, Check: outputFormat,
		Known: func() []string { return choices("output") },
	})
	return err
}

// askName asks for the profile's name unless somebody said it.
func (s *ssoSetup) askName() (err error) {
	if s.named {
		s.written = s.profile.Name
		return nil
	}
	q := prompt.Question{Text: "Profile name: ", Check: checks(required, profileName), Known: s.config.ProfileNames}
	if s.accountID != "" {
		q.Default = s.freeName()
		q.Text = "Profile name " + bracketed(q.Default)
	}
	s.written, err = s.ask(optProfileName, q)
	return err
}

// freeName makes a profile's name from role and account, of harmless characters only. It
// is not that of a profile for another role or account.
func (s *ssoSetup) freeName() string {
	base := strings.Map(harmless, s.roleName) + "-" + s.accountID
	for name, n := base, 2; ; name, n = fmt.Sprintf("%s-%d", base, n), n+1 {
		profile, known := s.config.Profile(name)
		account, _ := profile.Get("sso_account_id")
		role, _ := profile.Get("sso_role_name")
		if !known || account == s.accountID && role == s.roleName {
			return name
		}
	}
}

// harmless replaces a character that could mean something to a shell, a file or a person.
func harmless(r rune) rune {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', strings.ContainsRune("._@+-", r):
		return r
	}
	return '-'
}

// write writes the profile, and the session behind it, with one edit of the file.
func (s *ssoSetup) write() error {
	edits := s.contradictions()
	is := [][2]string{{"sso_session", s.session.Name}}
	if s.session.Legacy() {
		is = [][2]string{{"sso_start_url", s.answers.startURL}, {"sso_region", s.answers.region}}
	}
	is = append(is, [][2]string{
		{"sso_account_id", s.accountID}, {"sso_role_name", s.roleName}, {"region", s.region}, {"output", s.output},
	}...)
	edits = append(edits, changes(s.config, awsconfig.KindProfile, s.written, is)...)
	if s.isNew && !s.session.Legacy() {
		edits = append(edits, changes(s.config, awsconfig.KindSSOSession, s.session.Name, s.answers.settings())...)
	}
	return s.edit(s.ctx, edits...)
}

// contradictions take out of the profile what would say otherwise than its session, and
// so make it unusable.
func (s *ssoSetup) contradictions() (edits []awsconfig.Edit) {
	profile, _ := s.config.Profile(s.written)
	for _, is := range [][2]string{{"sso_start_url", s.session.StartURL}, {"sso_region", s.session.Region}} {
		if has, ok := profile.Get(is[0]); ok && has != is[1] && !s.session.Legacy() {
			place := awsconfig.Place{Kind: awsconfig.KindProfile, Name: s.written, Key: is[0]}
			edits = append(edits, awsconfig.Edit{Place: place, Remove: true})
		}
	}
	return edits
}

// closing says how to use what was set up, in the AWS CLI's words.
func (s *ssoSetup) closing() string {
	const verify = "\nfob sts get-caller-identity"
	switch {
	case s.accountID == "":
		return fmt.Sprintf("Successfully configured SSO for profile: %s\n", s.written)
	case strings.EqualFold(s.written, "default"):
		return "The AWS CLI is now configured to use the default profile.\nRun the following command to verify your configuration:\n" +
			verify + "\n"
	}
	return "To use this profile, specify the profile name using --profile, as shown:\n" + verify + " " + option("--profile", s.written) + "\n"
}
