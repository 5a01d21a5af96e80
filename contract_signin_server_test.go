package fob_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
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

type object = map[string]any

// startURLs are those that the config of a case has, all of which its server knew.
func (c signIn) startURLs() []string {
	urls := []string{"https://d-1234567890.awsapps.com/start"}
	for _, m := range regexp.MustCompile(`sso_start_url = (https\S+)`).FindAllStringSubmatch(c.Files[".aws/config"], -1) {
		urls = append(urls, m[1])
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

// directory returns the settings as a directory file.
func (s signInServer) directory(startURLs []string) object {
	scopes := []string{"sso:*", "codewhisperer:*", "codecatalyst:*"}
	if s.AllowedScopes != nil {
		scopes = s.AllowedScopes
	}
	registration := 90 * 24 * time.Hour
	if s.RegistrationTTL != 0 {
		registration = time.Duration(s.RegistrationTTL) * time.Second
	}
	accounts, assignments := s.accounts()
	roles := []object{}
	if s.AssumeAny == nil || *s.AssumeAny {
		roles = append(roles, object{"arn": "arn:aws:iam::999900001111:role/Deploy", "trust": []string{"Admin"}})
	}
	return object{
		"version": 1,
		"instance": object{
			"region": "us-east-1", "startUrls": startURLs,
			"sessionDuration": "8h", "accessTokenDuration": "8h", "registrationDuration": registration.String(),
			"pollInterval": "1s", "signIn": "auto:" + person, "consent": "never", "allowedScopes": scopes,
		},
		"users":    []object{{"userName": person}},
		"accounts": accounts, "permissionSets": []object{{"name": "Admin"}, {"name": "ReadOnly"}},
		"accountAssignments": assignments, "roles": roles,
	}
}

// accounts returns those of the settings, else the usual three with all roles, and who
// may do what there.
func (s signInServer) accounts() (accounts, assignments []object) {
	accounts, assignments = []object{}, []object{}
	add := func(id, name, email string, roles ...string) {
		accounts = append(accounts, object{"accountId": id, "accountName": name, "emailAddress": email})
		for _, role := range roles {
			assignments = append(assignments, object{"user": person, "permissionSet": role, "accounts": []string{id}})
		}
	}
	if s.Accounts != nil {
		for _, a := range *s.Accounts {
			add(a.AccountID, a.AccountName, a.EmailAddress, a.Roles...)
		}
		return accounts, assignments
	}
	add("111122223333", "alpha-dev", "alpha-dev@example.test", "Admin", "ReadOnly")
	add("444455556666", "beta-prod", "beta-prod@example.test", "Admin", "ReadOnly")
	add("777788889999", "Gamma Team", "gamma@example.test", "Admin", "ReadOnly")
	if n := s.Generate.Accounts; n > 0 {
		accounts = append(accounts, object{"generate": object{"count": n, "accountName": "generated-%d"}})
		assignments = append(assignments, object{"user": person, "permissionSet": "Admin", "accounts": []string{"generated-*"}})
	}
	return accounts, assignments
}

// faults returns the failures of the settings.
func (s signInServer) faults() (rules []fault.Rule) {
	for operation, seconds := range s.Latency {
		rules = append(rules, fault.Rule{On: operation, Delay: time.Duration(seconds * float64(time.Second))})
	}
	if s.CodeTTL < 0 || s.DeviceApprove == "expired" {
		rules = append(rules, fault.Rule{On: "CreateToken", Return: fault.Error, Name: "ExpiredTokenException"})
	}
	return append(rules, faultRules(s.Faults)...)
}

func faultRules(faults []signInFault) (rules []fault.Rule) {
	for _, f := range faults {
		kind := fault.Kind(f.Kind)
		if f.Kind == "drop_field" {
			kind = fault.DropField
		}
		rules = append(rules, fault.Rule{
			On: f.Op, Return: kind, Field: f.Field, Status: f.Status, Skip: f.Skip, Count: f.First,
			RetryAfter: time.Duration(f.RetryAfter) * time.Second,
		})
	}
	return rules
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
