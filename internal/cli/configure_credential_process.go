package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/termui"
)

// keyProcess is the setting that names a program to get credentials from.
const keyProcess = "credential_process"

func newConfigureCredentialProcess(a *app) *cobra.Command {
	var to []string
	cmd := &cobra.Command{
		Use:   "credential-process --profile NAME [--to-profile OTHER]",
		Short: "Let the AWS CLI and the SDKs get a profile's credentials from fob",
		Long: `Write a credential_process line into the AWS config file that gets the credentials of --profile from fob.

With --to-profile the line goes into another profile, which is made if it is not there and given the region of the
first: use that one with the AWS CLI, an SDK or Terraform, and every call goes through fob, its rules and its one
refresh for all. A profile that has something the AWS CLI prefers to credential_process (a sign-in, a role, keys
in the credentials file) is refused.

Without --to-profile the line goes into the profile itself: for programs that know credential_process and not
sso_session. The AWS CLI and today's SDKs go on signing in by its sso_session, and so does fob; a profile with
nothing of the kind is refused, since the line would call itself.`,
		Example: `  fob configure credential-process --profile dev --to-profile dev-for-tools
  aws s3 ls --profile dev-for-tools`,
		Args: arguments(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if a.global.profile == "" {
				return &usageError{"fob configure credential-process needs --profile"}
			}
			return a.configureCredentialProcess(cmd.Context(), to)
		},
	}
	cmd.Flags().Func("to-profile", "write the line into the profile `NAME`; several times for several", func(name string) error {
		if name == "" {
			return errors.New("it is empty")
		}
		to = append(to, name)
		return nil
	})
	return cmd
}

func (a *app) configureCredentialProcess(ctx context.Context, to []string) error {
	from, err := a.activeProfile()
	if err != nil {
		return unretrievable(err)
	}
	config, err := a.config()
	if err != nil {
		return err
	}
	line, err := a.processLine(from.Name)
	if err != nil {
		return err
	}
	if len(to) == 0 {
		to = []string{from.Name}
	}
	var edits []awsconfig.Edit
	for _, name := range to {
		if err := a.checkProcess(from, name); err != nil {
			return configurationError{err}
		}
		settings := [][2]string{{keyProcess, line}}
		region, _ := from.Get("region")
		if target, _ := config.Profile(name); region != "" {
			if _, has := target.Get("region"); !has {
				settings = append(settings, [2]string{"region", region})
			}
		}
		edits = append(edits, changes(config, awsconfig.KindProfile, name, settings)...)
	}
	if err := a.edit(ctx, edits...); err != nil {
		return err
	}
	for _, name := range to {
		a.say(fmt.Sprintf("Profile %s gets its credentials from: %s\n", termui.Clean(name), termui.CleanMessage(line)))
	}
	return nil
}

// checkProcess refuses a line in the profile called name that would never be used, or would
// lead back to itself.
func (a *app) checkProcess(from *awsconfig.Profile, name string) error {
	source, err := a.credentials()
	if err != nil {
		return err
	}
	config := source.Config
	target, _ := config.Profile(name)
	before := beforeProcess(target)
	switch {
	case name == from.Name && before == "":
		return &processError{name, "would get its credentials from itself: it has no sign-in and no role"}
	case name == from.Name:
		return nil
	case before != "":
		return &processError{name, "has " + before + ", which comes before credential_process"}
	case source.LeadsTo(from, name):
		return &processError{name, fmt.Sprintf("is where profile %q gets its credentials from", from.Name)}
	}
	return nil
}

// beforeProcess is the setting of a profile that gets it credentials before its
// credential_process does, in the AWS CLI's order; "" for none.
func beforeProcess(p *awsconfig.Profile) string {
	for _, key := range []string{"role_arn", "web_identity_token_file", "sso_session", "sso_start_url", "sso_account_id", "sso_role_name", "login_session"} {
		if _, set := p.Get(key); set {
			return key
		}
	}
	if p.FromCredentialsFile("aws_access_key_id") {
		return "aws_access_key_id in the credentials file"
	}
	return ""
}

// processError means that a credential_process line in a profile would be no good.
type processError struct{ Profile, Reason string }

func (e *processError) Error() string {
	return fmt.Sprintf("a credential_process of fob cannot be in profile %q: it %s", e.Profile, e.Reason)
}

// processLine is the line that has this program print a profile's credentials. Some SDKs
// split it as a shell does, others have a shell run it; it means the same to all.
func (a *app) processLine(profile string) (string, error) {
	if a.Executable == nil {
		return "", errors.New("where this program is cannot be found out")
	}
	program, err := a.Executable()
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	words := []string{program, "credential-process", "--profile", profile}
	if strings.HasPrefix(profile, "-") { // or it would be taken for an option itself
		words = append(words[:2], "--profile="+profile)
	}
	for i, word := range words {
		if words[i], err = processWord(runtime.GOOS, word); err != nil {
			return "", err
		}
	}
	return strings.Join(words, " "), nil
}

// processWord quotes a word of the line. Windows knows double quotes alone, and cmd replaces
// what is between percent signs even there.
func processWord(goos, word string) (string, error) {
	if goos != "windows" {
		return shellword.Quote(word), nil
	}
	if strings.ContainsAny(word, `"%`) || strings.HasSuffix(word, `\`) {
		return "", fmt.Errorf("%q cannot stand in a credential_process of Windows", word)
	}
	return `"` + word + `"`, nil
}
