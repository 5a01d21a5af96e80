//go:build linux

package main

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/directory"
)

// On a machine without IPv4, not even on loopback, a browser cannot come back: the sign-in
// says so and what works instead, and the local Identity Center listens on [::1].
func TestAMachineWithIPv6Alone(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, directory.Default().ClientConfig())
	alone := func(args ...string) *exec.Cmd {
		const without = `ip link set lo up && ip address delete 127.0.0.1/8 dev lo || exit 77; exec "$@"`
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		t.Cleanup(cancel)
		cmd := exec.CommandContext(ctx, "unshare", append([]string{"--net", "sh", "-c", without, "sh"}, args...)...)
		cmd.Env = []string{"HOME=" + d.home, "PATH=" + os.Getenv("PATH")}
		return cmd
	}
	if out, err := alone("true").CombinedOutput(); err != nil {
		t.Skipf("no network of one's own here: %v %s", err, out)
	}
	out, err := alone("fob", "sso", "login", "--profile", "my-dev-profile").CombinedOutput()
	for _, part := range []string{"this machine has no such address", "fob sso login --profile my-dev-profile --use-device-code"} {
		if err == nil || !strings.Contains(string(out), part) {
			t.Errorf("%v: %s", err, out)
		}
	}
	server := alone("fob", "idc", "serve")
	stdout, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 200)
	n, err := stdout.Read(first)
	if !strings.Contains(string(first[:n]), "http://[::1]:8765") {
		t.Errorf("%v: %s", err, first[:n])
	}
	_ = server.Process.Signal(os.Interrupt)
	_ = server.Wait()
}
