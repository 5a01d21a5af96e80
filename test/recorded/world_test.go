package recorded

import (
	"bytes"
	"encoding/json"
	"encoding/pem"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// world is where the steps of a case take place: a home folder and an Identity Center.
type world struct {
	*testing.T
	home   string
	center *center
	env    map[string]string
	names  names
}

func newWorld(t *testing.T, c signIn) *world {
	t.Helper()
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{T: t, home: home, center: newCenter(t, c), env: c.Env}
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
	w.names.values["TLS_PORT"] = strconv.Itoa(server.Listener.Addr().(*net.TCPAddr).Port)
	w.names.values["TLS"] = server.URL
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
