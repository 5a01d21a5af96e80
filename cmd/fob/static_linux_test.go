package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// chroot is a folder with nothing in it but the static program, room for temporary files and
// a /dev/null, as a container of an image made from scratch has.
func chroot(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root may change the root folder")
	}
	root := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(root, "fob"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, dir := range []string{"tmp", "dev"} {
		if err := os.Mkdir(filepath.Join(root, dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(root, os.DevNull), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	return root
}

// inside prepares the program to run in a chroot, with an environment of its own.
func inside(t *testing.T, root string, args ...string) (cmd *exec.Cmd, output *bytes.Buffer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	output = &bytes.Buffer{}
	cmd = exec.CommandContext(ctx, "/fob", args...)
	cmd.Dir, cmd.Env, cmd.Err = "/", []string{"TMPDIR=/tmp"}, nil // it is not here that it is looked for
	cmd.Stdout, cmd.Stderr = output, output
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root}
	return cmd, output
}

// TestStaticBinaryServesInAnEmptyChroot, where no library, no certificate, no passwd file and
// no /proc is, and signs in there.
func TestStaticBinaryServesInAnEmptyChroot(t *testing.T) {
	root := chroot(t)
	login, said := inside(t, root, "idc", "run", "--", "/fob", "sso", "login", "--profile", "my-dev-profile")
	if err := login.Run(); err != nil || !strings.Contains(said.String(), "Successfully logged into Start URL") {
		t.Errorf("%v\n%s", err, said)
	}

	serve, said := inside(t, root, "idc", "serve", "--listen", "127.0.0.1:0", "--ready-file", "/ready")
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	defer serve.Process.Kill()
	ready := filepath.Join(root, "ready")
	awaitFile(ready, func() { t.Fatalf("the server is not ready\n%s", said) })
	base, err := os.ReadFile(ready)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(strings.TrimSpace(string(base)) + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "ok\n" {
		t.Errorf("/healthz: %q, %v", body, err)
	}
	healthy, said := inside(t, root, "idc", "env", "--ready-file", "/ready")
	if err := healthy.Run(); err != nil {
		t.Errorf("the health check of the image: %v\n%s", err, said)
	}
	if err := serve.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := serve.Wait(); err != nil {
		t.Error(err)
	}
	entries, err := os.ReadDir(filepath.Join(root, "tmp"))
	if err != nil || len(entries) > 1 || len(entries) == 1 && !strings.HasPrefix(entries[0].Name(), "fob-idc-") {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}
