package awsapi

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"fob.example/fob/internal/orderedjson"
)

const (
	connectTimeout = 5 * time.Second
	requestTimeout = 30 * time.Second // in all: name, connection, answer to its last byte
	maxBody        = 1 << 20
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
			Proxy:                  config.Proxy,
			DialContext:            (&net.Dialer{Timeout: connect}).DialContext,
			TLSClientConfig:        trusted,
			TLSHandshakeTimeout:    connect,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true, // what is never asked for need not be bounded when it expands
			ForceAttemptHTTP2:      true,
		}
	}
	return &http.Client{
		Transport: strictTransport{base, config.Trace},
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
	pem, err := os.ReadFile(config.CABundle)
	if err != nil {
		return nil, fmt.Errorf("read the CA bundle: %w", err)
	}
	c.RootCAs = x509.NewCertPool()
	if !c.RootCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("the CA bundle %s holds no certificate", config.CABundle)
	}
	return c, nil
}

// strictTransport hands on only answers that are what AWS sends: bounded,
// unencoded, no redirect, and well-formed where they say that all went well.
type strictTransport struct {
	base  http.RoundTripper
	trace func(method, host, path string, status int, took time.Duration)
}

func (t strictTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	began := time.Now() // a measurement
	resp, err := t.base.RoundTrip(req)
	if t.trace != nil {
		status := 0
		if resp != nil {
			status = resp.StatusCode
		}
		t.trace(req.Method, req.URL.Host, req.URL.Path, status, time.Since(began))
	}
	if err != nil {
		return nil, err
	}
	body, err := checkedBody(resp)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	resp.ContentLength = int64(len(body))
	return resp, nil
}

// checkedBody reads resp's body. A failure to read is a connection's failure; an
// *AnswerError says that the answer arrived and is not AWS's.
func checkedBody(resp *http.Response) ([]byte, error) {
	host := resp.Request.URL.Host
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return nil, &AnswerError{host, fmt.Sprintf("HTTP %d, a redirect, which is not followed", resp.StatusCode)}
	}
	if encoding := resp.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return nil, &AnswerError{host, "a compressed body that was not asked for"}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	if len(body) > maxBody {
		return nil, &AnswerError{host, fmt.Sprintf("a body of more than %d bytes", maxBody)}
	}
	if resp.StatusCode < 300 {
		return body, checkSuccess(host, resp.Header.Get("Content-Type"), body)
	}
	return body, nil
}

// checkSuccess holds an answer of success to the form of the services in use: STS
// answers in XML, which the SDK parses strictly; everything else is one JSON
// object, or nothing at all.
func checkSuccess(host, contentType string, body []byte) error {
	media, _, _ := mime.ParseMediaType(contentType)
	if len(body) == 0 || strings.HasSuffix(media, "/xml") {
		return nil
	}
	if media == "text/html" {
		return &AnswerError{host, "a web page instead of an answer"}
	}
	if _, err := orderedjson.ParseObject(body); err != nil {
		return &AnswerError{host, "a body that cannot be used: " + err.Error()}
	}
	return nil
}

func isLoopback(host string) bool { return net.ParseIP(host).IsLoopback() }
