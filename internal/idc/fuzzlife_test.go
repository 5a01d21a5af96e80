package idc_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/oauth2term"
)

// life is what a client and a browser hold while they talk to a server. A script tells
// what they do; see live.
type life struct {
	server *idc.Server
	clock  *clock
	lived  int
	heap   uint64 // objects on it after a thousand lives

	t      *testing.T
	script []byte

	cookie                string
	page                  string // the last one
	clientID, secret      string
	code, deviceCode      string
	userCode, accessToken string
	refreshTokens         []string
}

func newLife(t *testing.T) *life {
	l := &life{clock: &clock{now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)}}
	l.server = newServerAt(t, "http://127.0.0.1:1", l.clock.Now)
	return l
}

// live plays a script from the beginning, and ends so much later that nothing of it is
// good any more.
func (l *life) live(t *testing.T, script []byte) {
	*l = life{server: l.server, clock: l.clock, lived: l.lived + 1, heap: l.heap, t: t, script: script}
	for steps := 0; len(l.script) > 0 && steps < 100; steps++ {
		l.step(l.next())
	}
	l.script = nil
	l.operate("POST", "/clock", `{"reset": true}`)
	l.clock.Advance(200 * 24 * time.Hour)
	l.get("/portal", nil)
	if l.lived%1000 == 0 {
		l.remembersNothing()
	}
}

// remembersNothing demands that as much is on the heap as when this was asked first. It
// counts objects: the fuzzing itself may hold a hundred megabytes in one.
func (l *life) remembersNothing() {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if l.heap == 0 {
		l.heap = m.HeapObjects
	}
	if m.HeapObjects > l.heap+5_000 {
		l.t.Fatalf("after %d lives the heap holds %d objects, and %d after a thousand", l.lived, m.HeapObjects, l.heap)
	}
}

func (l *life) next() byte {
	if len(l.script) == 0 {
		return 0
	}
	b := l.script[0]
	l.script = l.script[1:]
	return b
}

// value returns good, or, if the script goes on with a byte below 16, as many times four
// bytes of the script as it says.
func (l *life) value(good string) string {
	if len(l.script) == 0 || l.script[0] >= 16 {
		return good
	}
	n := min(4*int(l.next()), len(l.script))
	out := string(l.script[:n])
	l.script = l.script[n:]
	return out
}

// values makes a query or a form of pairs, each with a value of the script's choice.
func (l *life) values(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], l.value(pairs[i+1]))
	}
	return out
}

// steps of a client, of its user, of an operator, of time; any other byte is none.
func (l *life) step(what byte) {
	switch what {
	case 'P', 'D', 'L':
		l.register(what)
	case 'k':
		l.trade("grantType", oauth2term.GrantAuthorizationCode, "code", l.code, "codeVerifier", verifier, "redirectUri", "http://127.0.0.1:1/oauth/callback")
	case 'r', 'R':
		l.refresh(what == 'R')
	case 'v':
		l.startDevice()
	case 'p':
		l.trade("grantType", oauth2term.GrantDeviceCode, "deviceCode", l.deviceCode)
	case 'a':
		l.portal("GET", "/assignment/accounts", l.values("max_result", "1", "next_token", ""))
	case 'b':
		l.portal("GET", "/assignment/roles", l.values("account_id", "111122223333", "max_result", "100"))
	case 'g':
		l.portal("GET", "/federation/credentials", l.values("account_id", "111122223333", "role_name", "Developer"))
	case 'l':
		l.portal("POST", "/logout", nil)
	case 'C':
		l.sts()
	case 't':
		l.clock.Advance(5 * time.Second)
	case 'T':
		l.clock.Advance(time.Hour)
	case 'O':
		l.operate("POST", "/clock", l.value(`{"advance": "1h"}`))
	case 'F':
		l.operate("POST", "/clock", l.value(`{"frozen": true}`))
	case 'Y':
		l.operate("POST", "/device-codes/"+url.PathEscape(l.value(l.userCode))+"/approve", l.value(`{"userName": "alice"}`))
	case 'N':
		l.operate("POST", "/device-codes/"+url.PathEscape(l.value(l.userCode))+"/deny", "")
	case 'E':
		l.operate(l.value("DELETE"), "/"+l.value("sessions"), "")
	case 0x7f:
		l.raw()
	default:
		l.browse(what)
	}
}

