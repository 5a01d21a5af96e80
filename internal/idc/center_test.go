package idc_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/standin"
)

const (
	startURL = "https://corp.awsapps.com/start"
	verifier = "a-verifier-of-at-least-forty-three-characters-1234567890"
	state    = "a state/with+signs"
)

// baseDirectory has one user with two accounts, one with none, one who is disabled.
const baseDirectory = `version: 1
instance:
  region: us-east-1
  identityStoreId: d-9067642ac7
  startUrls: [https://corp.awsapps.com/start]
  signIn: oneClick
  consent: always
users:
  - {userName: alice, displayName: Alice, password: open sesame}
  - {userName: bob, password: open}
  - {userName: carol, password: x, status: DISABLED}
accounts:
  - {accountId: "111122223333", accountName: dev, emailAddress: dev@example.com}
  - {accountId: "222233334444", accountName: prod}
  - {accountId: "333344445555", accountName: other}
permissionSets:
  - {name: Developer, sessionDuration: PT2H}
  - {name: Admin}
accountAssignments:
  - {user: alice, permissionSet: Developer, accounts: [dev, prod]}
  - {user: alice, permissionSet: Admin, accounts: [dev]}
roles:
  - {arn: "arn:aws:iam::222233334444:role/ops/Deploy", trust: [Developer]}
  - {arn: "arn:aws:iam::222233334444:role/Guarded", trust: [Developer], externalId: knock}
  - {arn: "arn:aws:iam::222233334444:role/Second", trust: ["arn:aws:iam::222233334444:role/ops/Deploy"]}
`

// clock stands still unless it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// center is a running server with what a test does to it.
type center struct {
	*testing.T
	clock  *clock
	server *idc.Server
	url    string
	log    *bytes.Buffer
	web    *http.Client // a browser: it keeps cookies and shows redirects
}

var secret = []byte("a secret for tests, long enough")

// newCenter starts a server. Pairs of old and new change its directory.
func newCenter(t *testing.T, changes ...string) *center {
	t.Helper()
	return newCenterAt(t, &clock{now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)}, changes...)
}

// directoryWith is baseDirectory with pairs of old and new changed.
func directoryWith(t *testing.T, changes ...string) *directory.Directory {
	t.Helper()
	file := baseDirectory
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(file, changes[i]) {
			t.Fatalf("the directory has no %q", changes[i])
		}
		file = strings.Replace(file, changes[i], changes[i+1], 1)
	}
	dir, err := directory.Parse("test.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func newCenterAt(t *testing.T, now *clock, changes ...string) *center {
	t.Helper()
	dir := directoryWith(t, changes...)
	ts := httptest.NewUnstartedServer(nil)
	c := &center{T: t, clock: now, url: "http://" + ts.Listener.Addr().String(), log: &bytes.Buffer{}}
	server, err := idc.New(idc.Config{
		Directory: dir, BaseURL: c.url, Secret: secret, Now: now.Now, AdminToken: adminToken,
		Logger: slog.New(slog.NewTextHandler(c.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.server = server
	ts.Config.Handler = server
	ts.Start()
	t.Cleanup(ts.Close)
	c.web = newBrowser(t)
	return c
}

func newBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// inNewBrowser returns the same server in a browser without a past.
func (c *center) inNewBrowser() *center {
	other := *c
	other.web = newBrowser(c.T)
	return &other
}

// answer is a whole answer.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil {
		t.Fatalf("%v in %q", err, a.body)
	}
	return v
}

func (c *center) do(r *http.Request) answer {
	c.Helper()
	resp, err := c.web.Do(r)
	if err != nil {
		c.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		c.Fatal(err)
	}
	return answer{resp.StatusCode, resp.Header, string(body)}
}

func (c *center) request(method, path, body string) *http.Request {
	c.Helper()
	r, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	return r
}

// post sends JSON.
func (c *center) post(path string, body any) answer {
	c.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		c.Fatal(err)
	}
	return c.do(c.request("POST", path, string(text)))
}

func (c *center) get(path string) answer {
	c.Helper()
	return c.do(c.request("GET", path, ""))
}

// submit posts a form, as the browser.
func (c *center) submit(path string, form url.Values) answer {
	c.Helper()
	r := c.request("POST", path, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.do(r)
}

type fields map[string]any

// with returns the fields changed; a nil value takes one out.
func (f fields) with(pairs ...any) fields {
	out := fields{}
	for k, v := range f {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i].(string)] = pairs[i+1]
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
		}
	}
	return out
}

// pkceClient is how the AWS CLI registers to sign in by PKCE, deviceClient by
// device code with an sso-session, legacyClient with an inline profile.
var (
	pkceClient = fields{
		"clientName": "botocore-client-corp", "clientType": "public", "scopes": []string{oauth2term.ScopeAccountAccess},
		"grantTypes":   []string{oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken},
		"redirectUris": []string{oauth2term.LoopbackRedirectNoPort}, "issuerUrl": startURL,
	}
	deviceClient = fields{"clientName": "device", "clientType": "public", "scopes": []string{oauth2term.ScopeAccountAccess}}
	legacyClient = fields{"clientName": "legacy", "clientType": "public"}
)

