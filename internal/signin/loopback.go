package signin

import (
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"fob.example/fob/internal/oauth2term"
)

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
	state       string // of this run, single use
	server      *http.Server
	passedOver  portErrors // the ports that were asked for before this one

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

// serve answers requests from now on; the one that counts arrives at first.
func (l *loopback) serve() {
	l.server = &http.Server{
		Handler:           http.HandlerFunc(l.answer),
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

func (l *loopback) answer(w http.ResponseWriter, r *http.Request) {
	if status := l.refuse(r); status != 0 {
		http.Error(w, http.StatusText(status), status)
		return
	}
	redirect, err := l.read(r.URL.RawQuery)
	if errors.Is(err, errOtherState) {
		l.stray()
	}
	if err != nil {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	if l.admit(redirect) {
		defer l.browsers.Done()
	}
	select {
	case <-l.done:
		l.outcome.write(w)
	case <-r.Context().Done():
	}
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
