//go:build unix

package diskfaults

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/cli"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// The session and profiles of the config, and where the session's token is.
const (
	session   = "my-sso"
	profile   = "my-dev-profile"
	tokenFile = "sso/cache/0ad374308c5a4e22f723adf10145eafad7c4031c.json"
	assuming  = "\n[profile deploy]\nrole_arn = arn:aws:iam::444455556666:role/Deploy\nsource_profile = my-dev-profile\nregion = us-east-1\n"
)

// desk is a home, and an Identity Center that signs its user in by itself.
type desk struct {
	home    string
	environ []string
	config  string
	disk    *faulty // of the command that runs

	mu      sync.Mutex
	granted []grant
}

// grant is something that the service gave away.
type grant struct {
	path  string // that was asked for it
	after int    // so many operations
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	dir := directory.Default()
	dir.Instance.SignIn, dir.Instance.AutoUser = directory.SignInAuto, dir.Users[0].UserName
	dir.Instance.Consent = directory.ConsentNever
	secret, err := idc.Secret(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{config: dir.ClientConfig() + assuming, disk: &faulty{}}
	server := httptest.NewUnstartedServer(nil)
	base := "http://" + server.Listener.Addr().String()
	center, err := idc.New(idc.Config{Directory: dir, BaseURL: base, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { d.serve(center, w, r) })
	server.Start()
	t.Cleanup(server.Close)
	parent := "/dev/shm" // where a disk costs nothing
	if _, err := os.Stat(parent); err != nil {
		parent = t.TempDir()
	}
	if d.home, err = os.MkdirTemp(parent, "fob-diskfaults-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(d.home) })
	d.environ = append(idc.ClientEnviron(base), "HOME="+d.home)
	return d
}

// serve notes what is given away, and approves a device code before anybody can ask for it.
func (d *desk) serve(center http.Handler, w http.ResponseWriter, r *http.Request) {
	answer := httptest.NewRecorder()
	center.ServeHTTP(answer, r)
	if r.URL.Path == "/device_authorization" {
		var auth struct{ VerificationURIComplete string }
		_ = json.Unmarshal(answer.Body.Bytes(), &auth)
		visit(auth.VerificationURIComplete)
	}
	if answer.Code == http.StatusOK {
		d.mu.Lock()
		d.granted = append(d.granted, grant{r.URL.Path, d.disk.count()})
		d.mu.Unlock()
	}
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// visit is a browser: the Identity Center asks nothing.
func visit(page string) {
	client := &http.Client{Timeout: 20 * time.Second}
	if resp, err := client.Get(page); err == nil {
		_, _ = io.Copy(io.Discard, resp.Body)
		_ = resp.Body.Close()
	}
}

// grants tells after how many operations the service last gave something away at a path.
func (d *desk) grants(path string) (after int, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, g := range d.granted {
		if g.path == path {
			after, ok = g.after, true
		}
	}
	return after, ok
}

// outcome is how a command ended.
type outcome struct {
	code           int
	stdout, stderr string
}

// run runs a command on a file system.
func (d *desk) run(t *testing.T, c command, f fault) outcome {
	t.Helper()
	d.mu.Lock()
	d.granted = nil
	d.disk = &faulty{fault: f}
	d.mu.Unlock()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var stdout, stderr bytes.Buffer
	var visits sync.WaitGroup
	defer visits.Wait()
	o := outcome{code: -1}
	func() {
		defer func() {
			if p := recover(); p != nil {
				fmt.Fprintf(&stderr, "panic: %v\n%s", p, debug.Stack())
			}
		}()
		o.code = cli.Main(ctx, cli.Env{
			Args: strings.Fields(c.line), Stdin: strings.NewReader(c.stdin), Stdout: &stdout, Stderr: &stderr,
			Environ: d.environ, Now: time.Now, Disk: d.disk.world(),
			OpenBrowser: func(page string) error { visits.Go(func() { visit(page) }); return nil },
			Executable:  func() (string, error) { return "/usr/local/bin/fob", nil },
			Run: func(_ context.Context, p cli.Program) (int, error) { // printenv
				_, err := fmt.Fprintln(&stdout, strings.Join(p.Environ, "\n"))
				return 0, err
			},
		})
	}()
	o.stdout, o.stderr = stdout.String(), stderr.String()
	return o
}

// must runs a command that has to work.
func (d *desk) must(t *testing.T, where string, c command) {
	t.Helper()
	if o := d.run(t, c, fault{}); o.code != 0 {
		t.Errorf("%s: fob %s: exit code %d\n%s", where, c.line, o.code, o.stderr)
	}
}

func (d *desk) path(name string) string { return filepath.Join(d.home, ".aws", name) }

// state is what is below ~/.aws, by the names there. Folders end in a slash.
type state map[string]string

// clear leaves the config, with a mode of its user's choice.
func (d *desk) clear(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(d.path("")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(d.path(""), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path("config"), []byte(d.config), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path("credentials"), []byte("[old]\naws_access_key_id = AKIAOLD\n"), 0o600); err != nil {
		t.Fatal(err)
	}
}

// save reads all cache files.
func (d *desk) save(t *testing.T) state {
	t.Helper()
	s := state{}
	for _, pattern := range []string{"sso/cache/*", "cli/cache/*"} {
		paths, err := filepath.Glob(d.path(pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(d.path(""), path)
			s[name] = string(text)
		}
	}
	return s
}

// restore clears and writes the cache files of a state.
func (d *desk) restore(t *testing.T, s state) {
	t.Helper()
	d.clear(t)
	for name, text := range s {
		if err := os.MkdirAll(filepath.Dir(d.path(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(d.path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// expired is a state in which the access token is over.
func (s state) expired() state {
	s[tokenFile] = regexp.MustCompile(`"expiresAt": "20`).ReplaceAllString(s[tokenFile], `"expiresAt": "19`)
	return s
}
