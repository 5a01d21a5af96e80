//go:build unix

package kills

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// center is an Identity Center whose refresh tokens are good once.
type center struct {
	*idc.Server
	dir     *directory.Directory
	environ []string
	tokens  chan struct{} // one for each request that CreateToken gets, as far as anybody looks
	asked   atomic.Int32  // how many requests CreateToken got
}

func newCenter(t *testing.T) *center {
	t.Helper()
	c := &center{dir: directory.Default(), tokens: make(chan struct{}, 1)}
	listener, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := idc.BaseURL(listener)
	secret, err := idc.Secret(c.dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.Server, err = idc.New(idc.Config{Directory: c.dir, BaseURL: base, Secret: secret}); err != nil {
		t.Fatal(err)
	}
	c.environ = idc.ClientEnviron(base)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = idc.Serve(ctx, listener, http.HandlerFunc(c.watch)) }()
	t.Cleanup(func() { cancel(); <-done })
	return c
}

func (c *center) watch(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/token" {
		c.asked.Add(1)
		select {
		case c.tokens <- struct{}{}:
		default:
		}
	}
	c.ServeHTTP(w, r)
}

// home is a user's, with an ~/.aws in it.
type home struct {
	dir    string
	center *center
}

// The session and profile of the center's example, and where its token is.
const (
	session   = "my-sso"
	profile   = "my-dev-profile"
	tokenFile = "sso/cache/0ad374308c5a4e22f723adf10145eafad7c4031c.json"
)

// newHome has a config with a mode of its user's choice, and so large that to write it takes
// its time.
func newHome(t *testing.T, c *center) *home {
	t.Helper()
	h := &home{t.TempDir(), c}
	config := c.dir.ClientConfig() + strings.Repeat("# my notes, which nobody but me can read\n", 5000)
	if err := os.Mkdir(h.path(""), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.path("config"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(h.path("credentials"), []byte("[old]\naws_access_key_id = AKIAOLD\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return h
}

// path is that of a file of ~/.aws.
func (h *home) path(name string) string { return filepath.Join(h.dir, ".aws", name) }

func (h *home) command(args ...string) *exec.Cmd {
	cmd := exec.Command("fob", args...)
	cmd.Env = append([]string{"HOME=" + h.dir, "PATH=" + os.Getenv("PATH"), "BROWSER=standin"}, h.center.environ...)
	return cmd
}

// must runs commands that have to work, one after the other.
func (h *home) must(t *testing.T, commands ...[]string) {
	t.Helper()
	for _, args := range commands {
		began := time.Now()
		if out, err := h.command(args...).CombinedOutput(); err != nil {
			t.Errorf("fob %s: %v after %v\n%s", strings.Join(args, " "), err, time.Since(began), out)
		}
	}
}

// expire makes the access token one that is over, and forgets what it bought, so that whoever
// needs credentials refreshes it.
func (h *home) expire(t *testing.T) {
	t.Helper()
	h.expireAt(t, time.Now().Add(-time.Hour))
}

// expireAt is expire for a time to come.
func (h *home) expireAt(t *testing.T, when time.Time) {
	t.Helper()
	if err := os.RemoveAll(h.path("cli")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(h.path(tokenFile))
	if err != nil {
		t.Fatal(err)
	}
	stamp := regexp.MustCompile(`"expiresAt": "[^"]*"`)
	if !stamp.Match(text) {
		t.Fatalf("no expiresAt in the token file")
	}
	text = stamp.ReplaceAll(text, []byte(`"expiresAt": "`+when.UTC().Format(time.RFC3339)+`"`))
	if err := os.WriteFile(h.path(tokenFile), text, 0o600); err != nil {
		t.Fatal(err)
	}
}