// register returns clientId and clientSecret, to be added to.
func (c *center) register(metadata fields) fields {
	c.Helper()
	a := c.post("/client/register", metadata)
	if a.status != 200 {
		c.Fatalf("register: %d %s", a.status, a.body)
	}
	v := a.json(c.T)
	return fields{"clientId": v["clientId"], "clientSecret": v["clientSecret"]}
}

// callback is a client's loopback listener.
func (c *center) callback() (redirectURI string, got *url.Values) {
	got = &url.Values{}
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*got = r.URL.Query()
		io.WriteString(w, "<title>done</title>")
	}))
	c.Cleanup(ts.Close)
	return ts.URL + oauth2term.LoopbackRedirectPath, got
}

func challenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// authorizeQuery is what the AWS CLI opens; changes as of url.Values.Set, an empty
// value takes one out.
func authorizeQuery(client fields, redirectURI string, changes ...string) string {
	q := url.Values{
		"response_type": {"code"}, "client_id": {client["clientId"].(string)}, "redirect_uri": {redirectURI},
		"state": {state}, "code_challenge_method": {"S256"}, "scopes": {oauth2term.ScopeAccountAccess},
		"code_challenge": {challenge(verifier)},
	}
	for i := 0; i < len(changes); i += 2 {
		q.Set(changes[i], changes[i+1])
		if changes[i+1] == "" {
			q.Del(changes[i])
		}
	}
	return "/authorize?" + q.Encode()
}

// walk sends alice's stand-in, in a browser of her own.
func (c *center) walk(path string, p standin.Person) standin.Visit {
	c.Helper()
	if p.UserName == "" {
		p.UserName = "alice"
	}
	v, err := p.Walk(context.Background(), c.url+path)
	if err != nil {
		c.Fatal(err)
	}
	return v
}

// code signs alice in and returns a fresh authorization code with its redirect URI.
func (c *center) code(client fields) (code, redirectURI string) {
	c.Helper()
	redirectURI, got := c.callback()
	c.walk(authorizeQuery(client, redirectURI), standin.Person{})
	if got.Get("code") == "" || got.Get("state") != state {
		c.Fatalf("the client was sent %v", *got)
	}
	return got.Get("code"), redirectURI
}

// signIn returns the whole answer of a sign-in by PKCE.
func (c *center) signIn(client fields) map[string]any {
	c.Helper()
	code, redirectURI := c.code(client)
	a := c.post("/token", client.with("grantType", oauth2term.GrantAuthorizationCode,
		"code", code, "redirectUri", redirectURI, "codeVerifier", verifier))
	if a.status != 200 {
		c.Fatalf("token: %d %s", a.status, a.body)
	}
	return a.json(c.T)
}

func (c *center) accessToken() string {
	c.Helper()
	return c.signIn(c.register(pkceClient))["accessToken"].(string)
}

// portal calls the portal.
func (c *center) portal(method, path, accessToken string) answer {
	c.Helper()
	r := c.request(method, path, "")
	r.Header.Set(oauth2term.HeaderSSOBearerToken, accessToken)
	return c.do(r)
}

// wantOIDCError checks all three places where the OIDC service puts an error.
func wantOIDCError(t *testing.T, a answer, status int, name, code string) {
	t.Helper()
	header := name + ":http://internal.amazon.com/coral/com.amazonaws.sso.oidc/"
	if a.status != status || a.header.Get("x-amzn-ErrorType") != header {
		t.Errorf("got %d %q, want %d %s", a.status, a.header.Get("x-amzn-ErrorType"), status, name)
	}
	v := a.json(t)
	if v["error"] != code || v["error_description"] == "" || len(v) != 2 {
		t.Errorf("the body is %s, want error %s", a.body, code)
	}
	if len(a.header.Get("x-amzn-RequestId")) != 36 {
		t.Errorf("the request id is %q", a.header.Get("x-amzn-RequestId"))
	}
}

func wantPortalError(t *testing.T, a answer, status int, name, message string) {
	t.Helper()
	if a.status != status || !strings.HasPrefix(a.header.Get("x-amzn-ErrorType"), name+":") {
		t.Errorf("got %d %q, want %d %s", a.status, a.header.Get("x-amzn-ErrorType"), status, name)
	}
	v := a.json(t)
	if v["message"] != message || v["__type"] != "com.amazonaws.switchboard.portal#"+name {
		t.Errorf("the body is %s, want message %q", a.body, message)
	}
	if len(a.header.Get("x-amzn-RequestId")) != 36 {
		t.Errorf("the request id is %q", a.header.Get("x-amzn-RequestId"))
	}
}
