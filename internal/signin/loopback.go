package signin

import (
	"crypto/subtle"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
)

// ListenError means that the loopback redirect cannot be received on this machine.
type ListenError struct {
	Session awsconfig.SSOSession
	Err     error
}

func (e *ListenError) Error() string {
	return fmt.Sprintf("cannot listen on 127.0.0.1 for the browser's answer: %v", e.Err)
}
func (e *ListenError) Unwrap() error { return e.Err }

// redirect is what the browser came back with (RFC 6749 §4.1.2, §4.1.2.1). Its texts
// are the server's, unchecked.
type redirect struct {
	code                        string
	errorCode, errorDescription string
	issuer                      string // RFC 9207; Identity Center sends none
}

// loopback is the listener that a browser is redirected to (RFC 8252 §7.3). It is
// bound before its address is shown to anyone and keeps that socket.
//
// One request counts: the first GET of the redirect path with exactly this Host and
// this run's state. It is answered only when close says how the sign-in ended, and so
// are its repetitions: a browser may fetch a page twice and show the second answer.
// Every other request is refused at once, changes nothing and delays nothing.
type loopback struct {
	listener    net.Listener
	host        string // the only Host that is answered
	redirectURI string
	server      *http.Server

	first  chan redirect // the one that counts
	strays chan struct{} // is sent to when a browser brings another state

	mu       sync.Mutex
	counted  bool           // first has been sent
	closed   bool           // close waits for nobody new
	browsers sync.WaitGroup // those that close waits for
	done     chan struct{}  // closed once outcome is set
	outcome  page
}

// closeGrace is how long close waits for the page to reach the browsers.
const closeGrace = time.Second

func listenLoopback() (*loopback, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	host := listener.Addr().String()
	return &loopback{
		listener:    listener,
		host:        host,
		redirectURI: "http://" + host + oauth2term.LoopbackRedirectPath,
		first:       make(chan redirect, 1),
		strays:      make(chan struct{}, 1),
		done:        make(chan struct{}),
	}, nil
}

// serve answers requests from now on; the one redirect with this state arrives at first.
func (l *loopback) serve(state string) {
	l.server = &http.Server{
		Handler:           l.handler(state),
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       5 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // strangers' broken requests are nobody's news
	}
	go func() { _ = l.server.Serve(l.listener) }()
}

// close tells the waiting browsers how the sign-in ended and frees the port. It does
// not wait for anybody else: a browser keeps connections open that it may never use.
func (l *loopback) close(outcome page) {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.outcome = outcome
	close(l.done)
	answered := make(chan struct{})
	go func() { l.browsers.Wait(); close(answered) }()
	select {
	case <-answered:
	case <-time.After(closeGrace):
	}
	if l.server != nil {
		_ = l.server.Close()
	}
	_ = l.listener.Close()
}

func (l *loopback) handler(state string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status := l.refuse(r); status != 0 {
			http.Error(w, http.StatusText(status), status)
			return
		}
		q, err := url.ParseQuery(r.URL.RawQuery)
		ours := subtle.ConstantTimeCompare([]byte(q.Get("state")), []byte(state)) == 1
		if !ours && q.Get("state") != "" {
			l.stray()
		}
		if err != nil || !ours || repeated(q) {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		if l.admit(redirect{q.Get("code"), q.Get("error"), q.Get("error_description"), q.Get("iss")}) {
			defer l.browsers.Done()
		}
		select {
		case <-l.done:
			l.outcome.write(w)
		case <-r.Context().Done():
		}
	})
}

// stray notes that somebody brought a state that is not this run's.
func (l *loopback) stray() {
	select {
	case l.strays <- struct{}{}:
	default: // noted already
	}
}

// admit takes in a browser that has the right state, and reports whether close is to
// wait for it, which it does for those that come before it. What the first one brings
// counts.
func (l *loopback) admit(r redirect) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	if !l.counted {
		l.counted = true
		l.first <- r
	}
	l.browsers.Add(1)
	return true
}

// refuse returns the status with which a request is turned away, 0 for none. A page of
// another origin can make a browser send requests here, but not as a top-level
// navigation that knows the state.
func (l *loopback) refuse(r *http.Request) int {
	mode := r.Header.Get("Sec-Fetch-Mode")
	switch {
	case r.Host != l.host:
		return http.StatusMisdirectedRequest
	case r.URL.Path != oauth2term.LoopbackRedirectPath:
		return http.StatusNotFound
	case r.Method != http.MethodGet:
		return http.StatusMethodNotAllowed
	case r.Header.Get("Origin") != "", mode != "" && !strings.EqualFold(mode, "navigate"):
		return http.StatusForbidden
	}
	return 0
}

// repeated reports whether a parameter comes twice, which RFC 6749 §3.1 forbids.
func repeated(q url.Values) bool {
	for _, values := range q {
		if len(values) > 1 {
			return true
		}
	}
	return false
}
