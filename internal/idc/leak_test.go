package idc_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/oauth2term"
)

// visitor signs people in by calling the handler itself, thousands of times.
type visitor struct {
	*testing.T
	server *idc.Server
	cookie string
}

func (v *visitor) do(method, path, kind, body string, header ...string) *httptest.ResponseRecorder {
	v.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:1"+path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Cookie", v.cookie)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	v.server.ServeHTTP(w, r)
	if w.Code >= http.StatusBadRequest {
		v.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	if set := w.Header().Get("Set-Cookie"); set != "" {
		v.cookie, _, _ = strings.Cut(set, ";")
	}
	return w
}

func (v *visitor) form(path string, values url.Values) *httptest.ResponseRecorder {
	v.Helper()
	return v.do("POST", path, "application/x-www-form-urlencoded", values.Encode())
}

func (v *visitor) json(path string, body fields) (answer fields) {
	v.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		v.Fatal(err)
	}
	if err := json.Unmarshal(v.do("POST", path, "application/json", string(text)).Body.Bytes(), &answer); err != nil {
		v.Fatal(err)
	}
	return answer
}

// signIn is a whole sign-in by PKCE, a refresh, and role credentials.
func (v *visitor) signIn() {
	v.Helper()
	v.cookie = ""
	registered := v.json("/client/register", pkceClient)
	client := fields{"clientId": registered["clientId"], "clientSecret": registered["clientSecret"]}
	path := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback")
	_, query, _ := strings.Cut(path, "?")
	v.form("/sign-in", url.Values{"csrf": {hidden(v.T, v.do("GET", path, "", "").Body.String(), "csrf")}, "next": {path}, "user_name": {"alice"}})
	csrf := hidden(v.T, v.do("GET", path, "", "").Body.String(), "csrf")
	to, err := url.Parse(v.form("/authorize", url.Values{"csrf": {csrf}, "request": {query}, "decision": {"allow"}}).Header().Get("Location"))
	if err != nil {
		v.Fatal(err)
	}
	tokens := v.json("/token", client.with("grantType", oauth2term.GrantAuthorizationCode,
		"code", to.Query().Get("code"), "redirectUri", "http://127.0.0.1:1/oauth/callback", "codeVerifier", verifier))
	tokens = v.json("/token", client.with("grantType", oauth2term.GrantRefreshToken, "refreshToken", tokens["refreshToken"]))
	v.do("GET", "/federation/credentials?account_id=111122223333&role_name=Admin", "", "", oauth2term.HeaderSSOBearerToken, tokens["accessToken"].(string))
}

// TestNothingIsKeptForEver: once everything that thousands of sign-ins left has expired,
// the server has no more memory and no more goroutines than after the first of them.
func TestNothingIsKeptForEver(t *testing.T) {
	now := &clock{now: time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)}
	server, err := idc.New(idc.Config{Directory: directoryWith(t), BaseURL: "http://127.0.0.1:1", Secret: secret, Now: now.Now})
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{T: t, server: server}
	wave := func() (heap int64, goroutines int) {
		for range 700 {
			v.signIn()
		}
		now.Advance(91 * 24 * time.Hour) // longer than a registration, which is remembered longest
		v.signIn()                       // any call sweeps
		runtime.GC()
		runtime.GC() // what the first one finalized, and what pools kept
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return int64(m.HeapAlloc), runtime.NumGoroutine()
	}
	heap, goroutines := wave()
	for range 2 {
		heap2, goroutines2 := wave()
		if grown := heap2 - heap; grown > 200_000 {
			t.Errorf("%d bytes more after another 700 sign-ins", grown)
		}
		if goroutines2 > goroutines {
			t.Errorf("%d goroutines after %d", goroutines2, goroutines)
		}
	}
}
