package idctest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/idctest"
)

const careful = `
version: 1
instance:
  region: eu-west-1
  startUrls: [https://d-1234567890.awsapps.com/start]
  signIn: password
  mfa: totp
users:
  - {userName: ada@example.com, password: correct horse, totpSecret: JBSWY3DPEHPK3PXP}
`

// call asks the portal for the accounts of whom an access token belongs to.
func call(t *testing.T, idp *idctest.Server, accessToken string) int {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, idp.URL()+"/assignment/accounts", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("x-amz-sso_bearer_token", accessToken)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode
}

// authorizeQuery is what a client that registers sends its person's browser with.
func authorizeQuery(redirectURI, base string) url.Values {
	client := post(base+"/client/register", map[string]any{
		"clientName": "a tool", "clientType": "public", "grantTypes": []string{"authorization_code"}, "redirectUris": []string{"http://127.0.0.1"},
		"scopes": []string{"sso:account:access"},
	})
	return url.Values{
		"response_type": {"code"}, "client_id": {client["clientId"].(string)}, "redirect_uri": {redirectURI}, "state": {"s"},
		"code_challenge": {strings.Repeat("A", 43)}, "code_challenge_method": {"S256"}, "scopes": {"sso:account:access"},
	}
}

func signIn(t *testing.T, idp *idctest.Server, life time.Duration) string {
	t.Helper()
	accessToken, err := idp.SignIn("alice@example.com", life)
	if err != nil {
		t.Fatal(err)
	}
	return accessToken
}

// Servers share nothing, and what happens to one is no other's matter.
func TestManyAtOnce(t *testing.T) {
	for range 8 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			idp, other := idctest.New(t), idctest.New(t)
			accessToken := signIn(t, idp, time.Hour)
			if got := call(t, idp, accessToken); got != http.StatusOK {
				t.Errorf("the server answers %d", got)
			}
			if got := call(t, other, accessToken); got != http.StatusUnauthorized {
				t.Errorf("the other one answers %d", got)
			}
			idp.EndSessions()
			if got := call(t, idp, accessToken); got != http.StatusUnauthorized {
				t.Errorf("after the end of the sessions: %d", got)
			}
		})
	}
}

func TestEnvironLeadsHere(t *testing.T) {
	t.Setenv("AWS_PROFILE", "elsewhere")
	t.Setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
	idp := idctest.New(t)
	env := idp.Environ()
	for _, want := range []string{
		"HOME=" + idp.Home(), "AWS_ENDPOINT_URL_SSO_OIDC=" + idp.URL(), "AWS_ENDPOINT_URL_SSO=" + idp.URL(), "AWS_ENDPOINT_URL_STS=" + idp.URL(),
		"AWS_CONFIG_FILE=" + filepath.Join(idp.Home(), ".aws", "config"), "PATH=" + os.Getenv("PATH"),
	} {
		name, _, _ := strings.Cut(want, "=")
		same := slices.DeleteFunc(slices.Clone(env), func(kv string) bool { return !strings.HasPrefix(kv, name+"=") })
		if diff := cmp.Diff([]string{want}, same); diff != "" {
			t.Errorf("%s, -want +got:\n%s", name, diff)
		}
	}
	if i := slices.IndexFunc(env, func(kv string) bool { return strings.HasPrefix(kv, "AWS_PROFILE=") }); i >= 0 {
		t.Errorf("it has %s", env[i])
	}
	t.Run("in process", func(t *testing.T) {
		idp.Setenv(t)
		if profile, ok := os.LookupEnv("AWS_PROFILE"); ok || os.Getenv("HOME") != idp.Home() {
			t.Errorf("AWS_PROFILE is %q (%v), HOME %q", profile, ok, os.Getenv("HOME"))
		}
	})
	if os.Getenv("AWS_PROFILE") != "elsewhere" || os.Getenv("HOME") == idp.Home() {
		t.Error("the environment is not what it was")
	}
}

