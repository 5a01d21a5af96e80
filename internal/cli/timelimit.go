package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// commandTimeout bounds a command that waits for nobody.
const commandTimeout = time.Minute

// errTooLong is the cause of a command's end at its time limit.
var errTooLong = errors.New("given up after a minute without an end")

// limited are the commands that wait for nobody.
func limited() []string {
	return []string{
		"sso list-accounts", "sso list-account-roles", "sso get-role-credentials", "sso logout",
		"sts get-caller-identity", "configure export-credentials", "credential-process",
	}
}

// limitTime bounds the commands that wait for nobody. The time that a person is asked
// something does not count.
func (a *app) limitTime(root *cobra.Command) {
	for _, path := range limited() {
		if cmd := commandAt(root, path); cmd != nil {
			cmd.RunE = a.withinTime(cmd.RunE)
		}
	}
	if ask := a.AskSecret; ask != nil {
		a.AskSecret = func(ctx context.Context, prompt string) (string, error) {
			a.pause(true)
			defer a.pause(false)
			return ask(ctx, prompt)
		}
	}
}

// commandAt returns the command called path, nil where it was not made. cobra's Find would
// first put the options of all commands above into each.
func commandAt(root *cobra.Command, path string) *cobra.Command {
	for name := range strings.FieldsSeq(path) {
		if root = child(root, name); root == nil {
			return nil
		}
	}
	return root
}

// withinTime makes an action that ends at the limit, which is later where requests may
// take longer.
func (a *app) withinTime(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		request, _ := seconds(a.global.readTimeout)
		if request < 0 {
			return run(cmd, args)
		}
		ctx, cancel := context.WithCancelCause(cmd.Context())
		defer cancel(nil)
		a.limit = max(commandTimeout, request)
		a.end = time.AfterFunc(a.limit, func() { cancel(errTooLong) })
		defer a.end.Stop()
		cmd.SetContext(ctx)
		return run(cmd, args)
	}
}

// pause stops the clock of the limit while a person is asked, and starts it anew.
func (a *app) pause(asking bool) {
	switch {
	case a.end == nil:
	case asking:
		a.end.Stop()
	default:
		a.end.Reset(a.limit)
	}
}
