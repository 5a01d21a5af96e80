package signin

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

const (
	fuzzHost  = "127.0.0.1:8400"
	fuzzState = "7d3f2b1c-0a9e-8d7c-6b5a-493827160f5e"
)

// FuzzCallback sends the listener whatever a stranger may, and pastes it, too. What counts
// is held against a reading of its own of RFC 6749 §4.1.2 and §3.1.
func FuzzCallback(f *testing.F) {
	const right = "state=" + fuzzState
	get := func(target, rest string) string {
		return "GET " + target + " HTTP/1.1\r\nHost: " + fuzzHost + "\r\n" + rest + "\r\n"
	}
	for _, text := range []string{
		get("/oauth/callback?"+right+"&code=c", ""),
		get("/oauth/callback?code=c&"+right+"&iss=https%3A%2F%2Fx", "Sec-Fetch-Mode: navigate\r\n"),
		get("/oauth/callback?"+right+"&error=access_denied&error_description=%1b%3Cscript%3E", ""),
		get("/oauth/callback?"+right, ""), get("/oauth/callback?code=c", ""), get("/oauth/callback", ""), get("/oauth/callback?", ""),
		get("/oauth/callback?"+right+"&"+right+"&code=c", ""), get("/oauth/callback?"+right+"&code=c&code=d", ""), get("/oauth/callback?"+right+"&c%6fde=c&code=d", ""),
		get("/oauth/callback?st%61te="+fuzzState+"&code=c", ""), get("/oauth/callback?State="+fuzzState+"&code=c", ""),
		get("/oauth/callback?"+right[:20]+"&code=c", ""), get("/oauth/callback?"+right+"x&code=c", ""), get("/oauth/callback?"+strings.ToUpper(right)+"&code=c", ""),
		get("/oauth/callback?"+right+"&code=%zz", ""), get("/oauth/callback?"+right+"&a;b", ""), get("/oauth/callback?"+right+"&&=&code", ""),
		get("/oauth/callback/?"+right+"&code=c", ""), get("/oauth/%63allback?"+right+"&code=c", ""), get("//oauth/callback?"+right+"&code=c", ""), get("/favicon.ico", ""),
		get("http://"+fuzzHost+"/oauth/callback?"+right+"&code=c", ""), get("http://evil.test/oauth/callback?"+right+"&code=c", ""),
		get("/oauth/callback?"+right+"&code=c", "Origin: https://evil.test\r\n"), get("/oauth/callback?"+right+"&code=c", "Origin:\r\n"), get("/oauth/callback?"+right+"&code=c", "Sec-Fetch-Mode: cors\r\n"),
		"POST /oauth/callback?" + right + "&code=c HTTP/1.1\r\nHost: " + fuzzHost + "\r\n\r\n", "HEAD /oauth/callback?" + right + " HTTP/1.1\r\nHost: " + fuzzHost + "\r\n\r\n",
		"GET /oauth/callback?" + right + "&code=c HTTP/1.1\r\nHost: evil.test\r\n\r\n", "GET /oauth/callback?" + right + "&code=c HTTP/1.1\r\nHost: localhost:8400\r\n\r\n",
		"GET /oauth/callback?" + right + "&code=c HTTP/1.0\r\n\r\n", "\x16\x03\x01\r\n\r\n", "",
		"http://" + fuzzHost + "/oauth/callback?" + right + "&code=c", " http://" + fuzzHost + "/oauth/callback?code=c&" + right + "#x\n",
		"https://" + fuzzHost + "/oauth/callback?" + right + "&code=c", "http://127.0.0.1:1/oauth/callback?" + right, "http://" + fuzzHost + "@evil.test/oauth/callback?" + right,
	} {
		f.Add(text)
	}
	shown := httptest.NewRecorder()
	pageSignedIn.write(shown)
	f.Fuzz(func(t *testing.T, text string) {
		l := &loopback{
			host: fuzzHost, redirectURI: "http://" + fuzzHost + "/oauth/callback", state: fuzzState,
			first: make(chan redirect, 1), strays: make(chan struct{}, 1), done: make(chan struct{}), outcome: pageSignedIn,
		}
		close(l.done)
		if r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text))); err == nil {
			checkCallback(t, l, r, shown.Body.String())
		}
		if pasted, err := l.readAddress(text); err == nil {
			_, query, _ := strings.Cut(strings.TrimSpace(text), "/oauth/callback?")
			query, _, _ = strings.Cut(query, "#")
			if want, ok := readStrictly(query); !ok || !strings.HasPrefix(strings.TrimSpace(text), l.redirectURI+"?") || pasted != want {
				t.Errorf("%q, pasted, counts as %+v", text, pasted)
			}
		}
	})
}

func checkCallback(t *testing.T, l *loopback, r *http.Request, page string) {
	t.Helper()
	w := httptest.NewRecorder()
	l.answer(w, r)
	want, ours := readStrictly(r.URL.RawQuery)
	ours = ours && r.Method == "GET" && r.Host == fuzzHost && r.URL.Path == "/oauth/callback" && r.Header.Get("Origin") == ""
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && strings.ToLower(mode) != "navigate" {
		ours = false
	}
	select {
	case got := <-l.first:
		if !ours || got != want {
			t.Errorf("%s %s of %q counts as %+v", r.Method, r.RequestURI, r.Host, got)
		}
		if w.Code != 200 || w.Body.String() != page {
			t.Errorf("the browser is shown %d, %s", w.Code, w.Body)
		}
	default:
		if ours {
			t.Errorf("%s %s of %q does not count", r.Method, r.RequestURI, r.Host)
		}
		if w.Code < 400 || w.Body.String() != http.StatusText(w.Code)+"\n" {
			t.Errorf("a stranger is answered with %d, %s", w.Code, w.Body)
		}
	}
}

// readStrictly reads a query pair by pair. It reports whether each parameter stands once and
// can be read, and state is this run's.
func readStrictly(rawQuery string) (redirect, bool) {
	values := map[string]string{}
	for pair := range strings.SplitSeq(rawQuery, "&") {
		if pair == "" {
			continue
		}
		rawName, rawValue, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(rawName)
		value, valueErr := url.QueryUnescape(rawValue)
		_, twice := values[name]
		if nameErr != nil || valueErr != nil || twice || strings.Contains(pair, ";") {
			return redirect{}, false
		}
		values[name] = value
	}
	return redirect{values["code"], values["error"], values["error_description"], values["iss"]}, values["state"] == fuzzState
}
