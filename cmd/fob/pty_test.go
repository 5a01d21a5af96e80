//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/google/go-cmp/cmp"
	"github.com/hinshun/vt10x"
	"golang.org/x/term"
)

// console is a terminal with a program on it, and a person's eyes and hands.
type console struct {
	t        *testing.T
	master   *os.File // the person's end
	terminal *os.File // the program's end
	screen   vt10x.Terminal
	cmd      *exec.Cmd
	before   *term.State // of the terminal, when nobody had touched it

	mu    sync.Mutex
	bytes bytes.Buffer // all that was written
}

// startConsole runs a program on a terminal of 80 columns and 24 rows. stdout is a part
// of it unless cmd says otherwise.
func startConsole(t *testing.T, cmd *exec.Cmd) *console {
	t.Helper()
	return startConsoleSized(t, cmd, 80, 24)
}

func startConsoleSized(t *testing.T, cmd *exec.Cmd, columns, rows int) *console {
	t.Helper()
	master, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, master: master, terminal: terminal, cmd: cmd, screen: vt10x.New(vt10x.WithSize(columns, rows))}
	t.Cleanup(c.close)
	c.resize(columns, rows)
	if c.before, err = term.GetState(int(terminal.Fd())); err != nil {
		t.Fatal(err)
	}
	cmd.Stdin, cmd.Stderr = terminal, terminal
	if cmd.Stdout == nil {
		cmd.Stdout = terminal
	}
	cmd.Env = append([]string{"TERM=xterm-256color"}, cmd.Env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go c.watch()
	return c
}

// What asks for a keyboard protocol moves the cursor of vt10x, and of no terminal.
var (
	keyboardProtocol = regexp.MustCompile(`\x1b\[[<>=?][0-9;]*u|\x1b\[>[0-9;]*m`)
	begunSequence    = regexp.MustCompile(`\x1b(\[[<>=?]?[0-9;]*)?$`)
)

func (c *console) watch() {
	var unseen []byte
	for buf := make([]byte, 4096); ; {
		n, err := c.master.Read(buf)
		if err != nil {
			return
		}
		unseen = append(unseen, buf[:n]...)
		whole := len(unseen) - len(begunSequence.Find(unseen))
		_, _ = c.screen.Write(keyboardProtocol.ReplaceAll(unseen[:whole], nil))
		unseen = unseen[whole:]
		c.mu.Lock()
		c.bytes.Write(buf[:n])
		c.mu.Unlock()
	}
}

func (c *console) close() {
	_ = c.cmd.Process.Kill()
	_ = c.terminal.Close()
	_ = c.master.Close()
}

func (c *console) resize(columns, rows int) {
	c.t.Helper()
	c.screen.Resize(columns, rows)
	if err := pty.Setsize(c.master, &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)}); err != nil {
		c.t.Fatal(err)
	}
}

// text is what the screen shows, without blanks at the ends of its lines and without
// empty lines at its end.
func (c *console) text() string {
	lines := strings.Split(c.screen.String(), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// written is all that the program and those it started wrote to the terminal.
func (c *console) written() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.bytes.String()
}

// until waits until the screen is as it should be.
func (c *console) until(what string, seen func(screen string) bool) {
	c.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !seen(c.text()); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("the screen does not show %s:\n%s", what, c.text())
		}
	}
}

// see waits until the screen ends in a text.
func (c *console) see(end string) {
	c.t.Helper()
	c.until("at its end "+end, func(screen string) bool { return strings.HasSuffix(screen, end) })
}

// press types keys.
func (c *console) press(keys string) {
	c.t.Helper()
	if _, err := c.master.WriteString(keys); err != nil {
		c.t.Fatal(err)
	}
}

// answer waits for a question and answers it.
func (c *console) answer(question, answer string) {
	c.t.Helper()
	c.see(question)
	c.press(answer + keyEnter)
}

// Keys, as terminals send them.
const (
	keyEnter     = "\r"
	keyCtrlC     = "\x03"
	keyCtrlD     = "\x04"
	keyCtrlU     = "\x15"
	keyTab       = "\t"
	keyEsc       = "\x1b"
	keyBackspace = "\x7f"
	keyUp        = "\x1b[A"
	keyDown      = "\x1b[B"
	keyLeft      = "\x1b[D"
)

// ends waits for the program to end with a code, and wants the terminal as it was found.
func (c *console) ends(code int) {
	c.t.Helper()
	done := make(chan struct{})
	go func() { _ = c.cmd.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		c.t.Fatalf("the program goes on:\n%s", c.text())
	}
	c.drain()
	if got := c.cmd.ProcessState.ExitCode(); got != code {
		c.t.Errorf("exit code %d, want %d; the screen:\n%s", got, code, c.text())
	}
	after, err := term.GetState(int(c.terminal.Fd()))
	if err != nil {
		c.t.Fatal(err)
	}
	if diff := cmp.Diff(c.before, after, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		c.t.Errorf("the terminal was left in another state, -before +after:\n%s", diff)
	}
	if !c.screen.CursorVisible() {
		c.t.Error("the cursor was left invisible")
	}
}

// drain waits until all that was written to the terminal has come through.
func (c *console) drain() {
	c.t.Helper()
	const mark = "\x00" // shown by no terminal
	if _, err := c.terminal.WriteString(mark); err != nil {
		c.t.Fatal(err)
	}
	c.until("the end of what was written", func(string) bool { return strings.HasSuffix(c.written(), mark) })
}
