package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/prompt"
)

func newConfigure(a *app) *cobra.Command {
	cmd := a.group("configure", "Read and write the AWS config and credentials files",
		newConfigureList, newConfigureGet, newConfigureSet, newConfigureListProfiles,
		newConfigureSSO, newConfigureSSOSession, newConfigureExportCredentials, newConfigureCredentialProcess)
	cmd.Long = `Ask for the keys, the region and the output format of a profile and write them down; with a command, do what that says.

An empty answer keeps what is there.`
	cmd.Example = "  fob configure --profile dev"
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return needsSubcommand(cmd, args)
		}
		return a.configure(cmd.Context())
	}
	return cmd
}

// The questions of plain configure, in the AWS CLI's words.
const (
	askKeyID        = "AWS Access Key ID"
	askSecret       = "AWS Secret Access Key"
	askSessionToken = "AWS Session Token"
	askRegion       = "Default region name"
	askOutput       = "Default output format"
)

// configure asks all questions before it writes anything, the keys first.
func (a *app) configure(ctx context.Context) error {
	config, err := a.config()
	if err != nil {
		return err
	}
	name, _ := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	profile, known := config.Profile(name)
	if !known {
		err := a.print("\nTip: You can deliver temporary credentials to the AWS CLI using your AWS Console session by running the command 'aws login'.\n\n")
		if err != nil {
			return err
		}
	}
	q := questions{app: a, ctx: ctx, profile: profile, lines: prompt.NewLines(a.Stdin, a.Stdout)}
	keyID := q.ask(askKeyID, "aws_access_key_id", masked)
	q.ask(askSecret, "aws_secret_access_key", masked)
	_, hasToken := profile.Get("aws_session_token")
	switch {
	case strings.HasPrefix(keyID, "ASIA"), keyID == "" && hasToken:
		q.ask(askSessionToken, "aws_session_token", masked)
	case keyID != "" && hasToken: // it belongs to the keys that were there
		q.add(awsconfig.Edit{Remove: true}, "aws_session_token")
	}
	q.ask(askRegion, "region", plainly)
	q.ask(askOutput, "output", plainly)
	if q.err != nil {
		return q.err
	}
	return a.edit(ctx, q.edits...)
}

// questions asks for the settings of a profile and keeps what is to be changed.
type questions struct {
	*app
	ctx     context.Context // of the command
	profile *awsconfig.Profile
	lines   *prompt.Lines
	edits   []awsconfig.Edit
	err     error
}

// ask shows a question with what is there, and returns the answer, "" if there was none.
// Once a question went wrong no other is asked.
func (q *questions) ask(question, key string, show func(string) string) string {
	if q.err != nil {
		return ""
	}
	current, set := q.profile.Get(key)
	shown := "None"
	if set {
		shown = show(current)
	}
	if q.err = q.show(fmt.Sprintf("%s [%s]: ", question, shown)); q.err != nil {
		return ""
	}
	answer, err := q.lines.Read(q.ctx)
	if err != nil {
		q.err = err
		return ""
	}
	if answer != "" && (!set || answer != current) {
		q.add(awsconfig.Edit{Value: answer}, key)
	}
	return answer
}

func (q *questions) add(e awsconfig.Edit, key string) {
	if e.Place, q.err = awsconfig.PlaceOf(key, q.profile.Name); q.err != nil {
		return
	}
	q.edits = append(q.edits, e)
}

func plainly(s string) string { return s }