// A browser knows what its person knows.
func TestBrowser(t *testing.T) {
	t.Parallel()
	idp := idctest.New(t, idctest.Directory(careful))
	var got url.Values
	client := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = r.URL.Query() }))
	t.Cleanup(client.Close)
	page := idp.URL() + "/authorize?" + authorizeQuery(client.URL, idp.URL()).Encode()
	browser := idp.Browser("ada@example.com")
	if err := browser.Approve(page); err != nil || got.Get("code") == "" {
		t.Errorf("approved: %v, the client got %v", err, got)
	}
	if err := browser.Deny(page); err != nil || got.Get("error") != "access_denied" {
		t.Errorf("denied: %v, the client got %v", err, got)
	}
	if err := browser.Approve(idp.URL() + "/authorize"); err == nil || !strings.Contains(err.Error(), "the last page was 400") {
		t.Errorf("a page without a client: %v", err)
	}
	if err := browser.Approve("https://device.sso.us-east-1.amazonaws.com/"); err == nil {
		t.Error("a browser left the machine")
	}
}

func TestClock(t *testing.T) {
	t.Parallel()
	idp := idctest.New(t)
	clock, at := idp.Clock(), time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	clock.Freeze()
	clock.Set(at)
	clock.Advance(time.Minute)
	if got := clock.Now(); !got.Equal(at.Add(time.Minute)) {
		t.Errorf("frozen at %s", got)
	}
	clock.Run()
	clock.Reset()
	if got := clock.Now(); got.After(time.Now()) {
		t.Errorf("reset to %s", got)
	}
}

func TestFaultsAndRequests(t *testing.T) {
	t.Parallel()
	idp := idctest.New(t, idctest.Fault("error,on=ListAccounts,count=1"))
	accessToken := signIn(t, idp, time.Hour)
	for i, want := range []int{500, 200, 429, 200} {
		switch i {
		case 2:
			if err := idp.AddFault("throttle"); err != nil {
				t.Fatal(err)
			}
		case 3:
			idp.ClearFaults()
		}
		if got := call(t, idp, accessToken); got != want {
			t.Errorf("call %d: %d, want %d", i, got, want)
		}
	}
	requests := idp.Requests()
	if n := idp.Called("ListAccounts"); n != 4 || len(requests) != 4 {
		t.Fatalf("%d calls in %d requests", n, len(requests))
	}
	want := idctest.Request{
		Method: "GET", Path: "/assignment/accounts", Operation: "ListAccounts", UserName: "alice@example.com", ClientName: "issued",
		Status: 429, Error: "TooManyRequestsException", Fault: "throttle",
	}
	got := requests[2]
	got.Time, got.RequestID = time.Time{}, ""
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the third request, -want +got:\n%s", diff)
	}
}

func TestHandlerStandsBefore(t *testing.T) {
	t.Parallel()
	idp := idctest.New(t, idctest.Handler(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/logout" {
				http.Error(w, "blocked by the company", http.StatusForbidden)
				return
			}
			next.ServeHTTP(w, r)
		})
	}))
	for path, want := range map[string]int{"/logout": http.StatusForbidden, "/healthz": http.StatusOK} {
		resp, err := http.Post(idp.URL()+path, "", nil)
		if path == "/healthz" {
			resp, err = http.Get(idp.URL() + path)
		}
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	for want, option := range map[string]idctest.Option{
		`there is no setting "nth"`: idctest.Fault("throttle,nth=5"),
		"unknown key":               idctest.Directory("version: 1\nuser: []"),
		"no such file":              idctest.DirectoryFile(filepath.Join(t.TempDir(), "none.yaml")),
	} {
		if _, err := idctest.Start(option); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	idp := idctest.New(t)
	if err := idp.AddFault("explode"); err == nil {
		t.Error("a fault that there is not was added")
	}
	if _, err := idp.SignIn("nobody", time.Hour); err == nil {
		t.Error("a stranger is signed in")
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	idp, err := idctest.Start()
	if err != nil {
		t.Fatal(err)
	}
	idp.Close()
	idp.Close()
	if _, err := os.Stat(idp.Home()); !os.IsNotExist(err) {
		t.Errorf("its home: %v", err)
	}
	if _, err := http.Get(idp.URL()); err == nil {
		t.Error("it still answers")
	}
}
