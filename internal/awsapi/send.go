package awsapi

import (
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
)

// unsentError is a failure from before there was a connection, so that nothing was sent.
type unsentError struct{ err error }

func (e *unsentError) Error() string { return e.err.Error() }
func (e *unsentError) Unwrap() error { return e.err }

// progress is how far a request came.
type progress struct{ asked, connected atomic.Bool }

// watch returns the request, which will tell of its progress.
func (p *progress) watch(req *http.Request) *http.Request {
	return req.WithContext(httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{
		GetConn: func(string) { p.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { p.connected.Store(true) },
	}))
}

// failure marks the error of a request that found no connection.
func (p *progress) failure(err error) error {
	if p.asked.Load() && !p.connected.Load() {
		return &unsentError{err}
	}
	return err
}

// ProxyError means that the proxy variable holds what is no proxy. It does not say what it
// holds: there may be a password in it.
type ProxyError struct{}

func (*ProxyError) Error() string {
	return "HTTPS_PROXY is not the URL of a proxy: a host, with http, https, socks5 or socks5h before it"
}

// CheckProxy refuses what is not a proxy in the form that the proxy variables have, a URL
// or a host. Go takes it for none, and what should pass a proxy would not.
func CheckProxy(text string) error {
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	if u, err := url.Parse(text); err != nil || !isProxy(u) {
		return &ProxyError{}
	}
	return nil
}

// maskedProxy chooses as proxy does, without its words, and never a proxy for this machine.
func maskedProxy(proxy func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	if proxy == nil {
		return nil
	}
	return func(req *http.Request) (*url.URL, error) {
		u, err := proxy(req)
		if host := req.URL.Hostname(); host == "localhost" || isLoopback(host) {
			return nil, nil
		}
		if err != nil || u != nil && !isProxy(u) {
			return nil, &ProxyError{}
		}
		return u, nil
	}
}

func isProxy(u *url.URL) bool {
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return u.Hostname() != ""
	}
	return false
}
