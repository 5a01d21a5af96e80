package prompt

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"fob.example/fob/internal/termui"
)

// Lines takes its answers from an input, line by line.
type Lines struct {
	Echoed bool // whether what is read shows up by itself where the questions do

	in  *bufio.Reader
	out io.Writer
}

// NewLines returns Lines over an input, of which it may read more than is asked for. Ask
// shows its questions on out.
func NewLines(in io.Reader, out io.Writer) *Lines { return &Lines{in: bufio.NewReader(in), out: out} }

// Ask asks a question once; a wrong answer is the error of its check.
func (l *Lines) Ask(ctx context.Context, q Question) (string, error) {
	fmt.Fprint(l.out, termui.Escape(q.Text))
	line, err := l.Read(ctx)
	if !l.Echoed || err != nil {
		fmt.Fprintln(l.out)
	}
	if err != nil {
		return "", err
	}
	return q.Answer(line)
}

// Read returns the next line, without its newline and otherwise as it is. At the end of
// the input the error is ErrEnded.
func (l *Lines) Read(ctx context.Context) (string, error) {
	return await(ctx, func() (string, error) {
		line, err := l.in.ReadString('\n')
		if err != nil && (err != io.EOF || line == "") {
			return "", ErrEnded
		}
		return strings.TrimSuffix(line, "\n"), nil
	})
}

// Ended reports whether nothing is left to read. It waits until that is known.
func (l *Lines) Ended(ctx context.Context) (bool, error) {
	return await(ctx, func() (bool, error) {
		_, err := l.in.Peek(1)
		return err != nil, nil
	})
}

// await waits for read, or returns the cause why ctx ended. A read from a terminal cannot
// be called back, so it is left behind.
func await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := read()
		done <- result{value, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, context.Cause(ctx)
	case r := <-done:
		return r.value, r.err
	}
}
