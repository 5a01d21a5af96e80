package cli

import (
	"bufio"
	"io"
	"runtime"
	"strings"

	"github.com/muesli/cancelreader"
)

// maxLine bounds a line that is typed or pasted; a terminal ends lines long before.
const maxLine = 64 << 10

// typedLines reads lines in the background, without the blanks around them and without
// empty ones, until stop is called or the input ends. stop returns when nothing is taken
// from the input any more, so that what is typed afterwards is left to whoever asks for it;
// only where a read cannot be called back, as on Windows, the next line is lost.
func typedLines(in io.Reader) (lines <-chan string, stop func()) {
	if runtime.GOOS == "windows" {
		in = struct{ io.Reader }{in} // cancelreader would put the console into a mode of its own
	}
	input, err := cancelreader.NewReader(in)
	if err != nil {
		return nil, func() {}
	}
	typed, stopped, done := make(chan string), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		scanner := bufio.NewScanner(input)
		scanner.Buffer(nil, maxLine)
		for scanner.Scan() {
			line := strings.TrimSpace(scanner.Text())
			if line == "" {
				continue
			}
			select {
			case typed <- line:
			case <-stopped:
				return
			}
		}
	}()
	return typed, func() {
		close(stopped)
		if input.Cancel() {
			<-done
			_ = input.Close()
		}
	}
}
