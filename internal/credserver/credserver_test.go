package credserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/credserver"
)

var good = awsapi.Credentials{
	AccessKeyID: "ASIAEXAMPLE", SecretAccessKey: "canary-secret", SessionToken: "canary-token", AccountID: "111122223333",
	Expiration: time.Date(2026, 11, 25, 13, 0, 0, 0, time.UTC),
}

var errRefused = errors.New("refused")

func give(context.Context) (awsapi.Credentials, error) { return good, nil }

// start serves, and answers where and with which token.
func start(t *testing.T, get func(context.Context) (awsapi.Credentials, error), failed func(error)) (url, token string) {
	t.Helper()
	s, err := credserver.Start(t.Context(), credserver.Config{Credentials: get, Failed: failed, Refuses: func(err error) bool { return errors.Is(err, errRefused) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	for _, kv := range s.Environ() {
		switch name, value, _ := strings.Cut(kv, "="); name {
		case "AWS_CONTAINER_CREDENTIALS_FULL_URI":
			url = value
		case "AWS_CONTAINER_AUTHORIZATION_TOKEN":
			token = value
		}
	}
	if len(token) != 43 || strings.Contains(url, token) || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("%s with %q", url, token)
	}
	return url, token
}

func unfailing(t *testing.T) func(error) {
	return func(err error) { t.Errorf("failed: %v", err) }
}

func ask(t *testing.T, method, url, token string, change func(*http.Request)) (status int, body string, header http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	if change != nil {
		change(r)
	}
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data), resp.Header
}

// The SDKs' own client, in all of them, sends a GET with the token as it is.
func TestCredentialsForWhoHasTheToken(t *testing.T) {
	url, token := start(t, give, unfailing(t))
	status, body, header := ask(t, http.MethodGet, url, token, nil)
	var got map[string]string
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != 200 {
		t.Fatalf("%d %v %s", status, err, body)
	}
	for name, want := range map[string]string{
		"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "canary-secret", "Token": "canary-token", "Expiration": "2026-11-25T13:00:00Z", "AccountId": "111122223333",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	if header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", header)
	}
	creds, err := awsapi.New(awsapi.Config{}).ContainerCredentials(t.Context(), url, token)
	if err != nil || creds.SecretAccessKey != "canary-secret" || !creds.Expiration.Equal(good.Expiration) {
		t.Errorf("our own client: %v", err)
	}
}

// H74: whoever has not the token, or comes from a web page, gets the same answer and no
// credentials; nor are any fetched.
func TestH74StrangersGetTheSameAnswer(t *testing.T) {
	var fetched atomic.Int32
	url, token := start(t, func(context.Context) (awsapi.Credentials, error) { fetched.Add(1); return good, nil }, unfailing(t))
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	bodies := map[string]bool{}
	for name, tt := range map[string]struct {
		method, url string
		change      func(*http.Request)
		want        int
	}{
		"no token":              {"GET", url, func(r *http.Request) { r.Header.Del("Authorization") }, 403},
		"a wrong token":         {"GET", url, set("Authorization", strings.Repeat("A", len(token))), 403},
		"a part of the token":   {"GET", url, set("Authorization", token[:10]), 403},
		"the token as a bearer": {"GET", url, set("Authorization", "Bearer "+token), 403},
		"two tokens":            {"GET", url, func(r *http.Request) { r.Header.Add("Authorization", token) }, 403},
		"the token in the URL":  {"GET", url + "?Authorization=" + token, func(r *http.Request) { r.Header.Del("Authorization") }, 403},
		"a query":               {"GET", url + "?a", nil, 403},
		"another path":          {"GET", url + "/x", nil, 403},
		"another host":          {"GET", url, func(r *http.Request) { r.Host = "evil.test" }, 403},
		"a name of this host":   {"GET", url, func(r *http.Request) { r.Host = "localhost:" + r.URL.Port() }, 403},
		"a host without a port": {"GET", url, func(r *http.Request) { r.Host = "127.0.0.1" }, 403},
		"a page's script":       {"GET", url, set("Origin", "https://evil.test"), 403},
		"a page of no origin":   {"GET", url, set("Origin", "null"), 403},
		"a page of another":     {"GET", url, set("Sec-Fetch-Site", "cross-site"), 403},
		"a page of a neighbour": {"GET", url, set("Sec-Fetch-Site", "same-site"), 403},
		"POST":                  {"POST", url, nil, 405},
		"HEAD":                  {"HEAD", url, nil, 405},
		"OPTIONS":               {"OPTIONS", url, nil, 405},
		"PUT":                   {"PUT", url, nil, 405},
	} {
		status, body, header := ask(t, tt.method, tt.url, token, tt.change)
		if status != tt.want || strings.Contains(body, "canary") {
			t.Errorf("%s: %d %s, want %d", name, status, body, tt.want)
		}
		if tt.method != "HEAD" {
			bodies[body] = true
		}
		for header := range header {
			if strings.HasPrefix(header, "Access-Control-") {
				t.Errorf("%s: a page may read it: %s", name, header)
			}
		}
	}
	if len(bodies) != 1 || fetched.Load() != 0 {
		t.Errorf("bodies %v, fetched %d times", bodies, fetched.Load())
	}
}

// A header of any size, and a connection that says nothing, keep nobody from asking.
func TestABigHeaderAndASilentConnection(t *testing.T) {
	url, token := start(t, give, unfailing(t))
	host := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/credentials")
	for range 20 {
		conn, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	status, body, _ := ask(t, http.MethodGet, url, token, func(r *http.Request) { r.Header.Set("X", strings.Repeat("x", 1<<20)) })
	if status != http.StatusRequestHeaderFieldsTooLarge || strings.Contains(body, "canary") {
		t.Errorf("%d %s", status, body)
	}
	if status, _, _ := ask(t, http.MethodGet, url, token, nil); status != 200 {
		t.Errorf("%d", status)
	}
}

// Why there are no credentials is said here, and not to the client.
func TestFailuresAreToldHere(t *testing.T) {
	for want, err := range map[int]error{
		http.StatusServiceUnavailable: errors.New("canary: the sign-in has ended"),
		http.StatusForbidden:          fmt.Errorf("canary: another account: %w", errRefused),
	} {
		var told []error
		url, token := start(t, func(context.Context) (awsapi.Credentials, error) { return good, err }, func(err error) { told = append(told, err) })
		status, body, _ := ask(t, http.MethodGet, url, token, nil)
		if status != want || strings.Contains(body, "canary") || len(told) != 1 || !errors.Is(told[0], err) {
			t.Errorf("%d %s, told %v", status, body, told)
		}
	}
}

// A server that is closed answers nobody.
func TestClose(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := credserver.Start(ctx, credserver.Config{Credentials: give, Failed: unfailing(t), Refuses: func(error) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	s.Close()
	host := strings.TrimSuffix(strings.TrimPrefix(s.Environ()[0], "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://"), "/credentials")
	if conn, err := net.Dial("tcp", host); err == nil {
		_ = conn.Close()
		t.Error("it still listens")
	}
}
