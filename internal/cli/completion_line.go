package cli

import (
	"bufio"
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// isCompletion tells whether the arguments are a shell's question about what may
// follow an unfinished line, which cobra's scripts ask at each Tab.
func isCompletion(args []string) bool {
	return len(args) > 1 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// complete answers a shell's question, with nothing where there is nothing to say:
// who presses Tab is not told what is wrong with a file.
func (a *app) complete(ctx context.Context, root *cobra.Command) int {
	root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	a.completeFlags(root, root.PersistentFlags())
	answer := bufio.NewWriter(a.Stdout)
	root.SetOut(answer)
	root.SetErr(io.Discard)
	root.SetArgs(append(a.Args[:1:1], unfinished(root, a.Args[1:])...))
	err := root.ExecuteContext(ctx)
	if err == nil {
		err = answer.Flush()
	}
	return a.finish(ctx, err)
}

// completeFlags says what the values of options may be, for a command and those below it.
func (a *app) completeFlags(command *cobra.Command, flags *pflag.FlagSet) {
	flags.VisitAll(func(flag *pflag.Flag) {
		flag.Usage = strings.ReplaceAll(flag.Usage, "`", "") // which only help has a use for
		if values := a.flagValues(flag.Name); values != nil {
			_ = command.RegisterFlagCompletionFunc(flag.Name, values)
		}
	})
	for _, child := range command.Commands() {
		a.completeFlags(child, child.Flags())
	}
}

// unfinished puts the words of an unfinished line, of which the last may be a mere
// beginning, in the order that cobra understands: the command's words, the options
// that it has, the arguments, and the word to complete, together with the option that
// it is the value of. It reads them as normalise does.
func unfinished(root *cobra.Command, args []string) []string {
	before, last := args[:len(args)-1], args[len(args)-1]
	if name, value, ok := strings.Cut(last, "="); ok && looksLikeOption(name) {
		before, last = append(before[:len(before):len(before)], name), value
	}
	l := line{root: root, command: root}
	if l.read(append(before[:len(before):len(before)], wordToComplete)) != nil || len(l.unknown) > 0 {
		return nothing
	}
	if n := len(l.positional); n > 0 && l.positional[n-1] == wordToComplete {
		l.positional = l.positional[:n-1]
	} else {
		n := len(l.options) - 1
		name := strings.TrimSuffix(l.options[n], "="+wordToComplete)
		l.options, last = l.options[:n], name+"="+last
		if l.command = owner(l.command, name[2:]); l.command == nil {
			return nothing
		}
	}
	return append(l.known(), last)
}

// wordToComplete holds the place of the word to complete, which may look like anything.
const wordToComplete = "\x00"

// known returns the line for cobra, without the options that the command does not have.
func (l *line) known() []string {
	words := strings.Fields(l.command.CommandPath())[1:]
	for _, option := range l.options {
		if name, _, _ := strings.Cut(option, "="); l.command.Flag(name[2:]) != nil {
			words = append(words, option)
		}
	}
	if l.ended {
		words = append(words, "--")
	}
	return append(words, l.positional...)
}

// nothing is a line that nothing may follow.
var nothing = []string{"--help", ""}

// owner returns the command itself or the first below it that has an option.
func owner(command *cobra.Command, option string) *cobra.Command {
	if command.Flag(option) != nil {
		return command
	}
	for _, child := range command.Commands() {
		if found := owner(child, option); found != nil {
			return found
		}
	}
	return nil
}
