//go:build unix

package kills

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is a command that runs, with what it says on either stream in one file.
type process struct {
	*exec.Cmd
	says string
}

func (h *home) start(t *testing.T, args ...string) *process {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	p := &process{h.command(args...), file.Name()}
	p.Stdout, p.Stderr = file, file
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Process.Kill(); _ = p.Wait() })
	return p
}

func (p *process) said() string {
	text, _ := os.ReadFile(p.says)
	return string(text)
}

// awaits returns when the process has said a text.
func (p *process) awaits(t *testing.T, text string) {
	t.Helper()
	await(t, "that it says "+text, func() bool { return strings.Contains(p.said(), text) })
}

// signal sends a signal. After SIGSTOP it returns when the process has stopped.
func (p *process) signal(t *testing.T, signal syscall.Signal) {
	t.Helper()
	if err := p.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	if signal == syscall.SIGSTOP {
		await(t, "that it stops", func() bool {
			var info syscall.WaitStatus
			pid, err := syscall.Wait4(p.Process.Pid, &info, syscall.WUNTRACED|syscall.WNOHANG, nil)
			return err == nil && pid == p.Process.Pid && info.Stopped()
		})
	}
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}
