package clients

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/intercept"
)

const adminToken = "admin-token-of-the-tests"

// center is a local Identity Center that remembers what it was asked.
type center struct {
	hosts   []string // of AWS, in whose place it answers
	handler http.Handler
	url     string
	log     output // one JSON object a line

	mu      sync.Mutex
	asked   []string
	refuses string
	hides   bool
	alters  func(*http.Request)
}

func startCenter(t *testing.T, dir *directory.Directory) *center {
	t.Helper()
	c := &center{hosts: intercept.Hosts(dir)}
	server := httptest.NewUnstartedServer(nil)
	c.url = "http://" + server.Listener.Addr().String()
	secret, err := idc.Secret(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	local, err := idc.New(idc.Config{Directory: dir, BaseURL: c.url, Secret: secret, AdminToken: adminToken, Intercepts: c.hosts, Logger: slog.New(slog.NewJSONHandler(&c.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	c.handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c.hidesFetchMetadata() {
			maps.DeleteFunc(r.Header, func(name string, _ []string) bool { return strings.HasPrefix(name, "Sec-Fetch-") })
		}
		if c.remember(operation(r)) {
			w.Header().Set("X-Amzn-ErrorType", "InvalidGrantException")
			http.Error(w, `{"error": "invalid_grant", "error_description": "Invalid grant provided"}`, http.StatusBadRequest)
			return
		}
		c.altered(r)
		local.ServeHTTP(w, r)
	})
	server.Config.Handler = c.handler
	server.Start()
	t.Cleanup(server.Close)
	return c
}

// remember notes an operation and reports whether it is to be refused.
func (c *center) remember(operation string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if operation != "" {
		c.asked = append(c.asked, operation)
	}
	return operation != "" && operation == c.refuses
}

// refuse answers an operation with InvalidGrantException from now on.
func (c *center) refuse(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.refuses = operation
}

// alter changes requests from now on, as somebody between client and server could.
func (c *center) alter(change func(*http.Request)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.alters = change
}

func (c *center) altered(r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.alters != nil {
		c.alters(r)
	}
}

// hideFetchMetadata drops Sec-Fetch headers from now on, as if browsers did not send them.
func (c *center) hideFetchMetadata() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hides = true
}

func (c *center) hidesFetchMetadata() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hides
}

// calls returns the operations asked for since it was last called. One that came several
// times in a row, as polls do, is there once.
func (c *center) calls() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	asked := slices.Compact(c.asked)
	c.asked = nil
	return asked
}

// refusals returns what the server has refused, by its log. It refuses a refresh token
// that comes a second time. A device code that waits for its approval is no refusal.
func (c *center) refusals(t *testing.T) []string {
	t.Helper()
	var refused []string
	for line := range strings.Lines(c.log.String()) {
		var request struct{ Path, Error string }
		if err := json.Unmarshal([]byte(line), &request); err != nil {
			t.Fatal(err)
		}
		if request.Error != "" && request.Error != "AuthorizationPendingException" {
			refused = append(refused, request.Path+" "+request.Error)
		}
	}
	return refused
}

// operation names what a request asks for, as AWS does; "" for pages other than the
// start of a sign-in.
func operation(r *http.Request) string {
	switch r.Method + " " + r.URL.Path {
	case "POST /client/register":
		return "RegisterClient"
	case "POST /device_authorization":
		return "StartDeviceAuthorization"
	case "POST /token":
		var body struct{ GrantType string }
		_ = json.Unmarshal(peek(r), &body)
		return "CreateToken " + body.GrantType[strings.LastIndex(body.GrantType, ":")+1:]
	case "GET /assignment/accounts":
		return "ListAccounts"
	case "GET /assignment/roles":
		return "ListAccountRoles"
	case "GET /federation/credentials":
		return "GetRoleCredentials"
	case "POST /logout":
		return "Logout"
	case "POST /":
		form, _ := url.ParseQuery(string(peek(r)))
		return form.Get("Action")
	case "GET /authorize":
		return "authorize"
	}
	return ""
}

// peek reads a request's body and leaves it to be read again.
func peek(r *http.Request) []byte {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return body
}