// browse is what a person does on the pages.
func (l *life) browse(what byte) {
	switch what {
	case 'f':
		l.get("/authorize", l.values("client_id", l.clientID, "redirect_uri", "http://127.0.0.1:1/oauth/callback", "state", state,
			"response_type", "code", "code_challenge", challenge(verifier), "code_challenge_method", "S256", "scopes", ""))
	case 's':
		l.submit("/sign-in", "next", l.hidden("next"), "user_name", "alice", "password", "open sesame")
	case 'i':
		l.submit("/sign-in/code", "next", l.hidden("next"), "code", "123456")
	case 'c', 'x':
		decision := map[byte]string{'c': "allow", 'x': "deny"}[what]
		l.submit("/authorize", "request", l.hidden("request"), "decision", decision)
	case 'd':
		l.get("/device", l.values("user_code", l.userCode))
	case 'e':
		l.get("/device", nil)
	case 'B':
		l.submit("/device", "user_code", l.userCode)
	case 'y', 'n':
		decision := map[byte]string{'y': "allow", 'n': "deny"}[what]
		l.submit("/device/decision", "user_code", l.userCode, "decision", decision)
	case 'w':
		l.get("/portal", l.values("q", "dev", "page", "1"))
	case 'A':
		l.get("/portal", l.values("account", "111122223333"))
	case 'z':
		l.submit("/portal/credentials", "role", "111122223333/Developer")
	case 'q':
		l.get("/sign-in", l.values("next", "/portal", "q", "ali"))
	case 'o':
		l.submit("/sign-out", "next", "")
	case 'h':
		l.get("/"+(&url.URL{Path: l.value("")}).EscapedPath(), l.values("a", "b"))
	}
}

func (l *life) register(kind byte) {
	metadata := fields{"clientName": l.value("fuzz"), "clientType": l.value("public")}
	if kind != 'L' {
		metadata["scopes"] = []string{l.value(oauth2term.ScopeAccountAccess)}
	}
	if kind == 'P' {
		metadata["redirectUris"] = []string{l.value(oauth2term.LoopbackRedirectNoPort)}
		metadata["grantTypes"] = []string{oauth2term.GrantAuthorizationCode, l.value(oauth2term.GrantRefreshToken)}
	}
	answer := l.post("/client/register", metadata)
	l.clientID, l.secret = answer["clientId"], answer["clientSecret"]
}

func (l *life) startDevice() {
	answer := l.post("/device_authorization", fields{"clientId": l.value(l.clientID), "clientSecret": l.value(l.secret), "startUrl": l.value(startURL)})
	l.deviceCode, l.userCode = answer["deviceCode"], answer["userCode"]
	l.get("/device", l.values("user_code", l.userCode))
}

// trade asks for tokens.
func (l *life) trade(pairs ...string) {
	body := fields{"clientId": l.value(l.clientID), "clientSecret": l.value(l.secret)}
	for i := 0; i < len(pairs); i += 2 {
		body[pairs[i]] = l.value(pairs[i+1])
	}
	answer := l.post("/token", body)
	if answer["accessToken"] != "" {
		l.accessToken = answer["accessToken"]
		l.refreshTokens = append(l.refreshTokens, answer["refreshToken"])
	}
}

func (l *life) refresh(first bool) {
	var token string
	if len(l.refreshTokens) > 0 {
		token = l.refreshTokens[len(l.refreshTokens)-1]
		if first {
			token = l.refreshTokens[0]
		}
	}
	l.trade("grantType", oauth2term.GrantRefreshToken, "refreshToken", token)
}

func (l *life) portal(method, path string, query url.Values) {
	r := httptest.NewRequest(method, "http://127.0.0.1:1"+path+"?"+query.Encode(), nil)
	r.Header.Set(oauth2term.HeaderSSOBearerToken, l.value(l.accessToken))
	l.do(r)
}

// sts sends a signature that is as good as the script makes it.
func (l *life) sts() {
	r := httptest.NewRequest("POST", "http://127.0.0.1:1/", strings.NewReader(l.values("Action", "GetCallerIdentity", "Version", "2011-06-15", "RoleArn", "").Encode()))
	r.Header.Set("Authorization", l.value("AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20261123/us-east-1/sts/aws4_request, SignedHeaders=host;x-amz-date, Signature=00"))
	r.Header.Set("X-Amz-Date", l.value("20261123T050000Z"))
	r.Header.Set("X-Amz-Security-Token", l.value("x"))
	l.do(r)
}

