package awsapi_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
)

// authority signs the certificates of a test's servers.
type authority struct {
	bundle string // a file
	cert   *x509.Certificate
	key    *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{bundle: filepath.Join(t.TempDir(), "ca.pem")}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, key := sign(t, template, template, nil)
	a.key = key
	var err error
	if a.cert, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.bundle, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

func sign(t *testing.T, template, parent *x509.Certificate, by *ecdsa.PrivateKey) ([]byte, *ecdsa.PrivateKey) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if by == nil {
		by = key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	return der, key
}

// serverCertificate is for 127.0.0.1 and an hour, but for what change says.
func (a *authority) serverCertificate(t *testing.T, change func(*x509.Certificate)) tls.Certificate {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	change(template)
	der, key := sign(t, template, a.cert, a.key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// secure starts a TLS server, which counts connections and requests.
func secure(t *testing.T, config *tls.Config) (s *httptest.Server, connections, requests *atomic.Int32) {
	connections, requests = new(atomic.Int32), new(atomic.Int32)
	s = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		refuse(w, 400, "AccessDeniedException")
	}))
	s.TLS = config
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.StartTLS()
	t.Cleanup(s.Close)
	return s, connections, requests
}

func TestServersThatAreNotToBeTrusted(t *testing.T) {
	ca := newAuthority(t)
	as := func(change func(*x509.Certificate)) *tls.Config {
		return &tls.Config{Certificates: []tls.Certificate{ca.serverCertificate(t, change)}}
	}
	old := as(func(*x509.Certificate) {})
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	for name, tt := range map[string]struct {
		server    *tls.Config
		bundle    string
		untrusted bool
		says      string
	}{
		"H68 expired":     {as(func(c *x509.Certificate) { c.NotAfter = time.Now().Add(-time.Minute) }), ca.bundle, true, "expired"},
		"H68 not yet":     {as(func(c *x509.Certificate) { c.NotBefore = time.Now().Add(time.Minute) }), ca.bundle, true, "not yet valid"},
		"H68 wrong name":  {as(func(c *x509.Certificate) { c.IPAddresses = []net.IP{net.IPv4(192, 0, 2, 1)} }), ca.bundle, true, "192.0.2.1"},
		"H68 self-signed": {as(func(*x509.Certificate) {}), "", true, "unknown authority"},
		"H68 another CA":  {as(func(*x509.Certificate) {}), newAuthority(t).bundle, true, "unknown authority"},
		"H68 TLS 1.0":     {old, ca.bundle, false, "protocol version"},
	} {
		t.Run(name, func(t *testing.T) {
			s, connections, requests := secure(t, tt.server)
			c := awsapi.New(awsapi.Config{CABundle: tt.bundle, Endpoint: func(awsapi.Service) (string, error) { return s.URL, nil }})
			for n, call := range calls {
				err := call.make(testContext(t), c, region)
				e, ok := errors.AsType[*awsapi.UnreachableError](err)
				if !ok || e.Untrusted() != tt.untrusted || e.OutOfDate() != (name == "H68 expired" || name == "H68 not yet") || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("%s: %v", call.name, err)
				}
				if got := int(connections.Load()); got != n+1 {
					t.Errorf("%s: %d connections", call.name, got-n)
				}
			}
			if requests.Load() != 0 {
				t.Error("a request was sent")
			}
		})
	}
}

func TestATrustedServer(t *testing.T) {
	ca := newAuthority(t)
	s, _, _ := secure(t, &tls.Config{Certificates: []tls.Certificate{ca.serverCertificate(t, func(*x509.Certificate) {})}, MaxVersion: tls.VersionTLS12})
	for _, config := range []awsapi.Config{{CABundle: ca.bundle}, {SkipVerify: true}} {
		config.Endpoint = func(awsapi.Service) (string, error) { return s.URL, nil }
		if err := calls[5].make(testContext(t), awsapi.New(config), region); !awsapi.IsCode(err, "AccessDeniedException") {
			t.Error(err)
		}
	}
}

