package clients

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// What the default directory and the config made from it are about.
const (
	sessionProfile = "my-dev-profile"
	legacyProfile  = "default"
	sessionName    = "my-sso"
	devAccount     = "111122223333"
	devRole        = "DeveloperAccess"
	startURL       = "https://my-sso-portal.awsapps.com/start"
	legacyStartURL = "https://d-9067642ac7.awsapps.com/start"
)

// patience is how long anything may take before a test gives up on it.
const patience = 45 * time.Second

// world is a home folder and the Identity Center that its programs are pointed at.
type world struct {
	t      *testing.T
	home   string
	center *center
}

// newWorld makes a world with its own server and a config made by it. change, if not
// nil, alters the default directory first.
func newWorld(t *testing.T, change func(*directory.Directory)) *world {
	t.Helper()
	dir := directory.Default()
	dir.Instance.PollInterval = time.Second
	if change != nil {
		change(dir)
	}
	w := &world{t: t, home: t.TempDir(), center: startCenter(t, dir)}
	w.write(".aws/config", dir.ClientConfig())
	return w
}

// otherHome is another home folder with the same config at the same server.
func (w *world) otherHome() *world {
	other := &world{t: w.t, home: w.t.TempDir(), center: w.center}
	other.write(".aws/config", w.read(".aws/config"))
	return other
}

func (w *world) path(name string) string { return filepath.Join(w.home, filepath.FromSlash(name)) }

