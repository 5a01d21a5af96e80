package main

import (
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdVanity starts a web site on a domain of one's own: vanity STATUS LOCATION. It redirects
// every request, is at $VANITY, and has its certificate in the file vanity.pem.
func cmdVanity(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: vanity STATUS LOCATION")
	}
	status, err := strconv.Atoi(args[0])
	ts.Check(err)
	site := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", args[1])
		w.WriteHeader(status)
	}))
	ts.Defer(site.Close)
	certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: site.Certificate().Raw})
	ts.Check(os.WriteFile(ts.MkAbs("vanity.pem"), certificate, 0o600))
	ts.Setenv("VANITY", site.URL)
}
