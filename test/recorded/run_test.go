package recorded

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// run does what a step does, and reports whether what it needs is there. ended is how the
// step is to end: what is to be interrupted gets a signal once its browser is through.
func (w *world) run(r signInRun, ended string) (signInOutcome, bool) {
	w.Helper()
	argv, ok := w.commandLine(r)
	if !ok {
		return signInOutcome{}, false
	}
	ctx, cancel := context.WithTimeout(w.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", append([]string{"-c", `umask 022; exec "$0" "$@"`}, argv...)...)
	cmd.Dir, cmd.Env = w.home, w.environ(r)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	cmd.WaitDelay = 5 * time.Second
	if err := cmd.Start(); err != nil {
		w.Fatal(err)
	}
	how := w.await(cmd, !strings.HasPrefix(ended, "exit"))
	w.Logf("%s: stderr %q", r, stderr.String())
	return signInOutcome{
		Ended: how, Stdout: stdout.String(), Cache: w.cache(), Config: w.config(), Requests: w.center.takeRequests(),
	}, true
}

// await returns how a program ended. One that is to be interrupted is given half a
// second, from when its browser is through, to show that it does not end by itself.
func (w *world) await(cmd *exec.Cmd, interrupt bool) string {
	w.Helper()
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	prefix := ""
	if interrupt {
		w.awaitBrowser()
		select {
		case err := <-done:
			done <- err
		case <-time.After(500 * time.Millisecond):
			prefix = "SIGINT, "
			_ = cmd.Process.Signal(syscall.SIGINT)
		}
	}
	if err := <-done; err != nil && cmd.ProcessState == nil {
		w.Fatal(err)
	}
	return fmt.Sprintf("%sexit %d", prefix, cmd.ProcessState.ExitCode())
}

// awaitBrowser returns when the browser has done what it was to do, or is overdue.
func (w *world) awaitBrowser() {
	for range 3000 {
		if _, err := os.Stat(filepath.Join(w.home, browserDone)); err == nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// commandLine returns what to run, and false for others' programs that are not here.
func (w *world) commandLine(r signInRun) ([]string, bool) {
	argv := append([]string{binary}, r.Argv...)
	switch {
	case r.Sh != "":
		argv = []string{"sh", "-c", r.Sh}
	case r.Py != "":
		argv = []string{python(), "-c", r.Py}
	case r.Argv1 != nil:
		argv = append([]string{"aws"}, r.Argv1...)
	}
	for i := range argv {
		argv[i] = w.names.expand(argv[i])
	}
	return argv, (r.Py == "" || haveBoto3()) && (r.Argv1 == nil || haveCLIv1())
}

func (w *world) environ(r signInRun) []string {
	variables := map[string]string{
		"HOME": w.home, "PATH": os.Getenv("PATH"), "LC_ALL": "C.UTF-8", "NO_PROXY": "127.0.0.1,localhost",
		"BROWSER":                   fmt.Sprintf("%s %s %s %s %%s", os.Args[0], browserArg, w.home, browserActs(r.Browser)),
		"AWS_ENDPOINT_URL_SSO_OIDC": w.center.base, "AWS_ENDPOINT_URL_SSO": w.center.base, "AWS_ENDPOINT_URL_STS": w.center.base,
		"AWS_EC2_METADATA_DISABLED": "true",
	}
	var environ []string
	for _, more := range []map[string]string{variables, w.env, r.Env} {
		for name, value := range more {
			environ = append(environ, name+"="+w.names.expand(value)) // the last one counts
		}
	}
	return environ
}

// python is the interpreter that has boto3, if any has.
func python() string { return cmp.Or(os.Getenv("FOB_TEST_BOTOCORE"), "python3") }

// haveBoto3 and haveCLIv1 report whether the others that share our files can be run here,
// in versions that can be sent to another endpoint: botocore 1.31 was the first.
var (
	haveBoto3 = sync.OnceValue(func() bool {
		const check = `import boto3, botocore, sys
sys.exit([int(n) for n in botocore.__version__.split(".")[:2]] < [1, 31])`
		return exec.Command(python(), "-c", check).Run() == nil
	})
	haveCLIv1 = sync.OnceValue(func() bool {
		version, err := exec.Command("aws", "--version").CombinedOutput()
		minor := regexp.MustCompile(`^aws-cli/1\.(\d+)`).FindSubmatch(version)
		if err != nil || minor == nil {
			return false
		}
		n, err := strconv.Atoi(string(minor[1]))
		return err == nil && n >= 29 // with botocore 1.31
	})
)
