package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/prompt"
)

// interview finds out what a command has to know: from its options, else from the person
// at the terminal, else from the lines of stdin.
type interview struct {
	*app
	ctx    context.Context // of the command
	cmd    *cobra.Command  // whose options are asked first
	lines  *prompt.Lines
	screen *prompt.Terminal     // nil where nothing can be drawn
	silent func() (bool, error) // whether nobody is there to answer
}

func (a *app) interview(cmd *cobra.Command) *interview {
	i := &interview{app: a, ctx: cmd.Context(), cmd: cmd, lines: prompt.NewLines(a.Stdin, a.Stderr)}
	i.lines.Echoed = a.Screen != nil
	if a.Screen != nil && a.env["TERM"] != "dumb" {
		i.screen = &prompt.Terminal{In: a.Stdin, Out: a.Screen, Environ: a.Environ}
	}
	i.silent = sync.OnceValues(i.findSilent)
	return i
}

// given returns the value of an option if it is on the command line.
func (i *interview) given(option string) (string, bool) {
	flag := i.cmd.Flags().Lookup(option)
	return flag.Value.String(), flag.Changed
}

// ask returns the answer to a question that an option answers, too.
func (i *interview) ask(option string, q prompt.Question) (string, error) {
	if value, ok := i.given(option); ok {
		answer, err := q.Answer(value)
		if err != nil {
			return "", &usageError{fmt.Sprintf("--%s: %v", option, err)}
		}
		return answer, nil
	}
	silent, err := i.silent()
	switch {
	case err != nil:
		return "", err
	case silent:
		answer, err := q.Answer("")
		if err != nil {
			return "", i.needs(option)
		}
		return answer, nil
	}
	answer, err := i.line(q)
	return answer, i.explain(option, q.Text, err)
}

func (i *interview) line(q prompt.Question) (string, error) {
	if i.screen != nil {
		return i.screen.Line(i.ctx, q)
	}
	return i.lines.Ask(i.ctx, q)
}

// explain says of which question an error is, and what answers it as well.
func (i *interview) explain(option, question string, err error) error {
	var wrong *prompt.WrongAnswerError
	switch {
	case errors.Is(err, prompt.ErrEnded), errors.As(err, &wrong):
		name, _, _ := strings.Cut(strings.TrimSuffix(question, ": "), " [")
		return &noAnswerError{Question: name, Option: option, Err: err}
	}
	return err
}

// noAnswerError is a question that its input did not answer.
type noAnswerError struct {
	Question, Option string
	Err              error
}

func (e *noAnswerError) Error() string { return fmt.Sprintf("%s: %v", e.Question, e.Err) }
func (e *noAnswerError) Unwrap() error { return e.Err }

// needs is the error of answers that nobody is there to give.
func (i *interview) needs(options ...string) error {
	return &usageError{i.cmd.CommandPath() + " needs: --" + strings.Join(options, ", --")}
}

// findSilent reports whether nobody answers: there is no terminal, and stdin is empty.
func (i *interview) findSilent() (bool, error) {
	if i.Screen != nil {
		return false, nil
	}
	return i.lines.Ended(i.ctx)
}
