package fob_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// world is where the steps of a case take place: a home folder and an Identity Center.
type world struct {
	*testing.T
	home   string
	center *center
	binary string
	env    map[string]string
	names  names
}

func newWorld(t *testing.T, c signIn, binary string) *world {
	t.Helper()
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, home: home, center: newCenter(t, c), binary: binary, env: c.Env}
	w.names.values = map[string]string{"HOME": home, "IDC": w.center.base, "CLI": binary}
	if c.Server.TLS {
		w.serveVanity(c.Server.Vanity.Status, c.Server.Vanity.Location)
	}
	for path, text := range c.Files {
		w.write(path, []byte(w.names.expand(text)))
	}
	return w
}

// serveVanity stands up the organization's own domain, which sends browsers on.
func (w *world) serveVanity(status int, location string) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(a http.ResponseWriter, _ *http.Request) {
		a.Header().Set("Location", location)
		a.WriteHeader(status)
	}))
	w.Cleanup(server.Close)
	w.names.values["TLS_PORT"] = portOf(w.T, server.URL)
	w.names.values["TLS"] = "https://localhost:" + w.names.values["TLS_PORT"]
	w.names.values["CERT"] = filepath.Join(w.home, "ca.pem")
	w.write("ca.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}))
}

func (w *world) write(path string, data []byte) {
	w.Helper()
	path = filepath.Join(w.home, path)
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o600)); err != nil {
		w.Fatal(err)
	}
}

// setUp does what a case wants done between runs.
func (w *world) setUp(s signInSetup) {
	w.Helper()
	if s.Mint != nil {
		w.mint(time.Duration(s.Mint.AccessTTL) * time.Second)
	}
	for path, content := range s.Write {
		w.write(path, []byte(w.names.expand(plainText(w.T, content))))
	}
	for path, octal := range s.Chmod {
		mode, err := strconv.ParseUint(octal, 8, 32)
		if err := errors.Join(err, os.Chmod(filepath.Join(w.home, path), os.FileMode(mode))); err != nil {
			w.Fatal(err)
		}
	}
	for _, path := range s.Rm {
		if err := os.Remove(filepath.Join(w.home, path)); err != nil {
			w.Fatal(err)
		}
	}
	if s.Control.Faults != nil {
		w.center.SetFaults(faultRules(s.Control.Faults))
	}
	if s.Control.RevokeAll != 0 {
		w.center.EndSessions()
	}
	if s.Control.RevokeRefresh != 0 {
		w.center.RevokeRefreshTokens()
	}
	if s.Control.ExpireRoleCreds != 0 {
		w.center.ExpireRoleCredentials()
	}
}

// mint signs the person in on the server; {MINT.accessToken} and the like are what a
// client would hold then.
func (w *world) mint(life time.Duration) {
	w.Helper()
	issued, err := w.center.Issue(person, life)
	if err != nil {
		w.Fatal(err)
	}
	for name, value := range map[string]string{
		"accessToken": issued.AccessToken, "refreshToken": issued.RefreshToken,
		"clientId": issued.ClientID, "clientSecret": issued.ClientSecret,
		"expiresAt":             issued.ExpiresAt.UTC().Format(time.RFC3339),
		"registrationExpiresAt": issued.RegistrationExpiresAt.UTC().Format(time.RFC3339),
	} {
		w.names.values["MINT."+name] = value
	}
}

// plainText returns a JSON string's text, and other JSON as it is.
func plainText(t *testing.T, content json.RawMessage) string {
	t.Helper()
	var text string
	if json.Unmarshal(content, &text) == nil {
		return text
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, content); err != nil {
		t.Fatal(err)
	}
	return compact.String()
}

func (w *world) beginStep() {
	w.names.beginStep()
	w.center.takeRequests()
	_ = os.Remove(filepath.Join(w.home, browserDone))
}

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
		<-w.browserThrough()
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

// browserThrough is closed when the browser has done what it was to do, or is overdue.
func (w *world) browserThrough() <-chan struct{} {
	through := make(chan struct{})
	go func() {
		defer close(through)
		for range 3000 {
			if _, err := os.Stat(filepath.Join(w.home, browserDone)); err == nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	}()
	return through
}

// commandLine returns what to run, and false for others' programs that are not here.
func (w *world) commandLine(r signInRun) ([]string, bool) {
	argv := append([]string{w.binary}, r.Argv...)
	switch {
	case r.Sh != "":
		argv = []string{"sh", "-c", r.Sh}
	case r.Py != "":
		argv = []string{"python3", "-c", r.Py}
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

func (w *world) config() *string {
	w.Helper()
	data, err := os.ReadFile(filepath.Join(w.home, ".aws", "config"))
	if err != nil {
		w.Fatal(err)
	}
	text := string(data)
	return &text
}

// cache returns the files of both caches.
func (w *world) cache() map[string]cacheFile {
	w.Helper()
	files := map[string]cacheFile{}
	for _, folder := range []string{".aws/sso/cache", ".aws/cli/cache"} {
		entries, err := os.ReadDir(filepath.Join(w.home, folder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			w.Fatal(err)
		}
		for _, entry := range entries {
			file, err := readCacheFile(filepath.Join(w.home, folder, entry.Name()))
			if err != nil {
				w.Fatal(err)
			}
			files[folder+"/"+entry.Name()] = file
		}
	}
	return files
}

func readCacheFile(path string) (cacheFile, error) {
	info, err := os.Stat(path)
	if err != nil {
		return cacheFile{}, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return cacheFile{}, err
	}
	file := cacheFile{Mode: fmt.Sprintf("%o", info.Mode().Perm())}
	if json.Unmarshal(data, &file.JSON) != nil {
		file.Text = string(data)
		return file, nil
	}
	file.KeyOrder, err = keysInOrder(data)
	file.TrailingNewline = bytes.HasSuffix(data, []byte("\n"))
	return file, err
}

// keysInOrder returns the names of an object's members as they come.
func keysInOrder(data []byte) (keys []string, err error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	if _, err := decoder.Token(); err != nil {
		return nil, err
	}
	for decoder.More() {
		key, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		keys = append(keys, fmt.Sprint(key))
		var skipped json.RawMessage
		if err := decoder.Decode(&skipped); err != nil {
			return nil, err
		}
	}
	return keys, nil
}