// operate calls the operator's API. It sets no faults, which are failures on purpose.
func (l *life) operate(method, path, body string) {
	r, err := http.NewRequest(method, "http://127.0.0.1:1/admin/v1"+path, strings.NewReader(body))
	if err != nil || strings.HasSuffix(r.URL.Path, "faults") || strings.HasSuffix(r.URL.Path, "jsonl") {
		return
	}
	r.Header.Set("Authorization", "Bearer "+l.value(operatorsToken))
	l.do(r)
}

// raw sends a request that the rest of the script spells.
func (l *life) raw() {
	r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(l.script)))
	l.script = nil
	if err != nil {
		return
	}
	r.Header.Add("Cookie", "fob-idc-1="+l.cookie)
	l.do(r)
}

func (l *life) post(path string, body any) map[string]string {
	text, err := json.Marshal(body)
	if err != nil {
		l.t.Fatal(err)
	}
	var all map[string]any
	answer := map[string]string{}
	_ = json.Unmarshal(l.do(httptest.NewRequest("POST", "http://127.0.0.1:1"+path, bytes.NewReader(text))).Body.Bytes(), &all)
	for name, value := range all {
		answer[name], _ = value.(string)
	}
	return answer
}

func (l *life) get(path string, query url.Values) {
	l.visit(httptest.NewRequest("GET", "http://127.0.0.1:1"+path+"?"+query.Encode(), nil))
}

// submit sends a form of the last page.
func (l *life) submit(path string, pairs ...string) {
	form := l.values(append(pairs, "csrf", l.hidden("csrf"))...)
	r := httptest.NewRequest("POST", "http://127.0.0.1:1"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", l.value("application/x-www-form-urlencoded"))
	l.visit(r)
}

var hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)"`)

func (l *life) hidden(name string) string {
	for _, m := range hiddenField.FindAllStringSubmatch(l.page, -1) {
		if m[1] == name {
			return html.UnescapeString(m[2])
		}
	}
	return ""
}

// visit is do by a browser: it keeps the cookie and goes where it is led, once.
func (l *life) visit(r *http.Request) {
	r.Header.Set("Cookie", "fob-idc-1="+l.value(l.cookie))
	rec := l.do(r)
	for _, c := range rec.Result().Cookies() {
		l.cookie = c.Value
	}
	to, err := url.Parse(rec.Header().Get("Location"))
	switch {
	case err != nil || rec.Code == http.StatusOK:
	case to.Host != "":
		l.code = to.Query().Get("code")
	case rec.Code == http.StatusSeeOther:
		to.Scheme, to.Host = "http", "127.0.0.1:1"
		again := httptest.NewRequest("GET", to.String(), nil)
		again.Header.Set("Cookie", "fob-idc-1="+l.cookie)
		rec = l.do(again)
	}
	l.page = rec.Body.String()
}

// do sends a request and holds the answer to what is true of all.
func (l *life) do(r *http.Request) *httptest.ResponseRecorder {
	rec := httptest.NewRecorder()
	l.server.ServeHTTP(rec, r)
	h, body := rec.Header(), rec.Body.Bytes()
	wrong := func(what string) { l.t.Errorf("%s %s: %s: %d %v\n%s", r.Method, r.URL, what, rec.Code, h, body) }
	if rec.Code >= 500 {
		wrong("the server's fault")
	}
	if h.Get("X-Frame-Options") != "DENY" || h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") {
		wrong("without its headers")
	}
	if to := h.Get("Location"); to != "" && !leadsHome(to) {
		wrong("leads elsewhere")
	}
	switch contentType := h.Get("Content-Type"); {
	case strings.HasPrefix(contentType, "text/html"):
		if bytes.Contains(body, []byte("<script")) || bytes.ContainsAny(body, "\x1b\x00\u202e") {
			wrong("a page with what is not its own")
		}
	case contentType == "application/json":
		if !json.Valid(body) {
			wrong("not JSON")
		}
	}
	return rec
}

// leadsHome reports whether a redirect stays on the server or on loopback.
func leadsHome(to string) bool {
	u, err := url.Parse(to)
	if err != nil {
		return false
	}
	if u.Host == "" {
		return strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") && !strings.HasPrefix(to, `/\`)
	}
	return u.Scheme == "http" && u.User == nil && (slices.Contains([]string{"127.0.0.1", "::1", "localhost"}, u.Hostname()) || strings.HasPrefix(u.Hostname(), "127."))
}
