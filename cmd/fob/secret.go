package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"

	"fob.example/fob/internal/prompt"
)

// secretAsker returns what asks the person at the terminal for a line that is not shown;
// nil where stdin is no terminal. stdout may be anything: the question is on stderr. The
// errors are those of package prompt and the cause of the end of the context.
func secretAsker() func(context.Context, string) (string, error) {
	fd := int(os.Stdin.Fd())
	if !term.IsTerminal(fd) {
		return nil
	}
	return func(ctx context.Context, question string) (string, error) {
		before, err := term.MakeRaw(fd)
		if err != nil {
			return "", fmt.Errorf("read from the terminal: %w", err)
		}
		defer func() {
			_ = term.Restore(fd, before)
			fmt.Fprintln(os.Stderr)
		}()
		fmt.Fprint(os.Stderr, question)
		type read struct {
			line string
			err  error
		}
		done := make(chan read, 1)
		go func() { line, err := readUnseen(bufio.NewReader(os.Stdin)); done <- read{line, err} }()
		select {
		case <-ctx.Done(): // a read from a terminal cannot be called back, so it is left behind
			return "", context.Cause(ctx)
		case r := <-done:
			return r.line, r.err
		}
	}
}

// readUnseen reads the keys of a line from a terminal that passes on every one.
func readUnseen(in io.ByteReader) (string, error) {
	const ctrlC, ctrlD, ctrlU, backspace, del = 0x03, 0x04, 0x15, 0x08, 0x7f
	var line []byte
	for {
		switch key, err := in.ReadByte(); {
		case err != nil, key == ctrlD && len(line) == 0:
			return "", prompt.ErrEnded
		case key == ctrlC:
			return "", prompt.ErrInterrupted
		case key == '\r', key == '\n':
			return string(line), nil
		case key == backspace, key == del:
			line = line[:max(len(line)-1, 0)]
		case key == ctrlU:
			line = nil
		case key >= ' ':
			line = append(line, key)
		}
	}
}
