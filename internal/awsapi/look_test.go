package awsapi_test

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/awsapi"
)

// lookAt is a page somewhere, and a client that trusts its certificate by a CA bundle.
func lookAt(t *testing.T, page http.HandlerFunc) (*httptest.Server, awsapi.Config) {
	t.Helper()
	server := httptest.NewTLSServer(page)
	t.Cleanup(server.Close)
	bundle := filepath.Join(t.TempDir(), "ca.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	if err := os.WriteFile(bundle, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	return server, awsapi.Config{CABundle: bundle}
}

func TestLookSeesARedirectAndDoesNotFollowIt(t *testing.T) {
	elsewhere := serve(t, func(http.ResponseWriter, *http.Request, int) {})
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		for _, code := range []int{301, 302, 303, 307, 308} {
			server, config := lookAt(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Method != method || r.URL.Path != "/start" {
					t.Errorf("asked %s %s", r.Method, r.URL)
				}
				http.Redirect(w, r, elsewhere.URL, code)
			})
			status, location, err := awsapi.New(config).Look(testContext(t), method, server.URL+"/start")
			if status != code || location != elsewhere.URL || err != nil {
				t.Errorf("%s %d: got %d, %q, %v", method, code, status, location, err)
			}
		}
	}
	if n := elsewhere.requests(); n > 0 {
		t.Errorf("%d requests followed a redirect", n)
	}
}

// A person's page is no answer of AWS, and need not have its form.
func TestLookTakesAnyAnswer(t *testing.T) {
	server, config := lookAt(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		write(w, 404, "text/html", "<html>"+strings.Repeat("x", 2<<20))
	})
	if status, location, err := awsapi.New(config).Look(testContext(t), http.MethodGet, server.URL); status != 404 || location != "" || err != nil {
		t.Errorf("got %d, %q, %v", status, location, err)
	}
}

func TestLookKeepsTheRulesOfTheTransport(t *testing.T) {
	server, config := lookAt(t, func(http.ResponseWriter, *http.Request) {})
	t.Run("H68 self-signed", func(t *testing.T) {
		config := config
		config.CABundle = ""
		_, _, err := awsapi.New(config).Look(testContext(t), http.MethodHead, server.URL)
		if unreachable, ok := errors.AsType[*awsapi.UnreachableError](err); !ok || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("got %v", unreachable)
		}
	})
	t.Run("H68 CA file missing", func(t *testing.T) {
		config := config
		config.CABundle += ".gone"
		if _, _, err := awsapi.New(config).Look(testContext(t), http.MethodHead, server.URL); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("proxy", func(t *testing.T) {
		asked := ""
		config := config
		config.Proxy = func(r *http.Request) (*url.URL, error) { asked = r.URL.Host; return nil, nil }
		if _, _, err := awsapi.New(config).Look(testContext(t), http.MethodHead, server.URL); err != nil || "https://"+asked != server.URL {
			t.Errorf("asked the proxy for %q, %v", asked, err)
		}
	})
	t.Run("trace", func(t *testing.T) {
		var traced string
		config := config
		config.Trace = func(method, host, path string, status int, _ time.Duration) {
			traced = fmt.Sprint(method, " ", host, path, " ", status)
		}
		if _, _, err := awsapi.New(config).Look(testContext(t), http.MethodHead, server.URL+"/start?state=secret"); err != nil {
			t.Error(err)
		}
		check(t, traced, "HEAD "+strings.TrimPrefix(server.URL, "https://")+"/start 200")
	})
}

func TestLookOnlyAtHTTPS(t *testing.T) {
	sent := 0
	c := awsapi.New(awsapi.Config{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		sent++
		return status(200, ""), nil
	})})
	for _, u := range []string{
		"http://example.com/", "http://localhost/", "ftp://example.com/", "file:///etc/passwd", "https:example.com", "https://", "https://ada@example.com/", "://",
	} {
		if _, _, err := c.Look(testContext(t), http.MethodHead, u); err == nil {
			t.Errorf("looked at %q", u)
		}
	}
	if sent > 0 {
		t.Errorf("%d requests", sent)
	}
	for _, u := range []string{"https://example.com/", "http://127.0.0.1:1/", "http://[::1]:1/"} {
		if got, _, err := c.Look(testContext(t), http.MethodHead, u); got != 200 || err != nil {
			t.Errorf("%q: %d, %v", u, got, err)
		}
	}
}

func TestLookTakesTenSeconds(t *testing.T) {
	stopped := errors.New("stopped")
	for _, tt := range []struct {
		name    string
		connect time.Duration
		stop    time.Duration
		want    time.Duration
	}{
		{"as a rule", 0, time.Hour, 10 * time.Second},
		{"as long as a connection may", 25 * time.Second, time.Hour, 25 * time.Second},
		{"no time limit for connections", -1, time.Hour, 10 * time.Second},
		{"stopped", 0, 3 * time.Second, 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := awsapi.New(awsapi.Config{ConnectTimeout: tt.connect, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				})})
				ctx, cancel := context.WithCancelCause(t.Context())
				timer := time.AfterFunc(tt.stop, func() { cancel(stopped) })
				defer timer.Stop()
				began := time.Now()
				_, _, err := c.Look(ctx, http.MethodHead, "https://sso.example.com/start")
				if took := time.Since(began); took != tt.want {
					t.Errorf("took %v, want %v", took, tt.want)
				}
				if _, ok := errors.AsType[*awsapi.UnreachableError](err); ok == (tt.name == "stopped") || errors.Is(err, stopped) == ok {
					t.Errorf("ended with %v", err)
				}
			})
		})
	}
}
