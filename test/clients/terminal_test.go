package clients

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// terminal is a program that a person sits in front of.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File
	out  output
	seen int // of out, by expect
	over chan struct{}
}

// sit starts a program on a terminal of its own.
func (w *world) sit(v visitor, program string, args ...string) *terminal {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	s := &terminal{t: w.t, cmd: w.command(ctx, v, program, args...), over: make(chan struct{})}
	file, err := pty.StartWithSize(s.cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		w.t.Fatal(err)
	}
	s.file = file
	w.t.Cleanup(func() { _ = file.Close() })
	go s.read()
	return s
}

// read ends with the program, whose terminal then gives an error.
func (s *terminal) read() {
	defer close(s.over)
	buffer := make([]byte, 4096)
	for {
		n, err := s.file.Read(buffer)
		_, _ = s.out.Write(buffer[:n])
		if err != nil {
			return
		}
	}
}

// answer waits for a question to appear, and types the answer and Enter.
func (s *terminal) answer(question, text string) {
	s.t.Helper()
	deadline := time.Now().Add(patience)
	at := -1
	for at < 0 {
		if time.Now().After(deadline) {
			s.t.Fatalf("%v: waited in vain for %q after %q", s.cmd.Args, question, s.out.String()[s.seen:])
		}
		time.Sleep(10 * time.Millisecond)
		at = strings.Index(s.out.String()[s.seen:], question)
	}
	s.seen += at + len(question)
	if _, err := s.file.WriteString(text + "\r"); err != nil {
		s.t.Fatal(err)
	}
}

// end waits for the program and demands that it succeeded.
func (s *terminal) end() string {
	s.t.Helper()
	err := s.cmd.Wait()
	<-s.over
	if err != nil {
		s.t.Fatalf("%v: %v\n%s", s.cmd.Args, err, s.out.String())
	}
	return s.out.String()
}