func (w *world) write(name, text string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o700); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) read(name string) string {
	w.t.Helper()
	data, err := os.ReadFile(w.path(name))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

// copyProgram puts a program at another place in the home, and answers its path.
func (w *world) copyProgram(program, name string) string {
	w.t.Helper()
	data, err := os.ReadFile(program)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(name, string(data))
	if err := os.Chmod(w.path(name), 0o700); err != nil {
		w.t.Fatal(err)
	}
	return w.path(name)
}

func (w *world) addConfig(text string) {
	w.t.Helper()
	w.write(".aws/config", w.read(".aws/config")+"\n"+text)
}

// addProcessProfile makes the profile by-process, which runs fob for its credentials.
func (w *world) addProcessProfile() {
	w.t.Helper()
	w.addConfig("[profile by-process]\ncredential_process = " + fobProgram + " configure export-credentials --profile " + sessionProfile + "\nregion = us-east-1\n")
}

// visitor is what $BROWSER does with the pages.
type visitor []string

var (
	approves visitor = nil
	denies   visitor = []string{"-deny"}
	// mustNotOpen notes that it was started, which the test then finds.
	mustNotOpen visitor = []string{"-note-only"}
	// handsOver leaves the page to the test.
	handsOver visitor = []string{"-note-only"}
)

// command prepares a program in the world, with nothing of the caller's environment.
func (w *world) command(ctx context.Context, v visitor, program string, args ...string) *exec.Cmd {
	// The & is for Python, which waits for a browser that is not in the background.
	browser := slices.Concat([]string{standinProgram, "-log", w.path("browser.log")}, v, []string{"%s", "&"})
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = w.home
	cmd.Env = append(idc.ClientEnviron(w.center.url),
		"HOME="+w.home,
		"TMPDIR="+w.home,
		"PATH="+os.Getenv("PATH"),
		"BROWSER="+strings.Join(browser, " "),
		"AWS_PAGER=",
		"LANG=C.UTF-8",
	)
	cmd.WaitDelay = time.Second
	return cmd
}

// result is what a program left.
type result struct {
	t              *testing.T
	line           string
	stdout, stderr string
	code           int
}

func (w *world) run(v visitor, program string, args ...string) result {
	w.t.Helper()
	return w.start(v, program, args...)()
}

// start runs a program; the function it returns waits for its end.
func (w *world) start(v visitor, program string, args ...string) func() result {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	w.t.Cleanup(cancel)
	cmd := w.command(ctx, v, program, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	return func() result {
		w.t.Helper()
		err := cmd.Wait()
		r := result{w.t, filepath.Base(program) + " " + strings.Join(args, " "), stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
		var exit *exec.ExitError
		if ctx.Err() != nil || err != nil && !errors.As(err, &exit) {
			w.t.Fatalf("%s: %v, %v\nstdout: %s\nstderr: %s", r.line, err, ctx.Err(), r.stdout, r.stderr)
		}
		return r
	}
}

// fob and aws run one command each in which no browser has anything to do.
func (w *world) fob(args ...string) result {
	w.t.Helper()
	return w.run(mustNotOpen, fobProgram, args...)
}

func (w *world) aws(args ...string) result {
	w.t.Helper()
	return w.run(mustNotOpen, awscli(w.t), args...)
}

// fobLogin and awsLogin sign in, with $BROWSER walking the pages.
func (w *world) fobLogin(args ...string) result {
	w.t.Helper()
	return w.run(approves, fobProgram, append([]string{"sso", "login"}, args...)...)
}

func (w *world) awsLogin(args ...string) result {
	w.t.Helper()
	return w.run(approves, awscli(w.t), append([]string{"sso", "login"}, args...)...)
}

func awscli(t *testing.T) string {
	t.Helper()
	return need(t, "FOB_TEST_AWSCLI")
}

// ok demands that the program succeeded.
func (r result) ok() result {
	r.t.Helper()
	return r.exits(0)
}

func (r result) exits(code int) result {
	r.t.Helper()
	if r.code != code {
		r.t.Fatalf("%s: exit code %d, want %d\nstdout: %s\nstderr: %s", r.line, r.code, code, r.stdout, r.stderr)
	}
	return r
}

// says demands a text on stderr.
func (r result) says(text string) result {
	r.t.Helper()
	if !strings.Contains(r.stderr, text) {
		r.t.Fatalf("%s: stderr lacks %q:\n%s", r.line, text, r.stderr)
	}
	return r
}

// silent demands that nothing was printed.
func (r result) silent() result {
	r.t.Helper()
	if r.stdout != "" || r.stderr != "" {
		r.t.Fatalf("%s: printed\n%s%s", r.line, r.stdout, r.stderr)
	}
	return r
}

// decode reads stdout as JSON.
func decode[T any](r result) T {
	r.t.Helper()
	var v T
	if err := json.Unmarshal([]byte(r.stdout), &v); err != nil {
		r.t.Fatalf("%s: stdout is not JSON: %v\n%s", r.line, err, r.stdout)
	}
	return v
}

// caller is GetCallerIdentity's answer.
type caller struct{ UserId, Account, Arn string }

// isDeveloper demands that the answer is alice in her development role.
func (r result) isDeveloper() result {
	r.t.Helper()
	got := decode[caller](r.ok())
	role, user, _ := strings.Cut(strings.TrimPrefix(got.Arn, "arn:aws:sts::"+devAccount+":assumed-role/AWSReservedSSO_"+devRole+"_"), "/")
	if got.Account != devAccount || len(role) != 16 || user != "alice@example.com" {
		r.t.Fatalf("%s: %+v is not alice in %s of %s", r.line, got, devRole, devAccount)
	}
	return r
}

// asked demands the operations that the server was asked for since the last look.
func (w *world) asked(want ...string) {
	w.t.Helper()
	if diff := cmp.Diff(want, w.center.calls()); diff != "" {
		w.t.Fatalf("operations asked of the server (-want +got):\n%s", diff)
	}
}

// noRefusals demands that nothing that was asked of the server since its start was
// refused: above all, no refresh token came twice.
func (w *world) noRefusals() {
	w.t.Helper()
	if refused := w.center.refusals(w.t); len(refused) != 0 {
		w.t.Errorf("the server refused %q", refused)
	}
}

// visit is a line of the browser stand-in's log.
type visit struct {
	URL    string
	Titles []string
	Text   string
	Status int
	Err    string
	Home   string
}

// visits returns what $BROWSER was started for.
func (w *world) visits() []visit {
	w.t.Helper()
	data, err := os.ReadFile(w.path("browser.log"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		w.t.Fatal(err)
	}
	var all []visit
	for line := range bytes.Lines(data) {
		var v visit
		if err := json.Unmarshal(line, &v); err != nil {
			w.t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// visited waits for the n-th visit to be over.
func (w *world) visited(n int) visit {
	w.t.Helper()
	waitFor(w.t, "a visit of the browser", func() bool { return len(w.visits()) >= n })
	return w.visits()[n-1]
}

// noBrowser demands that no browser has been opened since the n-th visit.
func (w *world) noBrowser(n int) {
	w.t.Helper()
	if all := w.visits(); len(all) != n {
		w.t.Fatalf("%d visits of the browser, want %d: %+v", len(all), n, all)
	}
}

// waitFor polls a condition.
func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for !done() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v in vain for %s", patience, what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}
