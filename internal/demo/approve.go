package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"fob.example/fob/internal/standin"
	"fob.example/fob/internal/termui"
)

// finishing is how long a command may take after the stand-in has approved: many times
// what it needs, as the demo's server lets it poll every second.
const finishing = 30 * time.Second

// signIn runs a command that waits for an approval, and has it given: by the person
// in their own browser, or by the stand-in. find picks the page to open from a line
// of what the command prints, for a command that opens no browser itself.
func (w *walk) signIn(ctx context.Context, find func(line string) string, args ...string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	a := &approver{ctx: ctx, walk: w, command: commandLine(args), find: find, ended: make(chan struct{}), giveUp: cancel}
	_, err := w.run(ctx, args, a)
	if err != nil {
		cancel(err) // whatever befalls the stand-in from now on is no news
	}
	close(a.ended)
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
	ctx     context.Context // of the command
	walk    *walk
	command string
	find    func(line string) string
	ended   chan struct{}           // closed when the command has ended
	giveUp  context.CancelCauseFunc // ends the command
	walks   sync.WaitGroup
	line    []byte
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
	a.walks.Go(func() { a.standIn(page) })
	return nil
}

// standIn has the stand-in approve, and ends a command that would wait in vain. Unlike
// a person it is done when it says so.
func (a *approver) standIn(page string) {
	visit, err := a.walk.approve(a.ctx, page)
	if err == nil {
		err = refusal(visit)
	}
	if err != nil {
		a.giveUp(&StepError{Command: "the stand-in at the browser", Reason: termui.CleanMessage(err.Error())})
		return
	}
	select {
	case <-a.ended:
	case <-a.ctx.Done():
	case <-time.After(finishing):
		a.giveUp(&StepError{Command: a.command, Reason: fmt.Sprintf("still waiting %v after the stand-in had approved", finishing)})
	}
}

// refusal returns what kept the stand-in from approving, if anything did.
func refusal(v standin.Visit) error {
	if v.Decided && v.Status < http.StatusBadRequest {
		return nil
	}
	seen := v.Text
	if v.Title != "" {
		seen = v.Title + ": " + v.Text
	}
	seen = strings.Join(strings.Fields(seen), " ")
	if v.Decided {
		return fmt.Errorf("what followed on Allow was %d %s", v.Status, seen)
	}
	return fmt.Errorf("nothing asked for an approval; the last page was %d %s", v.Status, seen)
}
