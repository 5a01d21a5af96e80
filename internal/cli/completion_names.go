package cli

import (
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/termui"
)

// flagValues returns what finds the values of an option, nil if any will do.
func (a *app) flagValues(option string) cobra.CompletionFunc {
	switch option {
	case "profile", "to-profile", optProfileName:
		return a.candidates(profileNames)
	case "sso-session", optSessionName:
		return a.candidates(func(c *awsconfig.Config, _ string) []string { return c.SSOSessionNames() })
	case "profiles":
		return lastOfList(a.candidates(profileNames))
	case "sso-sessions":
		return lastOfList(a.flagValues("sso-session"))
	case "services":
		return a.candidates(func(c *awsconfig.Config, _ string) []string { return c.ServicesNames() })
	case "ca-bundle", "directory", "ready-file", "data":
		return cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault) // the shell's own: file names
	case optDefaultOutput:
		option = "output"
	}
	if values := choices(option); values != nil {
		return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
	}
	return nil
}

// candidates makes a completion from a list of names in the files. Without files that
// can be read there are none.
func (a *app) candidates(list func(config *awsconfig.Config, beginning string) []string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, beginning string) ([]string, cobra.ShellCompDirective) {
		config, err := a.config()
		if err != nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		names := slices.DeleteFunc(list(config, beginning), func(name string) bool {
			name, _, _ = strings.Cut(name, "\t")
			return !strings.HasPrefix(name, beginning) || !offerable(name)
		})
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// lastOfList makes the completion of a name that of the last name in a list.
func lastOfList(complete cobra.CompletionFunc) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, beginning string) ([]string, cobra.ShellCompDirective) {
		before := beginning[:strings.LastIndexByte(beginning, ',')+1]
		names, directive := complete(cmd, args, beginning[len(before):])
		for i := range names {
			names[i] = before + names[i]
		}
		return names, directive
	}
}

// offerable tells whether a name may be put into a line that a person is typing. bash
// puts in what several candidates have in common without quoting it, and evaluates
// the line at the next Tab; so it may hold nothing that a shell would act on.
func offerable(name string) bool {
	return name == strings.TrimSpace(name) && !strings.HasPrefix(name, "-") && strings.IndexFunc(name, active) < 0
}

// active tells whether a shell could do something with a character.
func active(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		return false
	case r < unicode.MaxASCII:
		return !strings.ContainsRune(" _-./:@%+,=", r)
	}
	return !unicode.In(r, unicode.Letter, unicode.Mark, unicode.Digit)
}

// profileNames returns the profiles whose name begins so, each with what it is for.
func profileNames(config *awsconfig.Config, beginning string) []string {
	names := config.ProfileNames()
	for i, name := range names {
		if strings.HasPrefix(name, beginning) {
			profile, _ := config.Profile(name)
			names[i] = describe(name, profile)
		}
	}
	return names
}

// describe adds to a profile's name what tells it from others: account and role, else
// the session.
func describe(name string, profile *awsconfig.Profile) string {
	account, _ := profile.Get("sso_account_id")
	role, _ := profile.Get("sso_role_name")
	if account != "" || role != "" {
		return name + "\t" + termui.Clean(account) + " " + termui.Clean(role)
	}
	session, _ := profile.Get("sso_session")
	return name + "\t" + termui.Clean(session) // a tab with nothing behind it is cut off
}

// variableNames completes the VARNAME of configure get and set, and for set the VALUE
// of those that take few.
func (a *app) variableNames(o *configureGetOptions) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, beginning string) ([]string, cobra.ShellCompDirective) {
		switch {
		case len(args) == 0:
			return a.candidates(func(config *awsconfig.Config, _ string) []string { return a.keys(config, o) })(cmd, args, beginning)
		case cmd.Name() != "set" || len(args) > 1:
			return nil, cobra.ShellCompDirectiveNoFileComp
		case args[0] == "sso_session":
			return a.flagValues("sso-session")(cmd, nil, beginning)
		}
		return choices(args[0]), cobra.ShellCompDirectiveNoFileComp
	}
}

// keys returns the usual keys of the section that configure get and set are about, and
// what else it has.
func (a *app) keys(config *awsconfig.Config, o *configureGetOptions) []string {
	var usual, has []string
	switch {
	case o.ssoSession != "":
		usual, has = []string{"sso_start_url", "sso_region", "sso_registration_scopes"}, config.SSOSessionKeys(o.ssoSession)
	case o.services != "":
		usual, has = []string{"sso.endpoint_url", "sso_oidc.endpoint_url", "sts.endpoint_url"}, config.ServicesKeys(o.services)
	default:
		name, _ := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
		profile, _ := config.Profile(name)
		usual, has = []string{
			"region", "output", "sso_session", "sso_account_id", "sso_role_name",
			"aws_access_key_id", "aws_secret_access_key", "aws_session_token",
			"role_arn", "source_profile", "credential_process", "endpoint_url", "services", "ca_bundle", "cli_pager",
		}, profile.Keys()
	}
	for _, key := range has {
		if !slices.Contains(usual, key) {
			usual = append(usual, key)
		}
	}
	return usual
}
