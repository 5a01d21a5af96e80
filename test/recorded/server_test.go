package recorded

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// person is who signs in, in every recording.
const person = "ada.lovelace@example.test"

// center is the Identity Center of a case. It notes what is asked of it, and decides
// device codes as that of the recordings did: a person took two polls to do it.
type center struct {
	*idc.Server
	base          string
	pollsToDecide int

	mu       sync.Mutex
	requests []signInRequest
	userCode string // of the last device authorization, once it is to be decided
	pending  int    // polls that found it undecided
}

func newCenter(t *testing.T, recorded signIn) *center {
	t.Helper()
	settings := recorded.Server
	text, err := json.Marshal(settings.directory(recorded.startURLs()))
	if err != nil {
		t.Fatal(err)
	}
	dir, err := directory.Parse("case.json", text)
	if err != nil {
		t.Fatal(err)
	}
	c := &center{pollsToDecide: 2}
	if settings.PreAuthorized {
		c.pollsToDecide = 0
	}
	server := httptest.NewServer(http.HandlerFunc(c.serve))
	t.Cleanup(server.Close)
	c.base = server.URL
	c.Server, err = idc.New(idc.Config{Directory: dir, BaseURL: c.base, Secret: []byte("of the recorded sign-ins")})
	if err != nil {
		t.Fatal(err)
	}
	c.SetFaults(settings.faults())
	return c
}

// serve answers, notes what was asked if it is for programs, and lets devices in.
func (c *center) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body) // a body that breaks off is the server's to judge
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := &tee{ResponseWriter: w, status: http.StatusOK}
	c.Server.ServeHTTP(answer, r)
	if strings.HasPrefix(r.URL.Path, "/authorize") || strings.HasPrefix(r.URL.Path, "/device") && r.URL.Path != "/device_authorization" {
		return
	}
	request := newSignInRequest(r, body, answer)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.requests = append(c.requests, request)
	c.decideDevice(request, answer.body.Bytes())
}

func (c *center) decideDevice(request signInRequest, answer []byte) {
	var device struct{ UserCode string }
	switch {
	case request.Path == "/device_authorization" && json.Unmarshal(answer, &device) == nil:
		c.userCode, c.pending = device.UserCode, 0
	case request.Error == "AuthorizationPendingException":
		c.pending++
	}
	if c.userCode != "" && c.pending >= c.pollsToDecide && c.AllowDevice(c.userCode, person) == nil {
		c.userCode = ""
	}
}

// takeRequests returns what was asked since it was last called.
func (c *center) takeRequests() []signInRequest {
	c.mu.Lock()
	defer c.mu.Unlock()
	taken := c.requests
	c.requests = nil
	return taken
}

// tee keeps a copy of an answer.
type tee struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (t *tee) WriteHeader(status int) {
	t.status = status
	t.ResponseWriter.WriteHeader(status)
}

func (t *tee) Write(b []byte) (int, error) {
	t.body.Write(b)
	return t.ResponseWriter.Write(b)
}

var credentialScope = regexp.MustCompile(`Credential=([^/]+)/\d+/([^/]+)/`)

func newSignInRequest(r *http.Request, body []byte, answer *tee) signInRequest {
	q := signInRequest{
		Method: r.Method, Path: r.URL.Path, Query: firstValues(r.URL.Query()),
		Bearer: r.Header.Get("X-Amz-Sso_bearer_token"), Status: answer.status,
	}
	q.Error, _, _ = strings.Cut(answer.Header().Get("X-Amzn-Errortype"), ":")
	if json.Unmarshal(body, &q.JSON) != nil {
		if form, err := url.ParseQuery(string(body)); err == nil {
			q.Form = firstValues(form)
		}
	}
	if m := credentialScope.FindStringSubmatch(r.Header.Get("Authorization")); m != nil {
		q.SignedBy, q.SignedRegion = m[1], m[2]
	}
	if q.Error == "ExpiredToken" {
		q.SignedRegion = "" // the recordings' server did not read on
	}
	return q
}

func firstValues(values url.Values) map[string]string {
	out := map[string]string{}
	for name := range values {
		out[name] = values.Get(name)
	}
	return out
}
