package prompt_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"fob.example/fob/internal/prompt"
)

func TestLinesAsk(t *testing.T) {
	var out strings.Builder
	lines := prompt.NewLines(strings.NewReader("  a \r\n\nwrong\nlast"), &out)
	q := prompt.Question{Text: "Name\x1b: ", Default: "the default", Check: func(answer string) string {
		if answer == "wrong" {
			return "that is wrong"
		}
		return ""
	}}
	for i, want := range []string{"a", "the default", "", "last", ""} {
		if ended, err := lines.Ended(t.Context()); err != nil || ended != (i == 4) {
			t.Errorf("before %q: ended %v, %v", want, ended, err)
		}
		got, err := lines.Ask(t.Context(), q)
		var wrong *prompt.WrongAnswerError
		if got != want || want == "" && !errors.As(err, &wrong) && !errors.Is(err, prompt.ErrEnded) {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	if want := strings.Repeat("Name\\x1b: \n", 5); out.String() != want {
		t.Errorf("shown: %q", out.String())
	}
}

// Read hands out lines as they are.
func TestLinesRead(t *testing.T) {
	lines := prompt.NewLines(strings.NewReader(" a \r\n\nb"), io.Discard)
	for _, want := range []string{" a \r", "", "b"} {
		if got, err := lines.Read(t.Context()); got != want || err != nil {
			t.Errorf("%q, %v; want %q", got, err, want)
		}
	}
	if _, err := lines.Read(t.Context()); !errors.Is(err, prompt.ErrEnded) {
		t.Errorf("at the end: %v", err)
	}
}

// A question that nobody answers ends with its context.
func TestLinesInterrupted(t *testing.T) {
	in, _ := io.Pipe()
	cause := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	lines := prompt.NewLines(in, io.Discard)
	if _, err := lines.Ask(ctx, prompt.Question{}); !errors.Is(err, cause) {
		t.Errorf("%v", err)
	}
}
