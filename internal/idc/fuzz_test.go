package idc_test

import (
	"runtime"
	"testing"
)

// FuzzServer plays a life of a session, spelled by bytes, with the whole server: requests
// of clients and of browsers, in any order, each as it should be or with a piece of the
// input in the place of one of its values. Nothing panics, nothing is the server's fault,
// no answer lacks its headers or leads elsewhere, and nothing is remembered for good.
func FuzzServer(f *testing.F) {
	for _, life := range []string{
		"Pfscka",             // sign in by PKCE, trade the code, list accounts
		"PfsckarRa",          // refresh, and again with the token that was used
		"Pfsckka",            // the code twice
		"Pfsx",               // no
		"DvspdyttpabgC",      // a device code, polled; roles, credentials, STS
		"Dvsdnp",             // denied
		"DvseBypp",           // typed
		"Lvdsypal",           // a client of the older kind, logged out
		"wswAzqowq",          // the portal and its credentials, sign-out
		"PfTfscTkTTTTTTTTTr", // time goes by between
		"DvYpaOOEaFtOvNp",    // an operator has a hand in it
		"P\x01\"><&f\x08\x1b[2J%0d%0as\x02\xff\xfec\x01{}k",         // values out of the input
		"\x7fGET /portal?q=%1b HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", // a request out of the input
		"\x7fPOST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 43\r\n\r\nAction=GetCallerIdentity&Version=2011-06-15",
		"s\x7fPOST /token HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
	} {
		f.Add([]byte(life))
	}
	goroutines := runtime.NumGoroutine()
	f.Cleanup(func() {
		if n := runtime.NumGoroutine(); n > goroutines+10 {
			f.Errorf("%d goroutines are left, of %d before", n, goroutines)
		}
	})
	var l *life
	f.Fuzz(func(t *testing.T, script []byte) {
		if l == nil || l.lived > 5000 { // in the end the clock would leave the calendar
			l = newLife(t)
		}
		l.live(t, script)
	})
}
