package clients

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// output is what a running program has printed so far.
type output struct {
	mu   sync.Mutex
	text strings.Builder
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// running is a program that goes on until it is told to stop.
type running struct {
	t   *testing.T
	cmd *exec.Cmd
	out output
}

// leave starts a program and lets it run.
func (w *world) leave(v visitor, program string, args ...string) *running {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	r := &running{t: w.t, cmd: w.command(ctx, v, program, args...)}
	r.cmd.Stdout, r.cmd.Stderr = &r.out, &r.out
	if err := r.cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return r
}

// interrupt presses Ctrl-C and returns the exit code.
func (r *running) interrupt() int {
	r.t.Helper()
	if err := r.cmd.Process.Signal(syscall.SIGINT); err != nil {
		r.t.Fatal(err)
	}
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode()
}

// elsewhere is a world in which no server is known.
func elsewhere(t *testing.T) *world {
	t.Helper()
	return &world{t: t, home: t.TempDir(), center: &center{url: "http://127.0.0.1:1"}} // where nothing listens
}

// serve runs fob idc serve until the test ends or it is interrupted.
func (w *world) serve(listen string) (server *running, url, readyFile string) {
	w.t.Helper()
	readyFile = w.path("ready")
	server = w.leave(mustNotOpen, fobProgram, "idc", "serve", "--listen", listen, "--ready-file", readyFile)
	waitFor(w.t, "the ready file", func() bool { _, err := os.Stat(readyFile); return err == nil })
	return server, strings.TrimSpace(w.read("ready")), readyFile
}

// A person serves an Identity Center in one terminal and points another at it.
func TestAWSCLIFollowsIDCEnv(t *testing.T) {
	t.Parallel()
	aws, w := awscli(t), elsewhere(t)
	server, url, readyFile := w.serve("127.0.0.1:0")
	script := `set -eu
		eval "$("$FOB" idc env --url "$URL")"
		test "$HOME" != "$OLDHOME"
		"$AWS" sso login --profile my-dev-profile
		"$AWS" sts get-caller-identity --profile my-dev-profile --query Arn --output text
		"$FOB" sts get-caller-identity --profile my-dev-profile
		rm -rf "$HOME"`
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := w.command(ctx, approves, "bash", "-c", script)
	cmd.Env = append(cmd.Env, "FOB="+fobProgram, "AWS="+aws, "URL="+url, "OLDHOME="+w.home)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "\narn:aws:sts::"+devAccount+":assumed-role/AWSReservedSSO_"+devRole+"_") {
		t.Errorf("%v\n%s", err, out)
	}
	if code := server.interrupt(); code != 0 {
		t.Errorf("fob idc serve ended with %d:\n%s", code, server.out.String())
	}
	if _, err := os.Stat(readyFile); err == nil {
		t.Error("the ready file outlives the server")
	}
}

// Registrations and role credentials that clients hold in their caches outlive a server
// whose directory has a seed.
func TestAWSCLIOutlivesARestartOfTheServer(t *testing.T) {
	t.Parallel()
	awscli(t)
	w := elsewhere(t)
	server, url, _ := w.serve("127.0.0.1:0")
	w.center.url = url
	w.write(".aws/config", newWorld(t, nil).read(".aws/config"))
	w.awsLogin("--profile", sessionProfile).ok()
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	server.interrupt()

	server, _, _ = w.serve(strings.TrimPrefix(url, "http://"))
	defer server.interrupt()
	w.aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.awsLogin("--profile", sessionProfile).ok()
	w.forgetRoles()
	w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	if log := server.out.String(); strings.Contains(log, "/client/register") {
		t.Errorf("the client registered again:\n%s", log)
	}
}

// What fob demo --keep prints is enough for the AWS CLI.
func TestAWSCLIJoinsTheDemo(t *testing.T) {
	t.Parallel()
	aws, w := awscli(t), elsewhere(t)
	temp := t.TempDir()
	demo := w.leave(mustNotOpen, "env", "TMPDIR="+temp, fobProgram, "demo", "--yes", "--keep")
	waitFor(t, "the demo's exports", func() bool { return strings.Contains(demo.out.String(), "\naws sts get-caller-identity") })

	_, instructions, _ := strings.Cut(demo.out.String(), "\nexport ")
	script := "set -eu\naws() { \"$AWS\" \"$@\"; }\nexport " + instructions
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := w.command(ctx, approves, "bash", "-c", script)
	cmd.Env = append(cmd.Env, "AWS="+aws)
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "assumed-role/AWSReservedSSO_"+devRole+"_") {
		t.Errorf("%v\n%s\nof\n%s", err, out, script)
	}
	if code := demo.interrupt(); code != 0 {
		t.Errorf("fob demo --keep ended with %d:\n%s", code, demo.out.String())
	}
	if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) != 0 {
		t.Errorf("the demo left in TMPDIR: %v", left)
	}
}

// In a terminal the pages open in the person's own browser, which gets their own
// environment and not the demo's.
func TestDemoInATerminalOpensThePersonsBrowser(t *testing.T) {
	t.Parallel()
	w := elsewhere(t)
	w.sit(approves, fobProgram, "demo").end()
	for n, want := range []string{"You are signed in", "Access allowed"} {
		v := w.visited(n + 1)
		if !strings.Contains(v.Text, want) || v.Err != "" || v.Home != w.home {
			t.Errorf("visit %d: %+v, want %q and HOME %s", n+1, v, want, w.home)
		}
	}
}

// Nobody is there: fob idc run brings a server, a HOME and a browser, and the AWS CLI signs in
// by PKCE and by device code.
func TestAWSCLISignsInUnattended(t *testing.T) {
	t.Parallel()
	aws, w := awscli(t), elsewhere(t)
	const script = `set -eu
		"$0" sso login --profile my-dev-profile
		"$0" sts get-caller-identity --profile my-dev-profile
		"$0" sso logout
		"$0" sso login --profile my-dev-profile --use-device-code >/dev/null
		"$0" sts get-caller-identity --profile my-dev-profile >/dev/null`
	r := w.run(mustNotOpen, fobProgram, "idc", "run", "--", "bash", "-c", script, aws).ok()
	if !strings.Contains(r.stdout, "assumed-role/AWSReservedSSO_"+devRole+"_") {
		t.Errorf("stdout: %s\nstderr: %s", r.stdout, r.stderr)
	}
	w.noBrowser(0)
}
