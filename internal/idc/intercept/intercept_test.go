package intercept_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/intercept"
)

const oidc = "oidc.us-east-1.amazonaws.com"

// proxied is a proxy in front of a local Identity Center, and a client that trusts it.
type proxied struct {
	server  http.Handler
	address string
	roots   *x509.CertPool
	client  *http.Client
}

func serve(t *testing.T) *proxied {
	t.Helper()
	dir := directory.Default()
	hosts := intercept.Hosts(dir)
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: "http://127.0.0.1:1", Secret: make([]byte, 32), Intercepts: hosts})
	if err != nil {
		t.Fatal(err)
	}
	proxy, err := intercept.New(hosts, time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxied{server: server, address: listener.Addr().String(), roots: x509.NewCertPool()}
	p.roots.AppendCertsFromPEM(proxy.CertificatePEM())
	transport := p.transport(1)
	p.client = &http.Client{Transport: transport}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- proxy.Serve(ctx, listener, server) }()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return p
}

// transport leads requests through the proxy, by a version of HTTP.
func (p *proxied) transport(version int) *http.Transport {
	t := &http.Transport{
		Proxy:           http.ProxyURL(&url.URL{Scheme: "http", Host: p.address}),
		TLSClientConfig: &tls.Config{RootCAs: p.roots},
		Protocols:       new(http.Protocols),
	}
	t.Protocols.SetHTTP1(version == 1)
	t.Protocols.SetHTTP2(version == 2)
	return t
}

// say sends bytes to the proxy and returns its answer.
func (p *proxied) say(t *testing.T, text string) (net.Conn, *http.Response, string) {
	t.Helper()
	conn, err := net.Dial("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := io.WriteString(conn, text); err != nil {
		t.Fatal(err)
	}
	method, _, _ := strings.Cut(text, " ")
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	var body []byte
	if resp.StatusCode != http.StatusOK {
		if body, err = io.ReadAll(resp.Body); err != nil {
			t.Fatal(err)
		}
	}
	return conn, resp, string(body)
}

func connect(host string) string {
	return "CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
}

func TestHosts(t *testing.T) {
	for region, want := range map[string][]string{
		"us-east-1":      {"oidc.us-east-1.amazonaws.com", "portal.sso.us-east-1.amazonaws.com", "sts.eu-west-1.amazonaws.com", "sts.us-east-1.amazonaws.com", "sts.amazonaws.com"},
		"cn-north-1":     {"oidc.cn-north-1.amazonaws.com.cn", "portal.sso.cn-north-1.amazonaws.com.cn", "sts.cn-north-1.amazonaws.com.cn", "sts.eu-west-1.amazonaws.com.cn"},
		"us-gov-west-1":  {"oidc.us-gov-west-1.amazonaws.com", "portal.sso.us-gov-west-1.amazonaws.com", "sts.eu-west-1.amazonaws.com", "sts.us-gov-west-1.amazonaws.com"},
		"eusc-de-east-1": {"oidc.eusc-de-east-1.amazonaws.eu", "portal.sso.eusc-de-east-1.amazonaws.eu", "sts.eu-west-1.amazonaws.eu", "sts.eusc-de-east-1.amazonaws.eu"},
	} {
		dir, err := directory.Parse("test.yaml", fmt.Appendf(nil, `
version: 1
instance: {region: %s, startUrls: ["https://corp.awsapps.com/start"], ssoSession: corp}
users: [{userName: ada}]
accounts: [{accountId: "111122223333", accountName: dev}]
permissionSets: [{name: Admin}]
accountAssignments: [{user: ada, permissionSet: Admin, accounts: [dev]}]
profiles: [{name: a, ssoSession: corp, account: dev, permissionSet: Admin, region: eu-west-1}, {name: b, ssoSession: corp, account: dev, permissionSet: Admin}]
`, region))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, intercept.Hosts(dir)); diff != "" {
			t.Errorf("%s, -want +got:\n%s", region, diff)
		}
	}
}

// A client that only knows a proxy reaches the server as AWS, over either HTTP, and many
// times over one connection.
func TestClientsAreAnswered(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for _, version := range []int{1, 2} {
		transport := p.transport(version)
		dialed := 0
		transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			dialed++
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		for range 3 {
			resp, err := (&http.Client{Transport: transport}).Post("https://"+oidc+"/client/register", "application/json", strings.NewReader(`{"clientName":"a","clientType":"public"}`))
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			if err != nil || resp.StatusCode != http.StatusOK || resp.ProtoMajor != version || !strings.Contains(string(body), `"clientId"`) {
				t.Errorf("HTTP/%d: %s %s %s, %v", version, resp.Proto, resp.Status, body, err)
			}
		}
		transport.CloseIdleConnections()
		if dialed != 1 {
			t.Errorf("HTTP/%d: %d connections", version, dialed)
		}
	}
}

