//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/idc/directory"
)

// printers are all commands that print, but for servers and those that ask.
var printers = []string{
	"--version", "version", "--help", "help", "sso login --help", "sso help", "completion bash", "completion zsh", "completion fish", "completion powershell",
	"configure list", "configure list-profiles", "configure get sso_region",
	"configure export-credentials", "configure export-credentials --format env", "configure export-credentials --format fish",
	"sts get-caller-identity", "sts get-caller-identity --output text", "sts get-caller-identity --output table", "sts get-caller-identity --output yaml",
	"sso list-accounts --access-token TOKEN --region us-east-1",
	"sso list-account-roles --access-token TOKEN --account-id 111122223333 --region us-east-1",
	"sso get-role-credentials --access-token TOKEN --account-id 111122223333 --role-name DeveloperAccess --region us-east-1",
	"sts get-caller-identity --generate-cli-skeleton", "idc env --url URL", "idc schema",
	"status --profile default", "status --profile default --output json", "status --profile default --prompt", "doctor --offline --profile default",
	"credential-process --profile default",
}

// H70: an answer that does not arrive is a failure, and nobody gets half of one.
func TestStdoutThatTakesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, directory.Default().ClientConfig())
	if out, err := d.command("sso", "login").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	accessToken := d.accessToken(t)
	for _, line := range printers {
		t.Run("H70 "+line, func(t *testing.T) {
			args := strings.Fields(strings.NewReplacer("TOKEN", accessToken, "URL", d.base).Replace(line))
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer full.Close()
			cmd, stderr := d.command(args...), new(strings.Builder)
			cmd.Stdout, cmd.Stderr = full, stderr
			if err := cmd.Run(); err == nil || !strings.Contains(stderr.String(), "fob: error: write the answer: ") {
				t.Errorf("full: %v, %s", err, stderr)
			}
			left, pipe, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			_ = left.Close()
			defer pipe.Close()
			cmd = d.command(args...)
			cmd.Stdout = pipe
			if err := cmd.Run(); err == nil {
				t.Error("nobody reads, and it exits with 0")
			}
			if n := messages(t, d.command(args...)); n != 1 && line != "configure list" { // which begins before it looks for keys
				t.Errorf("the answer comes in %d writes", n)
			}
		})
	}
}

// accessToken is that of the sign-in to the default profile's start URL.
func (d *desk) accessToken(t *testing.T) string {
	t.Helper()
	cache := cachefile.Folder{Dir: filepath.Join(d.home, ".aws", "sso", "cache"), Warn: func(err error) { t.Error(err) }}
	names, err := cache.Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if o, err := cache.Read(name); err == nil && o.String("accessToken") != "" {
			return o.String("accessToken")
		}
	}
	t.Fatal("not signed in")
	return ""
}

// messages runs a command and counts its writes to stdout, a socket that keeps them apart.
func messages(t *testing.T, cmd *exec.Cmd) (n int) {
	t.Helper()
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	mine, its := os.NewFile(uintptr(fds[0]), "mine"), os.NewFile(uintptr(fds[1]), "its")
	defer mine.Close()
	cmd.Stdout = its
	err = cmd.Start()
	_ = its.Close()
	if err != nil {
		t.Fatal(err)
	}
	for buf := make([]byte, 1<<20); ; n++ {
		if read, _ := mine.Read(buf); read <= 0 {
			break
		}
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	return n
}
