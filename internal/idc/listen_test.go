package idc_test

import (
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

func TestListenOnlyOnLoopback(t *testing.T) {
	for _, addr := range []string{
		"0.0.0.0:0", ":0", "[::]:0", "localhost:0", "192.168.0.1:0", "10.0.0.1:80", "example.com:80",
		"[::ffff:127.0.0.1]:0", "128.0.0.1:0", "127.1:0", "2130706433:0", "[fe80::1]:0",
	} {
		l, err := idc.Listen(addr)
		if !errors.Is(err, idc.ErrNotLoopback) {
			t.Errorf("%s: got %v", addr, err)
		}
		if l != nil {
			l.Close()
		}
	}
	for _, addr := range []string{"", "127.0.0.1", "127.0.0.1:99999"} {
		if l, err := idc.Listen(addr); err == nil {
			t.Errorf("%q is listened on", addr)
			l.Close()
		}
	}
	l, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = idc.Listen(l.Addr().String())
	port := l.Addr().String()[strings.LastIndex(l.Addr().String(), ":")+1:]
	if !errors.Is(err, idc.ErrPortTaken) || !strings.Contains(err.Error(), port) {
		t.Errorf("a taken port: %v", err)
	}
}

// TestListenOnIPv4Alone: 0.0.0.0 is all of IPv4, and not of IPv6 as well.
func TestListenOnIPv4Alone(t *testing.T) {
	l, err := idc.ListenAnywhere("0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if at := l.Addr().String(); !strings.HasPrefix(at, "0.0.0.0:") {
		t.Errorf("listens on %s", at)
	}
}

func TestNewNeedsItsConfig(t *testing.T) {
	good := idc.Config{Directory: directory.Default(), BaseURL: "http://127.0.0.1:1", Secret: secret}
	if _, err := idc.New(good); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*idc.Config){
		"no directory":     func(c *idc.Config) { c.Directory = nil },
		"no secret":        func(c *idc.Config) { c.Secret = nil },
		"short secret":     func(c *idc.Config) { c.Secret = secret[:15] },
		"no base URL":      func(c *idc.Config) { c.BaseURL = "" },
		"base has a path":  func(c *idc.Config) { c.BaseURL += "/" },
		"base no scheme":   func(c *idc.Config) { c.BaseURL = "127.0.0.1:1" },
		"remote, no token": func(c *idc.Config) { c.Remote = true },
	} {
		bad := good
		change(&bad)
		if _, err := idc.New(bad); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func mustSecret(t *testing.T, dir *directory.Directory, dataDir string) []byte {
	t.Helper()
	s, err := idc.Secret(dir, dataDir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s) < 16 {
		t.Fatalf("a secret of %d bytes", len(s))
	}
	return s
}

func TestSecret(t *testing.T) {
	seeded := directory.Default()
	unseeded := &directory.Directory{}
	dataDir := filepath.Join(t.TempDir(), "new", "data")

	if diff := cmp.Diff(mustSecret(t, seeded, ""), mustSecret(t, seeded, dataDir)); diff != "" {
		t.Error("the seed does not decide")
	}
	if _, err := os.Stat(dataDir); err == nil {
		t.Error("a file is made although there is a seed")
	}
	if cmp.Equal(mustSecret(t, unseeded, ""), mustSecret(t, unseeded, "")) {
		t.Error("without seed and directory the secret is not random")
	}
	first := mustSecret(t, unseeded, dataDir)
	if diff := cmp.Diff(first, mustSecret(t, unseeded, dataDir)); diff != "" {
		t.Error("the second start has another secret")
	}
	entries, err := os.ReadDir(dataDir)
	if err != nil || len(entries) != 1 {
		t.Fatalf("the directory holds %v, %v", entries, err)
	}
	if runtime.GOOS != "windows" {
		for path, want := range map[string]os.FileMode{dataDir: 0o700, filepath.Join(dataDir, "secret"): 0o600} {
			if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
				t.Errorf("%s: mode %v, %v", path, info.Mode().Perm(), err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(dataDir, "secret"), []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := idc.Secret(unseeded, dataDir); err == nil || !strings.Contains(err.Error(), "5 bytes") {
		t.Errorf("a cut secret: %v", err)
	}
}

// TestWhichNamesAreAnswered to: a page elsewhere can make its name resolve to the server.
func TestWhichNamesAreAnswered(t *testing.T) {
	config := idc.Config{Directory: directory.Default(), BaseURL: "http://idc.internal:8765", Secret: secret, AdminToken: adminToken}
	status := func(host string) int {
		t.Helper()
		s, err := idc.New(config)
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest("GET", "/healthz", nil)
		r.Host = host
		return serveInProcess(s, r).Code
	}
	for _, c := range []struct {
		host          string
		local, remote int
	}{
		{"127.0.0.1:1", 200, 200}, {"localhost", 200, 200}, {"[::1]:80", 200, 200}, {"IDC.internal:8765", 200, 200},
		{"192.0.2.7:8765", 421, 200}, {"[2001:db8::7]", 421, 200},
		{"evil.example", 421, 421}, {"127.0.0.1.evil.example", 421, 421}, {"", 421, 421},
	} {
		config.Remote = false
		local := status(c.host)
		config.Remote = true
		if remote := status(c.host); local != c.local || remote != c.remote {
			t.Errorf("%q: %d, and %d for a remote server; want %d and %d", c.host, local, remote, c.local, c.remote)
		}
	}
}
