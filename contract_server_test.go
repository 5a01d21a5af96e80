package fob_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
)

// caseReply is what a case's server answers to requests that fit.
type caseReply struct {
	Match   string // an expression for "METHOD PATH\nBODY"
	Status  int
	Headers map[string]string
	Body    string
}

// serveReplies gives a case a server on 127.0.0.1 that answers with the first reply that
// fits, and returns its port, which replies may hold.
func serveReplies(t *testing.T, replies []caseReply) (port string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		findReply(t, replies, r.Method+" "+r.RequestURI+"\n"+string(body)).write(w, r)
	}))
	t.Cleanup(server.Close)
	return portOf(t, server.URL)
}

func findReply(t *testing.T, replies []caseReply, request string) caseReply {
	for _, reply := range replies {
		fits, err := regexp.MatchString(reply.Match, request)
		if err != nil {
			t.Error(err)
		}
		if fits {
			return reply
		}
	}
	return caseReply{Status: http.StatusNotFound, Body: "{}"}
}

func (c caseReply) write(w http.ResponseWriter, r *http.Request) {
	if c.Headers == nil {
		c.Headers = map[string]string{"Content-Type": "application/json"}
	}
	address := r.Context().Value(http.LocalAddrContextKey).(net.Addr).String()
	_, port, _ := net.SplitHostPort(address)
	fill := strings.NewReplacer("{PORT}", port)
	for name, value := range c.Headers {
		w.Header().Set(name, fill.Replace(value))
	}
	if c.Status != 0 {
		w.WriteHeader(c.Status)
	}
	_, _ = io.WriteString(w, fill.Replace(c.Body))
}

func portOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}
