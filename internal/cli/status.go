package cli

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/status"
)

type statusOptions struct {
	ssoSession string
	prompt     bool
}

func newStatus(a *app) *cobra.Command {
	var o statusOptions
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Show who is signed in, for how long, and what is wrong",
		Long: `Show every sign-in that the config leads to: who signed in, its access token and client registration, the
profiles that share it with the credentials in the cache, and what is wrong with any of them.

It reads files and asks nobody: what the service has ended early shows as if it went on. --profile and --sso-session
choose one sign-in; then the profile comes first. --output prints it as data, with times in UTC: a stable form, of
which docs/status.md tells each member.

The exit code is 0 if no person is needed for the next command, and 3 if a sign-in is: of the profile that --profile
or AWS_PROFILE names, else of any of the sign-ins that are shown.

--prompt prints one short line for a shell's prompt: the profile that is in use, its account, and the time left. It
prints nothing where no profile is in use or it takes no sign-in, and exits with 0 whatever the line says.`,
		Example: `  fob status
  fob status --profile dev || fob sso login --profile dev
  fob status --output json --query 'sessions[].[name, state]'
  PROMPT_COMMAND='fob_now=$(fob status --prompt)' PS1='${fob_now:+[$fob_now] }\w \$ '`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			switch {
			case o.ssoSession != "" && (a.global.profile != "" || o.prompt):
				return &usageError{"--sso-session goes with neither --profile nor --prompt"}
			case o.prompt:
				return a.statusPrompt()
			}
			return a.status(o)
		},
	}
	cmd.Flags().StringVar(&o.ssoSession, "sso-session", "", "show the sso-session `NAME` only")
	cmd.Flags().BoolVar(&o.prompt, "prompt", false, "print one short line for a shell's prompt, or nothing")
	return cmd
}

// status prints the sign-ins that were asked for.
func (a *app) status(o statusOptions) error {
	w, err := a.statusWorld()
	if err != nil {
		return err
	}
	profile, explicit := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	if o.ssoSession != "" || !explicit {
		profile = ""
	} else if _, err := w.Config.UseProfile(profile, true); err != nil {
		return unretrievable(err)
	}
	shown := w.Sessions()
	switch {
	case o.ssoSession != "":
		shown = slices.DeleteFunc(shown, func(s status.Session) bool { return s.Name != o.ssoSession })
		if len(shown) == 0 {
			return &awsconfig.SessionNotFoundError{Name: o.ssoSession, Known: w.Config.SSOSessionNames()}
		}
	case a.global.profile != "":
		shown = sessionOf(shown, profile)
		if len(shown) == 0 {
			return configurationError{&noSessionError{profile}}
		}
	}
	if err := a.printStatus(shown); err != nil {
		return err
	}
	if !serves(shown, profile) {
		return silentError(exitSignIn)
	}
	return nil
}

// noSessionError means that a profile gets its credentials without a sign-in.
type noSessionError struct{ profile string }

func (e *noSessionError) Error() string {
	return fmt.Sprintf("the profile %q does not sign in through IAM Identity Center", e.profile)
}

func (a *app) statusWorld() (status.World, error) {
	config, err := a.config()
	if err != nil {
		return status.World{}, err
	}
	home, err := a.home()
	if err != nil {
		return status.World{}, err
	}
	return status.World{
		Config: config,
		Tokens: ssotoken.Store{Dir: filepath.Join(home, ".aws", "sso", "cache"), Own: stateDir(home), Disk: a.Disk},
		Roles:  rolecreds.Cache{Dir: filepath.Join(home, ".aws", "cli", "cache"), Disk: a.Disk},
		Known:  identity.Records{Dir: filepath.Join(stateDir(home), "caller"), Disk: a.Disk, Now: a.Now},
		Now:    a.Now(),
	}, nil
}

// sessionOf keeps the session of a profile, with that profile as its first one.
func sessionOf(all []status.Session, profile string) []status.Session {
	for _, s := range all {
		if i := indexProfile(s, profile); i >= 0 {
			first := s.Profiles[i]
			s.Profiles = slices.Insert(slices.Delete(s.Profiles, i, i+1), 0, first)
			return []status.Session{s}
		}
	}
	return nil
}

func indexProfile(s status.Session, profile string) int {
	return slices.IndexFunc(s.Profiles, func(held *rolecreds.Held) bool { return held.Profile == profile })
}

// serves tells whether no person is needed for the next command of a profile; of "", for
// any of the sessions. A profile without a session needs none.
func serves(shown []status.Session, profile string) bool {
	for _, s := range shown {
		switch i := indexProfile(s, profile); {
		case i >= 0:
			return s.Serves(s.Profiles[i])
		case profile == "" && !s.Usable():
			return false
		}
	}
	return true
}

// printStatus prints for people, or where --output or --query ask for it as data.
func (a *app) printStatus(shown []status.Session) error {
	if a.global.output == "" && a.global.query == "" {
		return a.print(a.statusText(shown))
	}
	printer, err := a.printer("Status", "")
	if err != nil {
		return err
	}
	if err := printer.Page(a.statusData(shown)); err != nil {
		return err
	}
	return printer.end("")
}
