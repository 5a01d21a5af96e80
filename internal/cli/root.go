package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "fob",
		Short: "Sign in to AWS through IAM Identity Center, and stay signed in to the right account",
		Long: `fob signs you in to AWS through IAM Identity Center and keeps you signed in to the right account.

It takes the words of the AWS CLI and shares its files: what fob signs in, the AWS CLI, the SDKs and
Terraform use, and the other way round. It also holds a local Identity Center to try it all on.`,
		Example: `  fob demo                             # see it work, without an AWS account
  fob sso login --profile dev          # sign in
  fob sts get-caller-identity --profile dev`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs, // needsSubcommand says what is wrong with them
		RunE:          needsSubcommand,
		PersistentPreRunE: func(cmd *cobra.Command, args []string) error {
			if err := a.global.check(cmd.Flags()); err != nil {
				return err
			}
			if _, err := a.compileQuery(); err != nil {
				return err
			}
			if a.global.version && (cmd == cmd.Root() && len(args) > 0) {
				return needsSubcommand(cmd, args)
			}
			if a.global.version {
				return errVersion
			}
			return nil
		},
	}
	a.global.add(root.PersistentFlags())
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return optionMistake(err) })
	root.SuggestionsMinimumDistance = 2
	root.AddCommand(newConfigure(a), newSSO(a), newSTS(a), newStatus(a), newExec(a), newCredentialProcess(a), newDoctor(a), newDemo(a), newIDC(a), newCompletion(a), newVersion(a))
	a.limitTime(root)
	return root
}

// errVersion ends a command line that holds --version wherever it stands.
var errVersion = errors.New("version")

// usageError is a command line that makes no sense.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// optionMistake words what is wrong with an option's value.
func optionMistake(err error) error {
	var invalid *pflag.InvalidValueError
	usage, worded := errors.AsType[*usageError](err)
	switch {
	case worded:
		return usage
	case errors.As(err, &invalid) && errors.As(err, new(*strconv.NumError)):
		return &usageError{fmt.Sprintf("--%s is %q, and must be a whole number", invalid.GetFlag().Name, invalid.GetValue())}
	}
	return &usageError{err.Error()}
}

// needsSubcommand is the action of a command that is only a group of others.
func needsSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return &usageError{fmt.Sprintf("%s needs one of its commands: %s", cmd.CommandPath(), strings.Join(subcommands(cmd), ", "))}
	}
	text := fmt.Sprintf("%s has no command %q", cmd.CommandPath(), args[0])
	if near := neighbours(cmd, args[0]); len(near) > 0 {
		text += "; maybe you meant " + strings.Join(near, " or ")
	}
	return &unknownCommandError{&usageError{text}, cmd, args[0]}
}

// neighbours returns what may have been meant by a word that is no command of cmd.
func neighbours(cmd *cobra.Command, word string) []string {
	if word == "" { // with which every name begins
		return nil
	}
	near := cmd.SuggestionsFor(word)
	if len(near) == 0 && !cmd.HasParent() {
		near = inGroups(word)
	}
	return near
}

// child returns the command of a group that is called name, nil if there is none.
func child(group *cobra.Command, name string) *cobra.Command {
	for _, c := range group.Commands() {
		if c.Name() == name {
			return c
		}
	}
	return nil
}

// inGroups returns the commands called name that stand in a group, with the group's name.
func inGroups(name string) (found []string) {
	for _, group := range newRoot(newApp(Env{})).Commands() {
		if child(group, name) != nil {
			found = append(found, group.Name()+" "+name)
		}
	}
	return found
}

func subcommands(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// group makes a command that only holds others. Those are made where the command line names
// it, or may be meant to: on the warm path they would take longer than reading the config.
func (a *app) group(use, short string, commands ...func(*app) *cobra.Command) *cobra.Command {
	cmd := &cobra.Command{Use: use, Short: short, Args: cobra.ArbitraryArgs, RunE: needsSubcommand}
	cmd.SuggestionsMinimumDistance = 2
	if len(a.Args) == 0 || isCompletion(a.Args) || slices.Contains(a.Args, use) {
		for _, command := range commands {
			cmd.AddCommand(command(a))
		}
	}
	return cmd
}

// arguments checks that exactly the named positional arguments are there.
func arguments(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < len(names) {
			return &usageError{fmt.Sprintf("%s needs: %s", cmd.CommandPath(), strings.Join(names[len(args):], ", "))}
		}
		if len(args) > len(names) {
			return &usageError{fmt.Sprintf("%s does not take %q", cmd.CommandPath(), args[len(names)])}
		}
		return nil
	}
}
