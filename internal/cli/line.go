package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// fromAWS marks options that the AWS CLI has too. It lets people shorten those to any
// beginning that fits no other; ours are spelt out.
func fromAWS(flags *pflag.FlagSet, names ...string) {
	for _, name := range names {
		flags.Lookup(name).Annotations = awsOption
	}
}

const annotationAWS = "aws"

// awsOption is shared by the options that are AWS's; nothing else annotates options.
var awsOption = map[string][]string{annotationAWS: nil}

// annotationProgram marks commands whose arguments are those of a program. They stand behind
// -- and nowhere else, so that none of them is taken for an option of ours.
const annotationProgram = "program"

// line is a command line on its way from the AWS CLI's grammar to cobra's.
type line struct {
	root, command *cobra.Command
	words         []string // of the command
	positional    []string
	options       []string // as --name=value or --name
	unknown       []string
	ended         bool // by --
	before        int  // how many of positional stand before --
}

// normalise reads a command line by the AWS CLI's rules and returns the command that it names,
// as far as it makes sense, and the line in a form that cobra cannot misread: the command's
// words, options spelt out with their values, and behind -- the positional arguments. The
// AWS CLI takes options anywhere, shortened; takes no word that begins with - as a value,
// but for a negative number; and takes the word help at the end as a wish for help.
func normalise(root *cobra.Command, args []string) (*cobra.Command, []string, error) {
	l := line{root: root, command: root}
	if err := l.read(args); err != nil {
		return l.command, nil, err
	}
	if n := len(l.positional); n > 0 && l.positional[n-1] == "help" && !l.ended {
		l.positional, l.options = l.positional[:n-1], append(l.options, "--help")
	}
	if len(l.unknown) > 0 {
		return l.command, nil, &usageError{"unknown options: " + strings.Join(append(l.unknown, l.extra()...), ", ")}
	}
	if _, program := l.command.Annotations[annotationProgram]; program {
		if stray := l.positional[:l.stray()]; len(stray) > 0 {
			return l.command, nil, &usageError{fmt.Sprintf("%s takes a program behind --, and %q stands before it", l.command.CommandPath(), stray[0])}
		}
	}
	return l.command, slices.Concat(l.words, l.options, l.behindDashes()), nil
}

func (l *line) read(args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch {
		case l.ended || !looksLikeOption(arg):
			l.word(arg)
		case arg == "--":
			l.ended, l.before = true, len(l.positional)
		default:
			took, err := l.option(arg, args[i+1:])
			if err != nil {
				return err
			}
			i += took
		}
	}
	return nil
}

// extra is what stands behind the last argument that the command takes, such as the
// value of an unknown option.
func (l *line) extra() []string {
	for n := len(l.positional); n >= 0 && l.command.Args != nil; n-- {
		if l.command.Args(l.command, l.positional[:n]) == nil {
			return l.positional[n:]
		}
	}
	return nil
}

// stray is how many arguments stand before --, or without it.
func (l *line) stray() int {
	if l.ended {
		return l.before
	}
	return len(l.positional)
}

func (l *line) behindDashes() []string {
	if len(l.positional) == 0 {
		return nil
	}
	return append([]string{"--"}, l.positional...)
}

// looksLikeOption reports whether arg is an option rather than a value.
func looksLikeOption(arg string) bool {
	if len(arg) < 2 || arg[0] != '-' {
		return false
	}
	_, err := strconv.ParseFloat(arg, 64)
	return err != nil
}

// word takes the next word of the command's name, or an argument.
func (l *line) word(arg string) {
	if len(l.positional) == 0 {
		if named := child(l.command, arg); named != nil {
			l.command, l.words = named, append(l.words, arg)
			return
		}
	}
	l.positional = append(l.positional, arg)
}

// option takes an option and, from the words that follow, its value; took is their number.
func (l *line) option(arg string, following []string) (took int, err error) {
	name, value, hasValue := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
	if arg == "-h" {
		l.options = append(l.options, "--help")
		return 0, nil
	}
	if !strings.HasPrefix(arg, "--") {
		l.unknown = append(l.unknown, arg)
		return 0, nil
	}
	flag, err := l.find(name)
	switch {
	case err != nil:
		return 0, err
	case flag == nil:
		l.unknown = append(l.unknown, arg)
	case isSwitch(flag) && hasValue:
		return 0, &usageError{fmt.Sprintf("--%s takes no value", flag.Name)}
	case isSwitch(flag):
		l.options = append(l.options, "--"+flag.Name)
	case hasValue:
		l.options = append(l.options, "--"+flag.Name+"="+value)
	case len(following) == 0 || looksLikeOption(following[0]):
		if flag.NoOptDefVal != "" {
			l.options = append(l.options, "--"+flag.Name)
			return 0, nil
		}
		return 0, &usageError{fmt.Sprintf("--%s needs a value", flag.Name)}
	default:
		l.options = append(l.options, "--"+flag.Name+"="+following[0])
		return 1, nil
	}
	return 0, nil
}

// isSwitch reports whether an option stands alone and takes no value.
func isSwitch(flag *pflag.Flag) bool { return flag.Value == nil || flag.Value.Type() == "bool" }

// find returns the option that name means: a global one, else one of the command or,
// while its words are not all read, of a command below it. Nil: there is none.
func (l *line) find(name string) (*pflag.Flag, error) {
	if name == "help" {
		return &pflag.Flag{Name: "help"}, nil // cobra gives it to every command
	}
	if flag, err := match(l.root.PersistentFlags(), name); flag != nil || err != nil {
		return flag, err
	}
	below := pflag.NewFlagSet("", pflag.ContinueOnError)
	below.SortFlags = false
	l.gather(l.command, below)
	return match(below, name)
}

func (l *line) gather(command *cobra.Command, into *pflag.FlagSet) {
	into.AddFlagSet(command.LocalNonPersistentFlags())
	for _, child := range command.Commands() {
		l.gather(child, into)
	}
}

// match finds the option called name or, among the AWS CLI's, the one that begins so.
func match(flags *pflag.FlagSet, name string) (*pflag.Flag, error) {
	if flag := flags.Lookup(name); flag != nil {
		return flag, nil
	}
	var candidates []*pflag.Flag
	flags.VisitAll(func(flag *pflag.Flag) {
		if _, aws := flag.Annotations[annotationAWS]; aws && strings.HasPrefix(flag.Name, name) {
			candidates = append(candidates, flag)
		}
	})
	switch len(candidates) {
	case 0:
		return nil, nil
	case 1:
		return candidates[0], nil
	}
	names := make([]string, len(candidates))
	for i, flag := range candidates {
		names[i] = "--" + flag.Name
	}
	return nil, &usageError{fmt.Sprintf("--%s could mean %s", name, strings.Join(names, ", "))}
}
