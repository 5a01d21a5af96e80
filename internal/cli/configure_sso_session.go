package cli

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/signin"
)

func newConfigureSSOSession(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "sso-session",
		Short: "Set up an sso-session, which profiles share to sign in",
		Long: `Ask for the start URL, the region and the scopes of an sso-session and write them into the AWS config file.

What an option answers is not asked. An empty answer keeps what is in brackets.`,
		Example: `  fob configure sso-session
  fob configure sso-session --sso-session-name corp --sso-start-url https://my-company.awsapps.com/start --sso-region us-east-1`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error { return configureSSOSession(a.interview(cmd)) },
	}
	addSessionOptions(cmd)
	return cmd
}

// The options that answer the questions about an sso-session.
const (
	optSessionName = "sso-session-name"
	optStartURL    = "sso-start-url"
	optSSORegion   = "sso-region"
	optScopes      = "sso-registration-scopes"
)

func addSessionOptions(cmd *cobra.Command) {
	cmd.Flags().String(optSessionName, "", "the sso-session is called `NAME`")
	cmd.Flags().String(optStartURL, "", "people sign in at `URL`")
	cmd.Flags().String(optSSORegion, "", "the `REGION` of IAM Identity Center")
	cmd.Flags().String(optScopes, "", "sign in for the `SCOPES`, separated by commas")
}

func configureSSOSession(i *interview) error {
	if _, err := i.activeProfile(); err != nil {
		return err // as in the AWS CLI, although nothing is asked of it
	}
	config, err := i.config()
	if err != nil {
		return err
	}
	name, err := i.ask(optSessionName, prompt.Question{
		Text:  "SSO session name: ",
		Check: checks(required, sessionName),
		Known: config.SSOSessionNames,
		Note:  func(name string) string { return describeSession(config, name) },
	})
	if err != nil {
		return err
	}
	answers, err := i.askSession(config, sessionAnswersOf(config, name))
	if err != nil {
		return err
	}
	if err := i.edit(i.ctx, changes(config, awsconfig.KindSSOSession, name, answers.settings())...); err != nil {
		return err
	}
	return i.show(fmt.Sprintf(`
Completed configuring SSO session: %[1]s
Run the following to login and refresh access token for this session:

fob sso login %[2]s
`, name, option("--sso-session", name)))
}

// sessionAnswers are the settings of an sso-session.
type sessionAnswers struct{ startURL, region, scopes string }

func sessionAnswersOf(config *awsconfig.Config, name string) (s sessionAnswers) {
	for key, value := range map[string]*string{
		"sso_start_url": &s.startURL, "sso_region": &s.region, "sso_registration_scopes": &s.scopes,
	} {
		if found, err := config.LookupSSOSession(name, key); err == nil {
			*value = found.Text
		}
	}
	return s
}

// askSession asks for the settings of an sso-session, with those it has as the defaults.
func (i *interview) askSession(config *awsconfig.Config, has sessionAnswers) (sessionAnswers, error) {
	answers, err := i.askPortal(config, has)
	if err != nil {
		return sessionAnswers{}, err
	}
	if has.scopes == "" {
		has.scopes = "sso:account:access"
	}
	answers.scopes, err = i.ask(optScopes, prompt.Question{
		Text:    "SSO registration scopes " + bracketed(has.scopes),
		Default: has.scopes,
		Check:   checks(required, separatedScopes, oneLine),
	})
	return answers, err
}

// askPortal asks where people sign in. A start URL on a domain of one's own may tell the
// region itself.
func (i *interview) askPortal(config *awsconfig.Config, has sessionAnswers) (answers sessionAnswers, err error) {
	answers.startURL, err = i.ask(optStartURL, prompt.Question{
		Text:    "SSO start URL " + bracketed(has.startURL),
		Default: has.startURL,
		Check:   checks(required, startURL),
		Known:   func() []string { return sessionValues(config, "sso_start_url") },
	})
	if err != nil {
		return sessionAnswers{}, err
	}
	if _, given := i.given(optSSORegion); !given {
		if answers.region = signin.RegionOf(i.ctx, i.api(), answers.startURL); answers.region != "" {
			return answers, nil
		}
	}
	answers.region, err = i.ask(optSSORegion, prompt.Question{
		Text:    "SSO region " + bracketed(has.region),
		Default: has.region,
		Check:   checks(required, region),
		Known:   func() []string { return sessionValues(config, "sso_region") },
	})
	return answers, err
}

// settings are the answers as they are written, in the AWS CLI's order.
func (s sessionAnswers) settings() [][2]string {
	return [][2]string{{"sso_start_url", s.startURL}, {"sso_region", s.region}, {"sso_registration_scopes", s.scopes}}
}

// changes set the keys of an sso-session or a profile that have a value, and another than
// they have: a line that says the same already stays as it is.
func changes(config *awsconfig.Config, kind, name string, settings [][2]string) (edits []awsconfig.Edit) {
	for _, s := range settings {
		key, value := s[0], s[1]
		var has string
		if kind == awsconfig.KindSSOSession {
			found, _ := config.LookupSSOSession(name, key)
			has = found.Text
		} else {
			profile, _ := config.Profile(name)
			has, _ = profile.Get(key)
		}
		if value != "" && value != has {
			edits = append(edits, awsconfig.Edit{Place: awsconfig.Place{Kind: kind, Name: name, Key: key}, Value: value})
		}
	}
	return edits
}

// bracketed shows what an empty answer stands for.
func bracketed(value string) string {
	if value == "" {
		value = "None"
	}
	return "[" + value + "]: "
}

// describeSession shows the settings of an sso-session, nothing if there is none.
func describeSession(config *awsconfig.Config, name string) (text string) {
	for _, key := range config.SSOSessionKeys(name) {
		if value, err := config.LookupSSOSession(name, key); err == nil && value.Kind == awsconfig.Plain {
			text += key + " = " + value.Text + "\n"
		}
	}
	return text
}

// sessionValues are the different values that the sso-sessions have for a key.
func sessionValues(config *awsconfig.Config, key string) (values []string) {
	for _, name := range config.SSOSessionNames() {
		value, err := config.LookupSSOSession(name, key)
		if err == nil && value.Text != "" && !slices.Contains(values, value.Text) {
			values = append(values, value.Text)
		}
	}
	return values
}
