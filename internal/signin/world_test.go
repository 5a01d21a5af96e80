package signin_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/standin"
)

// idcURL is where the Identity Center of a test is: nowhere on the network.
const idcURL = "http://127.0.0.1:1"

const testDirectory = `
version: 1
seed: test
instance:
  region: us-east-1
  startUrls: [https://d-1234567890.awsapps.com/start, https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws]
  ssoSession: corp
  deviceCodeDuration: 1h
users:
  - {userName: ada@example.com}
`

var corp = awsconfig.SSOSession{
	Name: "corp", StartURL: "https://d-1234567890.awsapps.com/start", Region: "us-east-1",
	RegistrationScopes: []string{"sso:account:access"}, Profile: "dev",
}

// world is an Identity Center, a flow that signs in to it, and a record of what
// happened. Requests to idcURL reach the server without a socket, so that time in
// a synctest bubble can pass while they wait.
type world struct {
	t      *testing.T
	server http.Handler
	flow   signin.Flow
	dir    string // of the cache
	// answer may answer in the server's place; ask asks the server. n counts the calls of
	// that path from 1.
	answer func(path string, n int, ask func() *http.Response) (*http.Response, error)

	mu       sync.Mutex
	calls    []call
	warnings []string
	opened   []string
	shown    []awsapi.DeviceAuthorization
}

type call struct {
	path string
	at   time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	dir, err := directory.Parse("directory.yaml", []byte(testDirectory))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := idc.Secret(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: idcURL, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, server: server, dir: t.TempDir()}
	w.flow = signin.Flow{
		API: awsapi.New(awsapi.Config{
			Endpoint:  func(awsapi.Service) (string, error) { return idcURL, nil },
			Transport: w,
		}),
		Store: ssotoken.Store{Dir: filepath.Join(w.dir, "cache"), Warn: w.warn},
		Now:   time.Now,
		UI: signin.UI{
			StartURL:     func(string, string) {},
			AuthorizeURL: func(string) {},
			DeviceCode:   func(auth awsapi.DeviceAuthorization) { w.note(func() { w.shown = append(w.shown, auth) }) },
			OpenBrowser:  func(url string) error { w.note(func() { w.opened = append(w.opened, url) }); return nil },
			Warn:         w.warn,
		},
	}
	return w
}

func (w *world) note(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

func (w *world) warn(err error) { w.note(func() { w.warnings = append(w.warnings, err.Error()) }) }

// RoundTrip is the flow's way to the Identity Center.
func (w *world) RoundTrip(r *http.Request) (*http.Response, error) {
	n := 1
	w.note(func() {
		for _, c := range w.calls {
			if c.path == r.URL.Path {
				n++
			}
		}
		w.calls = append(w.calls, call{r.URL.Path, time.Now()})
	})
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	ask := func() *http.Response { return serve(w.server, r) }
	if w.answer == nil {
		return ask(), nil
	}
	resp, err := w.answer(r.URL.Path, n, ask)
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

// serve answers a client's request with a handler.
func serve(h http.Handler, r *http.Request) *http.Response {
	received := r.Clone(r.Context())
	received.Host = r.URL.Host
	if received.Body == nil {
		received.Body = http.NoBody
	}
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, received)
	resp := rec.Result()
	resp.Request = r
	return resp
}

// browser is a person's way to the pages: those of the Identity Center, and those of
// the loopback listener, which has a real socket.
func (w *world) browser() *http.Client {
	return &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if strings.HasPrefix(r.URL.String(), idcURL) {
			return serve(w.server, r), nil
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// person is somebody at the browser.
func (w *world) person() standin.Person { return standin.Person{Client: w.browser()} }

// count is how often a path was called.
func (w *world) count(path string) (n int) {
	w.note(func() {
		for _, c := range w.calls {
			if c.path == path {
				n++
			}
		}
	})
	return n
}

// gaps are the times between the calls of a path.
func (w *world) gaps(path string) (gaps []time.Duration) {
	var last time.Time
	w.note(func() {
		for _, c := range w.calls {
			if c.path != path {
				continue
			}
			if !last.IsZero() {
				gaps = append(gaps, c.at.Sub(last))
			}
			last = c.at
		}
	})
	return gaps
}

// hasToken reports whether the session's token file is there.
func (w *world) hasToken() bool {
	_, err := os.Stat(w.tokenPath())
	return err == nil
}

func (w *world) tokenPath() string {
	return filepath.Join(w.flow.Store.Dir, ssotoken.Key(corp)+".json")
}

// testContext ends a flow that would otherwise wait for minutes.
func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
