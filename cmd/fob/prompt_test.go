//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestCtrlCEndsAPrompt presses Ctrl-C while a question waits for its answer.
func TestCtrlCEndsAPrompt(t *testing.T) {
	home := t.TempDir()
	cmd := exec.Command("fob", "configure") // TestMain put it on PATH
	cmd.Env = []string{"HOME=" + home}
	stdin, err := cmd.StdinPipe() // stays open: nobody answers
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var seen strings.Builder
	for buf := make([]byte, 512); !strings.Contains(seen.String(), "AWS Access Key ID [None]: "); {
		n, err := stdout.Read(buf)
		seen.Write(buf[:n])
		if err != nil {
			t.Fatalf("%v after %q", err, seen.String())
		}
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	stuck := time.AfterFunc(10*time.Second, func() { _ = cmd.Process.Kill() })
	defer stuck.Stop()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 {
		t.Errorf("exit code %d", code)
	}
	if _, err := os.Stat(filepath.Join(home, ".aws")); err == nil {
		t.Error("something was written")
	}
}