func TestAllElseIsRefused(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for request, reason := range map[string]string{
		connect("s3.amazonaws.com:443"):            "nothing else is reached from here",
		connect("example.com:443"):                 "nothing else is reached from here",
		connect("sts.eu-west-3.amazonaws.com:443"): "nothing else is reached from here",
		connect("x." + oidc + ":443"):              "nothing else is reached from here",
		connect("127.0.0.1:443"):                   "nothing else is reached from here",
		connect(oidc):                              "nothing else is reached from here",
		connect(oidc + ":80"):                      "only port 443 of these is",
		"GET http://" + oidc + "/ HTTP/1.1\r\nHost: " + oidc + "\r\n\r\n":        "only CONNECT is taken",
		"POST http://169.254.169.254/ HTTP/1.1\r\nHost: 169.254.169.254\r\n\r\n": "only CONNECT is taken",
		"GET / HTTP/1.1\r\nHost: " + p.address + "\r\n\r\n":                      "only CONNECT is taken",
	} {
		_, resp, body := p.say(t, request)
		if resp.StatusCode != http.StatusForbidden || !strings.Contains(body, reason) || !strings.Contains(body, "local Identity Center answers in the place of "+oidc) {
			t.Errorf("%q: %s %s", request, resp.Status, body)
		}
	}
}

// A tunnel leads to the host that was asked for, whatever else a client says in it.
func TestTunnelIsForOneHost(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for _, name := range []string{"sts.amazonaws.com", "example.com", ""} {
		conn, _, _ := p.say(t, connect(oidc+":443"))
		if err := tls.Client(conn, &tls.Config{ServerName: name, InsecureSkipVerify: true}).Handshake(); err == nil {
			t.Errorf("a handshake for %q in a tunnel to %s", name, oidc)
		}
	}
	for _, name := range []string{oidc, strings.ToUpper(oidc)} {
		conn, _, _ := p.say(t, connect(name+":443"))
		if err := tls.Client(conn, &tls.Config{ServerName: name, RootCAs: p.roots}).Handshake(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for host, want := range map[string]int{oidc: 200, oidc + ":443": 200, "sts.amazonaws.com": 421, "127.0.0.1": 421, "example.com": 421} {
		r, err := http.NewRequest(http.MethodGet, "https://"+oidc+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		resp, err := p.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("Host %s: %s, want %d", host, resp.Status, want)
		}
	}
}

// A name of AWS that a page elsewhere was made to resolve to this machine is no name of ours.
func TestNoNameOfAWSWithoutTLS(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for scheme, want := range map[string]int{"http": http.StatusMisdirectedRequest, "https": http.StatusOK} {
		answer := httptest.NewRecorder()
		p.server.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, scheme+"://"+oidc+"/healthz", nil))
		if answer.Code != want {
			t.Errorf("%s: %d", scheme, answer.Code)
		}
	}
}

// What the authority signed for another host would be good for nothing.
func TestAuthorityIsConstrained(t *testing.T) {
	t.Parallel()
	now := time.Now()
	hosts := intercept.Hosts(directory.Default())
	proxy, err := intercept.New(hosts, now, nil)
	if err != nil {
		t.Fatal(err)
	}
	block, rest := pem.Decode(proxy.CertificatePEM())
	if block == nil || block.Type != "CERTIFICATE" || len(rest) != 0 {
		t.Fatal("not one certificate, and nothing else")
	}
	authority, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if life := authority.NotAfter.Sub(now); life > 8*24*time.Hour || !authority.MaxPathLenZero || authority.KeyUsage != x509.KeyUsageCertSign {
		t.Errorf("good for %v, path length %d, usage %b", life, authority.MaxPathLen, authority.KeyUsage)
	}
	if !authority.PermittedDNSDomainsCritical || !slices.Equal(authority.PermittedDNSDomains, hosts) {
		t.Errorf("constrained to %v (critical: %v)", authority.PermittedDNSDomains, authority.PermittedDNSDomainsCritical)
	}
	for name, c := range map[string]struct {
		names []string
		ips   []net.IP
		good  bool
	}{
		"one of its hosts":    {names: []string{oidc}, good: true},
		"another service":     {names: []string{"s3.amazonaws.com"}},
		"the rest of the web": {names: []string{"example.com"}},
		"one of each":         {names: []string{oidc, "example.com"}},
		"IPv4":                {names: []string{oidc}, ips: []net.IP{net.IPv4(127, 0, 0, 1)}},
		"IPv6":                {names: []string{oidc}, ips: []net.IP{net.IPv6loopback}},
	} {
		if err := verify(t, authority, c.names, c.ips, now); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// verify has crypto/x509 judge a certificate under the constraints of an authority, by one
// that differs in its key alone.
func verify(t *testing.T, authority *x509.Certificate, names []string, ips []net.IP, now time.Time) error {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	twin := *authority
	twin.PublicKey = &key.PublicKey
	twin.ExtraExtensions, twin.SubjectKeyId, twin.AuthorityKeyId, twin.SignatureAlgorithm = nil, nil, nil, x509.UnknownSignatureAlgorithm
	make := func(template, parent *x509.Certificate) *x509.Certificate {
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, key)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	root := make(&twin, &twin)
	leaf := make(&x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: names, IPAddresses: ips, NotBefore: now.Add(-time.Minute), NotAfter: now.Add(time.Hour), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, root)
	roots := x509.NewCertPool()
	roots.AddCert(root)
	_, err = leaf.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: now})
	return err
}
