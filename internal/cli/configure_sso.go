package cli

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

func newConfigureSSO(a *app) *cobra.Command {
	var o signinOptions
	cmd := &cobra.Command{
		Use:   "sso",
		Short: "Set up a profile that signs in through IAM Identity Center",
		Long: `Sign in to an sso-session, choose one of your accounts and a role there, and write a profile for them into the AWS
config file, with the session if it is new.

What an option answers is not asked. Without a terminal the answers are the lines of stdin; where that is empty, too,
the options have to name the session (with start URL and region, if it is new), account, role and profile.
--sso-session-name '' sets up a profile of the older form, without a session.`,
		Example: `  fob configure sso
  fob configure sso --profile dev --use-device-code
  fob configure sso --sso-session-name corp --account-id 111122223333 --role-name DeveloperAccess --profile-name dev`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			s := ssoSetup{interview: a.interview(cmd), options: o}
			return s.run()
		},
	}
	o.add(cmd.Flags())
	addSessionOptions(cmd)
	cmd.Flags().String(optAccountID, "", "the profile is for the account `ID`, 12 digits")
	cmd.Flags().String(optRoleName, "", "the profile is for the role `NAME`")
	cmd.Flags().String(optDefaultRegion, "", "the profile calls AWS in `REGION`")
	cmd.Flags().String(optDefaultOutput, "", "the profile prints answers in `FORMAT`")
	cmd.Flags().String(optProfileName, "", "the profile is called `NAME`, as with --profile")
	return cmd
}

// The options that answer the questions about a profile. Those of every command called
// --region and --output only propose an answer.
const (
	optAccountID     = "account-id"
	optRoleName      = "role-name"
	optDefaultRegion = "default-region"
	optDefaultOutput = "default-output"
	optProfileName   = "profile-name"
)

// ssoSetup is a run of configure sso and what it has found out.
type ssoSetup struct {
	*interview
	options signinOptions

	config  *awsconfig.Config
	profile *awsconfig.Profile // with the settings it has so far, which may be none
	named   bool               // whether somebody said which profile

	session  awsconfig.SSOSession
	isNew    bool           // whether the session is still to be written
	answers  sessionAnswers // of a new one
	token    ssotoken.Token
	signedIn bool // in this run

	accountID, roleName string // "" where they could not be listed
	region, output      string // of the profile, "" for none
	written             string // the name of the profile
}

func (s *ssoSetup) run() error {
	for _, step := range []func() error{
		s.findProfile, s.requireAnswers, s.chooseSession, s.signIn, s.chooseAccess, s.askClient, s.askName, s.write,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return s.show(s.closing())
}

// findProfile finds the profile to set up, which need not exist.
func (s *ssoSetup) findProfile() (err error) {
	if s.config, err = s.app.config(); err != nil {
		return err
	}
	name, named := awsconfig.ActiveProfile(s.global.profile, s.lookupEnv)
	if answer, ok := s.given(optProfileName); ok {
		if s.global.profile != "" && answer != s.global.profile {
			return &usageError{"--profile and --profile-name name different profiles"}
		}
		name, named = answer, true
	}
	if problem := checks(required, profileName)(name); named && problem != "" {
		return &usageError{fmt.Sprintf("the profile %q: %s", name, problem)}
	}
	s.profile, _ = s.config.Profile(name)
	s.named = named
	return nil
}

// requireAnswers ends at once what nobody will be there to answer later, behind a sign-in.
// Account, role and profile are not guessed then, not even where there is only one.
func (s *ssoSetup) requireAnswers() error {
	if id, given := s.given(optAccountID); given && !awsconfig.IsAccountID(id) {
		return &usageError{fmt.Sprintf("--%s: %q is not 12 digits", optAccountID, id)}
	}
	missing := s.missing()
	if len(missing) == 0 {
		return nil
	}
	silent, err := s.silent()
	if err == nil && silent {
		err = s.needs(missing...)
	}
	return err
}

// missing are the options that would have to answer for a person who is not there.
func (s *ssoSetup) missing() (options []string) {
	need := func(option string, otherwise bool) {
		if _, given := s.given(option); !given && !otherwise {
			options = append(options, option)
		}
	}
	inProfile, _ := s.profile.Get("sso_session")
	name, _ := s.given(optSessionName)
	has := s.has(cmp.Or(name, inProfile))
	need(optSessionName, inProfile != "")
	need(optStartURL, has.startURL != "")
	if _, given := s.given(optStartURL); !given { // which may tell it
		need(optSSORegion, has.region != "")
	}
	need(optAccountID, false)
	need(optRoleName, false)
	need(optProfileName, s.named)
	return options
}

// has returns what is known of a session: its own settings, or those that the profile
// had before it had a session.
func (s *ssoSetup) has(sessionName string) sessionAnswers {
	has := sessionAnswersOf(s.config, sessionName)
	if has == (sessionAnswers{}) {
		has.startURL, _ = s.profile.Get("sso_start_url")
		has.region, _ = s.profile.Get("sso_region")
	}
	return has
}
