package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdCanned starts a server that gives the same answer to every request, and points the
// endpoint variable at it: canned STATUS FILE. Each request's line is added to the file
// requests. A FILE that begins with an XML declaration is XML, any other is JSON.
func cmdCanned(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: canned STATUS FILE")
	}
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	body, mediaType := ts.ReadFile(args[1]), "application/json"
	if strings.HasPrefix(body, "<?xml") {
		mediaType = "text/xml"
	}
	requests, err := os.OpenFile(ts.MkAbs("requests"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	ts.Check(err)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(requests, r.Method, r.RequestURI)
		w.Header().Set("Content-Type", mediaType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	ts.Defer(func() { server.Close(); _ = requests.Close() })
	ts.Setenv("AWS_ENDPOINT_URL", server.URL)
}
