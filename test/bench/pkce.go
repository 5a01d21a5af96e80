package main

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// driver signs people in at a local Identity Center as fast as it can: what a client
// and a browser send, and no more. It shares the machine with the server.
type driver struct {
	base string
	http *http.Client
}

func newDriver(base string) *driver {
	return &driver{base, &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Timeout:       20 * time.Second,
	}}
}

// person is somebody with something to get credentials for.
type person struct{ userName, accountID, roleName string }

const (
	redirectURI  = "http://127.0.0.1:1/oauth/callback"
	registration = `{"clientName":"bench","clientType":"public","scopes":["sso:account:access"],"grantTypes":["authorization_code","refresh_token"],` +
		`"redirectUris":["http://127.0.0.1/oauth/callback"],"issuerUrl":"` + centerStartURL + `"}`
)

// signIn is a whole sign-in by PKCE, in a browser that nobody has signed in with before:
// registration, sign-in page, consent page, code, tokens.
func (d *driver) signIn(userName string) (accessToken string) {
	var client struct{ ClientID, ClientSecret string }
	d.json(d.post("/client/register", "application/json", "", registration), &client)
	verifier := rand.Text() + rand.Text()
	sum := sha256.Sum256([]byte(verifier))
	query := url.Values{
		"response_type": {"code"}, "client_id": {client.ClientID}, "redirect_uri": {redirectURI}, "state": {"s"},
		"code_challenge_method": {"S256"}, "scopes": {"sso:account:access"}, "code_challenge": {base64.RawURLEncoding.EncodeToString(sum[:])},
	}.Encode()
	cookie := ""
	page := d.get("/authorize?"+query, &cookie)
	d.form("/sign-in", &cookie, url.Values{"csrf": {csrf(page)}, "next": {"/authorize?" + query}, "user_name": {userName}})
	page = d.get("/authorize?"+query, &cookie)
	back, err := url.Parse(d.form("/authorize", &cookie, url.Values{"csrf": {csrf(page)}, "request": {query}, "decision": {"allow"}}))
	check(err)
	grant, err := json.Marshal(map[string]string{
		"clientId": client.ClientID, "clientSecret": client.ClientSecret, "grantType": "authorization_code",
		"code": back.Query().Get("code"), "redirectUri": redirectURI, "codeVerifier": verifier,
	})
	check(err)
	var tokens struct{ AccessToken string }
	d.json(d.post("/token", "application/json", "", string(grant)), &tokens)
	return tokens.AccessToken
}

// credentials is GetRoleCredentials.
func (d *driver) credentials(accessToken string, p person) {
	var answer struct {
		RoleCredentials struct{ SecretAccessKey string }
	}
	d.portal("/federation/credentials?account_id="+p.accountID+"&role_name="+p.roleName, accessToken, &answer)
	if answer.RoleCredentials.SecretAccessKey == "" {
		log.Fatal("no credentials")
	}
}

// firstRole returns what a user has first.
func (d *driver) firstRole(userName, accessToken string) person {
	var accounts struct{ AccountList []struct{ AccountID string } }
	d.portal("/assignment/accounts?max_result=1", accessToken, &accounts)
	var roles struct{ RoleList []struct{ RoleName string } }
	d.portal("/assignment/roles?account_id="+accounts.AccountList[0].AccountID, accessToken, &roles)
	return person{userName, accounts.AccountList[0].AccountID, roles.RoleList[0].RoleName}
}

func (d *driver) portal(path, accessToken string, answer any) {
	r := d.request(http.MethodGet, path, "")
	r.Header.Set("X-Amz-Sso_bearer_token", accessToken)
	d.json(d.do(r), answer)
}

func (d *driver) request(method, path, body string) *http.Request {
	r, err := http.NewRequest(method, d.base+path, strings.NewReader(body))
	check(err)
	return r
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

func (d *driver) do(r *http.Request) reply {
	resp, err := d.http.Do(r)
	check(err)
	body, err := io.ReadAll(resp.Body)
	check(err)
	check(resp.Body.Close())
	if resp.StatusCode >= http.StatusBadRequest {
		log.Fatalf("%s %s: %d %s", r.Method, r.URL.Path, resp.StatusCode, body)
	}
	return reply{resp.StatusCode, resp.Header, body}
}

func (d *driver) post(path, kind, cookie, body string) reply {
	r := d.request(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	return d.do(r)
}

func (d *driver) get(path string, cookie *string) []byte {
	r := d.request(http.MethodGet, path, "")
	if *cookie != "" {
		r.Header.Set("Cookie", *cookie)
	}
	return d.keep(d.do(r), cookie).body
}

// form posts a form and returns where that leads.
func (d *driver) form(path string, cookie *string, values url.Values) string {
	return d.keep(d.post(path, "application/x-www-form-urlencoded", *cookie, values.Encode()), cookie).header.Get("Location")
}

func (d *driver) keep(r reply, cookie *string) reply {
	if set := r.header.Get("Set-Cookie"); set != "" {
		*cookie, _, _ = strings.Cut(set, ";")
	}
	return r
}

func (d *driver) json(r reply, v any) { check(json.Unmarshal(r.body, v)) }

func csrf(page []byte) string {
	_, after, ok := bytes.Cut(page, []byte(`name="csrf" value="`))
	value, _, ok2 := bytes.Cut(after, []byte(`"`))
	if !ok || !ok2 {
		log.Fatal(fmt.Errorf("a page without a form: %s", page))
	}
	return string(value)
}