// A file of certificates that cannot be used is not replaced by the system's.
func TestBadCABundle(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"H68 CA file missing": filepath.Join(dir, "missing.pem"), "H68 CA file empty": empty, "H68 CA file a folder": dir} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(http.ResponseWriter, *http.Request, int) {})
			c := awsapi.New(awsapi.Config{CABundle: path, Endpoint: func(awsapi.Service) (string, error) { return s.URL, nil }})
			for _, call := range calls {
				if err := call.make(testContext(t), c, region); err == nil || !strings.Contains(err.Error(), "CA bundle") {
					t.Errorf("%s: %v", call.name, err)
				}
			}
			if s.requests() != 0 {
				t.Error("a request was sent")
			}
		})
	}
}

// A proxy is used for AWS, not for this machine, and its password is nobody's business.
func TestProxy(t *testing.T) {
	const password = "CANARY7f3a"
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Method+" "+r.Host)
		http.Error(w, "no", http.StatusProxyAuthRequired)
	}))
	t.Cleanup(proxy.Close)
	closed := strings.Replace(proxy.URL, "http://", "", 1)
	for name, tt := range map[string]struct {
		proxy    string
		err      error
		says     string
		attempts int
	}{
		"refused":     {"http://u:" + password + "@" + closed, nil, "Proxy Authentication Required", 1},
		"unreachable": {"http://u:" + password + "@127.0.0.1:1", nil, "connection refused", 0},
		"no URL":      {"", errors.New("parse " + password), "HTTPS_PROXY", 0},
		"odd scheme":  {"ftp://u:" + password + "@" + closed, nil, "HTTPS_PROXY", 0},
		"no host":     {"http://u:" + password + "@:80", nil, "HTTPS_PROXY", 0},
	} {
		t.Run(name, func(t *testing.T) {
			asked = nil
			trace := ""
			u, _ := url.Parse(tt.proxy)
			c := awsapi.New(awsapi.Config{
				MaxAttempts: 1,
				Proxy:       func(*http.Request) (*url.URL, error) { return u, tt.err },
				Trace:       func(method, host, path string, _ int, _ time.Duration) { trace += method + host + path },
			})
			err := calls[5].make(testContext(t), c, region)
			if _, ok := errors.AsType[*awsapi.UnreachableError](err); !ok || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
			if err != nil && strings.Contains(err.Error()+trace, password) {
				t.Errorf("the password is said: %v, %s", err, trace)
			}
			if len(asked) != tt.attempts || len(asked) > 0 && asked[0] != "CONNECT portal.sso.us-east-1.amazonaws.com:443" {
				t.Errorf("the proxy was asked for %v", asked)
			}
		})
	}
	t.Run("this machine", func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { refuse(w, 400, "X") })
		u, _ := url.Parse(proxy.URL)
		asked = nil
		c := awsapi.New(awsapi.Config{
			Proxy:    func(*http.Request) (*url.URL, error) { return u, nil },
			Endpoint: func(awsapi.Service) (string, error) { return s.URL, nil },
		})
		if err := calls[5].make(testContext(t), c, region); !awsapi.IsCode(err, "X") || len(asked) != 0 {
			t.Errorf("%v, the proxy was asked for %v", err, asked)
		}
	})
}

func TestCheckProxy(t *testing.T) {
	for _, text := range []string{"http://proxy:3128", "https://u:p@proxy.example.com", "proxy:3128", "u:p@proxy:3128", "socks5://127.0.0.1:1080", "socks5h://[::1]:1080"} {
		if err := awsapi.CheckProxy(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"http://u:CANARY@%zz", "http://u:CANARY@:80", "ftp://u:CANARY@proxy", "http://", "://", "u:CANARY@prox y", "http://u:CANARY@proxy:x"} {
		if err := awsapi.CheckProxy(text); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: %v", text, err)
		}
	}
}
