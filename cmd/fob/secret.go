package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// secretAsker returns what asks the person at the terminal for a line that is not shown;
// nil where stdin is no terminal. stdout may be anything: the question is on stderr.
func secretAsker() func(context.Context, string) (string, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return nil
	}
	return func(ctx context.Context, prompt string) (string, error) {
		before, err := term.GetState(fd)
		if err != nil {
			return "", fmt.Errorf("read from the terminal: %w", err)
		}
		fmt.Fprint(os.Stderr, prompt)
		type read struct {
			line []byte
			err  error
		}
		done := make(chan read, 1)
		go func() { line, err := term.ReadPassword(fd); done <- read{line, err} }()
		select {
		case <-ctx.Done(): // a read from a terminal cannot be called back, so it is left behind
			_ = term.Restore(fd, before)
			return "", context.Cause(ctx)
		case r := <-done:
			fmt.Fprintln(os.Stderr)
			if r.err != nil {
				return "", fmt.Errorf("read from the terminal: %w", r.err)
			}
			return strings.TrimSpace(string(r.line)), nil
		}
	}
}
