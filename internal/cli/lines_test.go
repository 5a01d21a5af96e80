package cli

import (
	"bufio"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTypedLines(t *testing.T) {
	lines, stop := typedLines(strings.NewReader("one\n\n  two \r\n\t\n" + strings.Repeat("x", 5000) + "\nlast"))
	defer stop()
	var got []string
	for range 4 {
		got = append(got, <-lines)
	}
	if diff := cmp.Diff([]string{"one", "two", strings.Repeat("x", 5000), "last"}, got); diff != "" {
		t.Error(diff)
	}
	select {
	case line := <-lines:
		t.Errorf("got %q after the end", line)
	default:
	}
}

// What is typed after stop is left to whoever reads next, also if a line waits untaken.
func TestWhatIsTypedLaterIsLeft(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a read cannot be called back there")
	}
	for _, untaken := range []string{"", "untaken\n"} {
		in, out, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		lines, stop := typedLines(in)
		write := func(text string) {
			if _, err := io.WriteString(out, text); err != nil {
				t.Fatal(err)
			}
		}
		write("first\n")
		if got := <-lines; got != "first" {
			t.Errorf("got %q", got)
		}
		write(untaken)
		stop()
		write("later\n")
		got, err := bufio.NewReader(in).ReadString('\n')
		if got != "later\n" && got != untaken || err != nil {
			t.Errorf("left %q, %v", got, err)
		}
		_, _ = in.Close(), out.Close()
	}
}
