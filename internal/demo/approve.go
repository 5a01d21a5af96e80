package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"

	"fob.example/fob/internal/standin"
)

// signIn runs a command that waits for an approval, and has it given: by the person
// in their own browser, or by the stand-in. find picks the page to open from a line
// of what the command prints, for a command that opens no browser itself.
func (w *walk) signIn(ctx context.Context, find func(line string) string, args ...string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &approver{ctx: ctx, walk: w, find: find, giveUp: cancel}
	_, err := w.run(ctx, args, a)
	a.walks.Wait()
	var failed *StepError
	if errors.As(context.Cause(ctx), &failed) {
		return failed
	}
	return err
}

// approver gives the approval that a command waits for. It reads what the command
// prints as an io.Writer.
type approver struct {
	ctx    context.Context // of the command
	walk   *walk
	find   func(line string) string
	giveUp context.CancelCauseFunc
	walks  sync.WaitGroup
	line   []byte
}

// Write looks for the page to open in the lines that a command prints.
func (a *approver) Write(p []byte) (int, error) {
	for _, b := range p {
		if b != '\n' {
			a.line = append(a.line, b)
			continue
		}
		if page := a.find(string(bytes.TrimSpace(a.line))); page != "" {
			_ = a.open(page)
		}
		a.line = a.line[:0]
	}
	return len(p), nil
}

// open brings somebody to a page: the person, or the stand-in at once.
func (a *approver) open(page string) error {
	if a.walk.OpenBrowser != nil && a.walk.OpenBrowser(page) == nil {
		fmt.Fprintf(a.walk.Stdout, "(your browser opens: choose %s and press Allow)\n", a.walk.user)
		return nil
	}
	fmt.Fprintf(a.walk.Stdout, "(a built-in stand-in for you walks the pages: it signs in as %s and presses Allow)\n", a.walk.user)
	a.walks.Go(func() {
		if _, err := (standin.Person{UserName: a.walk.user}).Walk(a.ctx, page); err != nil {
			a.giveUp(&StepError{Command: "the stand-in at the browser", Reason: err.Error()})
		}
	})
	return nil
}
