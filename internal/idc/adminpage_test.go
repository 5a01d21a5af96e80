package idc_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

func (c *center) directory() *directory.Directory {
	c.Helper()
	dir, err := directory.Parse("test.yaml", []byte(baseDirectory))
	if err != nil {
		c.Fatal(err)
	}
	return dir
}

func serveInProcess(s *idc.Server, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// signInOperator gives the form an admin token, in a browser of its own.
func (c *center) signInOperator(token string) *http.Response {
	c.Helper()
	r := c.request("POST", "/admin/sign-in", url.Values{"admin_token": {token}}.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := newBrowser(c.T).Do(r)
	if err != nil {
		c.Fatal(err)
	}
	resp.Body.Close()
	return resp
}

var csrfField = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// operator signs the center's browser in and returns what fills in the page's forms.
func (c *center) operator() func(form string, pairs ...string) answer {
	c.Helper()
	if a := c.submit("/admin/sign-in", url.Values{"admin_token": {adminToken}}); a.status != 303 || a.header.Get("Location") != "/admin" {
		c.Fatalf("sign-in: %d %s", a.status, a.body)
	}
	found := csrfField.FindStringSubmatch(c.get("/admin").body)
	if found == nil {
		c.Fatal("the page has no form")
	}
	return func(form string, pairs ...string) answer {
		c.Helper()
		values := url.Values{"csrf": {found[1]}}
		for n := 0; n < len(pairs); n += 2 {
			values.Set(pairs[n], pairs[n+1])
		}
		return c.submit("/admin/"+form, values)
	}
}

func TestOperatorsPage(t *testing.T) {
	i := newIssued(t)
	client := i.register(deviceClient)
	start := func() string {
		return i.post("/device_authorization", client.with("startUrl", startURL)).json(t)["userCode"].(string)
	}
	code, denied := start(), start()
	fill := i.operator()
	see := func(what string, want bool) {
		t.Helper()
		if body := i.get("/admin").body; strings.Contains(body, what) != want {
			t.Errorf("the page has %q: %v, want %v\n%s", what, !want, want, body)
		}
	}
	do := func(section, form string, pairs ...string) {
		t.Helper()
		if a := fill(form, pairs...); a.status != 303 || a.header.Get("Location") != "/admin#"+section {
			t.Errorf("%s %v: %d %s %s", form, pairs, a.status, a.header.Get("Location"), a.body)
		}
	}
	see("2026-11-23 05:00:00 UTC", true)
	see("StartDeviceAuthorization", true)
	do("clock", "clock", "advance", "15m")
	do("clock", "clock", "frozen", "true")
	see("05:15:00 UTC</strong>, where it stands still", true)
	do("clock", "clock", "reset", "true")

	do("devices", "device", "code", code, "name", "alice", "answer", "approve")
	see("allowed by alice", true)
	do("devices", "device", "code", denied, "answer", "deny")
	see(">denied<", true)
	see("operator-approve", false)

	do("faults", "fault", "add", "throttle,on=ListAccounts")
	see("throttle,on=ListAccounts", true)
	i.accounts()
	see("1 of 1", true)
	see("TooManyRequestsException", true)
	do("faults", "fault", "off", "1")
	see("Turn on", true)
	do("faults", "fault", "on", "1")
	do("faults", "fault", "remove", "1")
	see("None: the server does what it can.", true)

	do("sessions", "expire", "what", "refresh-tokens")
	do("sessions", "expire", "what", "role-credentials")
	wantOIDCError(t, i.refresh(), 400, "InvalidGrantException", "invalid_grant")
	do("sessions", "session", "id", i.server.Sessions()[0].ID)
	do("sessions", "session", "id", "*")
	see("Nobody is signed in.", true)
	do("clients", "client", "id", i.server.Clients()[0].ID)
	do("clients", "client", "id", i.server.Clients()[0].ID)
	see("None has registered since the start.", true)

	for _, wrong := range [][]string{
		{"fault", "add", "sulk"}, {"fault", "add", "drop,x=y"}, {"fault", "off", "7"}, {"fault", "on", "x"},
		{"clock", "advance", "soon"}, {"device", "code", "BCDF-GHJK", "answer", "approve"},
	} {
		if a := fill(wrong[0], wrong[1:]...); a.status != 400 || !strings.Contains(a.body, "That did not work") {
			t.Errorf("%v: %d %s", wrong, a.status, a.body)
		}
	}
	if a := i.get("/admin?refresh=on"); a.header.Get("Refresh") != "5" {
		t.Errorf("Refresh is %q", a.header.Get("Refresh"))
	}
	if a := i.get("/admin/requests.jsonl"); !strings.HasPrefix(a.body, `{"seq":1,`) || a.header.Get("Content-Disposition") == "" {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := fill("sign-out"); a.status != 303 {
		t.Errorf("sign-out: %d", a.status)
	}
	see("Admin token", true)
	if a := i.get("/admin/requests.jsonl"); a.status != 303 {
		t.Errorf("after the sign-out: %d %s", a.status, a.body)
	}
}

// TestOperatorsFormsAreTheirs refuses the forms of others.
func TestOperatorsFormsAreTheirs(t *testing.T) {
	c := newCenter(t)
	wrong := c.signInOperator("another admin token")
	if wrong.StatusCode != 403 || len(wrong.Cookies()) != 0 {
		t.Errorf("another token signs in: %d", wrong.StatusCode)
	}
	cookies := c.signInOperator(adminToken).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("the cookies are %v", cookies)
	}
	if k := cookies[0]; k.SameSite != http.SameSiteStrictMode || !k.HttpOnly || k.Path != "/admin" || !strings.HasPrefix(k.Name, "fob-idc-admin-") {
		t.Errorf("the cookie is %v", k)
	}
	fill := c.operator()
	for name, change := range map[string]func(url.Values, http.Header){
		"without the token of the page": func(v url.Values, _ http.Header) { v.Del("csrf") },
		"with that of another page":     func(v url.Values, _ http.Header) { v.Set("csrf", "x") },
		"from another site":             func(_ url.Values, h http.Header) { h.Set("Sec-Fetch-Site", "cross-site") },
		"from another origin":           func(_ url.Values, h http.Header) { h.Set("Origin", "http://127.0.0.1:1") },
		"without a cookie":              func(_ url.Values, h http.Header) { h.Set("X-No-Cookie", "1") },
	} {
		form := url.Values{"add": {"outage"}, "csrf": {csrfField.FindStringSubmatch(c.get("/admin").body)[1]}}
		header := http.Header{}
		change(form, header)
		r := c.request("POST", "/admin/fault", form.Encode())
		maps.Copy(r.Header, header)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		browser := c.web
		if r.Header.Get("X-No-Cookie") != "" {
			browser = newBrowser(t)
		}
		resp, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != 403 || len(c.server.Faults()) != 0 {
			t.Errorf("a form %s: %d", name, resp.StatusCode)
		}
	}
	c.clock.Advance(9 * time.Hour)
	if a := fill("fault", "add", "outage"); a.status != 403 {
		t.Errorf("after nine hours: %d", a.status)
	}
}
