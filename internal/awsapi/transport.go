package awsapi

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

const (
	connectTimeout = 5 * time.Second
	requestTimeout = 30 * time.Second // in all: name, connection, answer to its last byte
	idleTimeout    = 10 * time.Second // a server must not be about to close what a code is sent over
)

func newHTTPClient(config Config) (*http.Client, error) {
	base := config.Transport
	if base == nil {
		trusted, err := tlsConfig(config)
		if err != nil {
			return nil, err
		}
		connect := timeout(config.ConnectTimeout, connectTimeout)
		base = &http.Transport{
			Proxy:                  maskedProxy(config.Proxy),
			DialContext:            (&net.Dialer{Timeout: connect}).DialContext,
			TLSClientConfig:        trusted,
			TLSHandshakeTimeout:    connect,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // what is never asked for need not be bounded when it expands
			ForceAttemptHTTP2:      true,
			IdleConnTimeout:        idleTimeout,
		}
	}
	return &http.Client{
		Transport: strictTransport{tracedTransport{base, config.Trace}, newClock(config)},
		Timeout:   timeout(config.RequestTimeout, requestTimeout),
		// Following one would carry the bearer token, or a posted refresh token,
		// to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// timeout returns the configured time, 0 for none at all.
func timeout(configured, otherwise time.Duration) time.Duration {
	if configured == 0 {
		return otherwise
	}
	return max(configured, 0)
}

func tlsConfig(config Config) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: config.SkipVerify}
	if config.CABundle == "" || config.SkipVerify {
		return c, nil
	}
	var err error
	c.RootCAs, err = ReadCABundle(config.CABundle)
	return c, err
}

// ReadCABundle reads a file of PEM certificates to trust.
func ReadCABundle(path string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the CA bundle: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the CA bundle %s holds no certificate", path)
	}
	return pool, nil
}

// strictTransport hands on only answers that are what AWS sends: bounded,
// unencoded, no redirect, and well-formed where they say that all went well.
type strictTransport struct {
	base  http.RoundTripper
	clock *clock
}

func (t strictTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	var p progress
	resp, err := t.base.RoundTrip(p.watch(req))
	if err != nil {
		return nil, p.failure(err)
	}
	t.clock.compare(resp)
	body, err := checkedBody(resp)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp, nil
}

// tracedTransport tells of each request, however it ends.
type tracedTransport struct {
	base  http.RoundTripper
	trace Trace
}

func (t tracedTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	began := time.Now() // a measurement
	resp, err := t.base.RoundTrip(req)
	if t.trace != nil {
		status := 0
		if resp != nil {
			status = resp.StatusCode
		}
		t.trace(req.Method, req.URL.Host, req.URL.Path, status, time.Since(began))
	}
	return resp, err
}

func isLoopback(host string) bool { return net.ParseIP(host).IsLoopback() }
