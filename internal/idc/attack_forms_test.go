package idc_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// post submits a form with headers of a browser's.
func (c *center) postForm(path string, form url.Values, header ...string) answer {
	c.Helper()
	r := c.request("POST", path, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return c.do(r)
}

// cookieOf returns what the test's browser sends to the server.
func (c *center) cookieOf() *http.Cookie {
	c.Helper()
	u, err := url.Parse(c.url)
	if err != nil {
		c.Fatal(err)
	}
	cookies := c.web.Jar.Cookies(u)
	if len(cookies) != 1 {
		c.Fatalf("the browser has %d cookies", len(cookies))
	}
	return cookies[0]
}

func (c *center) plant(cookie *http.Cookie) {
	c.Helper()
	u, err := url.Parse(c.url)
	if err != nil {
		c.Fatal(err)
	}
	c.web.Jar.SetCookies(u, []*http.Cookie{cookie})
}

// TestEveryFormNeedsTheTokenOfItsBrowser: each form of the server, sent from a browser in
// which Alice is signed in, as other sites and other people could send it.
func TestEveryFormNeedsTheTokenOfItsBrowser(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	_, csrf := c.asAlice(path)
	_, query, _ := strings.Cut(path, "?")
	device := c.start(c.register(deviceClient))
	userCode := device["userCode"].(string)
	attacker := c.inNewBrowser()
	_, foreign := attacker.asAlice(path)
	for form, fields := range map[string]url.Values{
		"/authorize":          {"request": {query}, "decision": {"allow"}},
		"/sign-in":            {"next": {"/portal"}, "user_name": {"bob"}},
		"/sign-in/code":       {"next": {"/portal"}, "code": {"123456"}},
		"/sign-out":           {},
		"/device":             {"user_code": {userCode}},
		"/device/decision":    {"user_code": {userCode}, "decision": {"allow"}},
		"/portal/credentials": {"role": {"111122223333/Developer"}},
	} {
		with := func(token ...string) url.Values {
			out := url.Values{"csrf": token}
			for name, values := range fields {
				out[name] = values
			}
			return out
		}
		for name, a := range map[string]answer{
			"no token":              c.postForm(form, fields),
			"an empty token":        c.postForm(form, with("")),
			"an attacker's token":   c.postForm(form, with(foreign)),
			"a token in the query":  c.postForm(form+"?csrf="+csrf, fields),
			"another site":          c.postForm(form, with(csrf), "Sec-Fetch-Site", "cross-site"),
			"another port":          c.postForm(form, with(csrf), "Sec-Fetch-Site", "same-site"),
			"another origin":        c.postForm(form, with(csrf), "Origin", "https://evil.test"),
			"an opaque origin":      c.postForm(form, with(csrf), "Origin", "null"),
			"no cookie":             c.inNewBrowser().postForm(form, with(csrf)),
			"an attacker's session": attacker.postForm(form, with(csrf)),
		} {
			if a.status != 403 || a.header.Get("Location") != "" || a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s, %s: got %d %v", form, name, a.status, a.header)
			}
		}
		if a := c.postForm(form, with(csrf, csrf)); a.status != 400 {
			t.Errorf("%s, the token twice: got %d", form, a.status)
		}
	}
	if page := c.get("/portal").body; !strings.Contains(page, "Alice") {
		t.Error("after all that, Alice is not signed in any more")
	}
	c.clock.Advance(6 * 1e9)
	wantOIDCError(t, c.poll(c.register(deviceClient), device), 400, "InvalidGrantException", "invalid_grant")
}

// TestSessionFixation: a session that somebody else knows, or made up, is worth nothing
// once a person has signed in with it.
func TestSessionFixation(t *testing.T) {
	for name, known := range map[string]func(*center) string{
		"of the server's": func(c *center) string { c.get("/portal"); return c.cookieOf().Value },
		"made up":         func(*center) string { return "0123456789abcdef0123456789abcdef" },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCenter(t)
			attacker := c.inNewBrowser()
			attacker.get("/portal") // to learn the cookie's name
			planted := attacker.cookieOf()
			planted.Value = known(attacker)
			c.plant(planted)
			c.asAlice("/portal")
			if c.cookieOf().Value == planted.Value {
				t.Error("the sign-in keeps the planted session")
			}
			attacker.plant(planted)
			if page := attacker.get("/portal").body; strings.Contains(page, "signed-in-as") {
				t.Errorf("the attacker is in: %s", page)
			}
		})
	}
}

// TestLoginCSRF: nobody is signed in as somebody else by a form that an attacker prepared
// with a token of their own, in the browser of somebody who has a session or has none.
func TestLoginCSRF(t *testing.T) {
	c := newCenter(t)
	attacker := c.inNewBrowser()
	form := url.Values{"csrf": {hidden(t, attacker.get("/portal").body, "csrf")}, "next": {"/portal"}, "user_name": {"bob"}}
	for name, victim := range map[string]*center{"without a session": c.inNewBrowser(), "at the sign-in page": c.inNewBrowser()} {
		if name == "at the sign-in page" {
			victim.get("/portal")
		}
		if a := victim.postForm("/sign-in", form); a.status != 403 || a.header.Get("Set-Cookie") != "" {
			t.Errorf("%s: got %d", name, a.status)
		}
		if page := victim.get("/portal").body; strings.Contains(page, "signed-in-as") {
			t.Errorf("%s: signed in: %s", name, page)
		}
	}
}

// TestNoAnswerMayBeFramed nor sniffed, stored, or given away by a referrer: pages, errors
// and answers of the API alike.
func TestNoAnswerMayBeFramed(t *testing.T) {
	c := newCenter(t)
	c.asAlice("/portal")
	foreign := c.request("GET", "/", "")
	foreign.Host = "evil.test"
	for name, a := range map[string]answer{
		"page": c.get("/portal"), "sign-in": c.inNewBrowser().get("/portal"), "error page": c.get("/authorize"), "not found": c.get("/x"),
		"refused form": c.postForm("/sign-in", nil), "redirect": c.get("/sign-in"), "style": c.get("/style.css"), "icon": c.get("/icon.svg"),
		"API": c.post("/token", nil), "portal API": c.get("/assignment/accounts"), "STS": c.post("/", nil),
		"foreign host": c.do(foreign), "other method": c.do(c.request("DELETE", "/portal", "")), "unclean path": c.get("//x/../portal"),
	} {
		h := a.header
		got := []string{h.Get("X-Frame-Options"), h.Get("X-Content-Type-Options"), h.Get("Cache-Control"), h.Get("Referrer-Policy")}
		if diff := cmp.Diff([]string{"DENY", "nosniff", "no-store", "same-origin"}, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if policy := h.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("%s: the policy is %q", name, policy)
		}
	}
}

// TestOpenRedirects: no form and no address of this server leads a browser to another.
func TestOpenRedirects(t *testing.T) {
	c := newCenter(t)
	_, csrf := c.asAlice("/portal")
	for _, next := range []string{
		"https://evil.test/portal", "//evil.test/portal", "///evil.test/portal", `/\evil.test/portal`, `\\evil.test\portal`, "/portal@evil.test", "http:portal",
		"javascript:alert(1)", "/%2f/evil.test", "/portal/../../evil.test", "/authorize/", "\t//evil.test", "/\t/evil.test/portal", "", "?", ".",
	} {
		stranger := c.inNewBrowser()
		own := hidden(t, stranger.get("/portal").body, "csrf")
		if a := stranger.postForm("/sign-in", url.Values{"csrf": {own}, "next": {next}, "user_name": {"alice"}}); a.status != 400 || a.header.Get("Location") != "" {
			t.Errorf("sign-in, then %q: %d %q", next, a.status, a.header.Get("Location"))
		}
	}
	for _, path := range []string{
		"//evil.test/", "//evil.test/..", "///evil.test", `/\evil.test`, "/%5cevil.test/..", "//evil.test/%2e%2e", "/.//evil.test", "/portal/..//evil.test",
		"/sign-in?next=//evil.test/portal", "/sign-in?next=https:%2f%2fevil.test/portal", "/device?user_code=//evil.test",
	} {
		to := c.get(path).header.Get("Location")
		if strings.HasPrefix(to, "//") || strings.HasPrefix(to, `/\`) || to != "" && !strings.HasPrefix(to, "/") {
			t.Errorf("%s leads to %q", path, to)
		}
	}
	if a := c.postForm("/sign-out", url.Values{"csrf": {csrf}, "next": {"//evil.test/portal"}}); a.header.Get("Location") != "/signed-out" {
		t.Errorf("sign-out leads to %q", a.header.Get("Location"))
	}
}

// TestGuessesOfUserCodesAreSlow, by every way there is to try one: five wrong ones a
// minute for each person, of some 25,600 million codes.
func TestGuessesOfUserCodesAreSlow(t *testing.T) {
	for name, try := range map[string]func(c *center, csrf, userCode string) int{
		"address": func(c *center, _, userCode string) int { return c.get("/device?user_code=" + userCode).status },
		"allow": func(c *center, csrf, userCode string) int {
			return c.postForm("/device/decision", url.Values{"csrf": {csrf}, "user_code": {userCode}, "decision": {"allow"}}).status
		},
		"deny": func(c *center, csrf, userCode string) int {
			return c.postForm("/device/decision", url.Values{"csrf": {csrf}, "user_code": {userCode}, "decision": {"deny"}}).status
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCenter(t)
			_, csrf := c.asAlice("/device")
			d := c.start(c.register(deviceClient))
			for range 5 {
				if status := try(c, csrf, "BCDF-GHJK"); status != 400 {
					t.Errorf("a wrong code: %d", status)
				}
			}
			if status := try(c, csrf, d["userCode"].(string)); status != 429 {
				t.Errorf("the right one after five wrong ones: %d", status)
			}
		})
	}
}

// TestRedirectTricks are addresses that look like the registered one and are not. The
// port alone may differ, and on loopback addresses alone.
func TestRedirectTricks(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient) // http://127.0.0.1/oauth/callback
	for _, uri := range []string{
		"http://127.0.0.1.evil.test:1/oauth/callback", "http://evil.test:1/oauth/callback", "http://127.0.0.1:1@evil.test/oauth/callback",
		"http://127.0.0.2:1/oauth/callback", "http://[::1]:1/oauth/callback", "http://localhost:1/oauth/callback", "http://2130706433:1/oauth/callback",
		"http://127.1:1/oauth/callback", "http://0x7f.1:1/oauth/callback", "http://0.0.0.0:1/oauth/callback", "http://[::ffff:127.0.0.1]:1/oauth/callback",
		"https://127.0.0.1:1/oauth/callback", "ftp://127.0.0.1:1/oauth/callback", "HTTPS://127.0.0.1:1/oauth/callback", "//127.0.0.1:1/oauth/callback",
		"http:127.0.0.1:1/oauth/callback", `http:\\127.0.0.1:1\oauth\callback`, "http://127.0.0.1:1\\@evil.test/oauth/callback", "javascript://127.0.0.1/oauth/callback",
		"http://127.0.0.1:1/oauth/callback/", "http://127.0.0.1:1/oauth//callback", "http://127.0.0.1:1/oauth/x/../callback", "http://127.0.0.1:1/oauth/%63allback",
		"http://127.0.0.1:1/OAUTH/callback", "http://127.0.0.1:1/oauth/callback;x", "http://127.0.0.1:1/oauth/callback?", "http://127.0.0.1:1/oauth/callback?a",
		"http://127.0.0.1:1/oauth/callback#", "http://127.0.0.1:1/oauth/callback\n", "http://127.0.0.1:x/oauth/callback", "http://127.0.0.1:99999/oauth/callback",
		"http://127.0.0.1:-1/oauth/callback", "http://127.0.0.1: 1/oauth/callback",
	} {
		if a := c.get(authorizeQuery(client, uri)); a.status != 400 || a.header.Get("Location") != "" {
			t.Errorf("%q: got %d %q", uri, a.status, a.header.Get("Location"))
		}
	}
	for _, uri := range []string{"http://127.0.0.1/oauth/callback", "http://127.0.0.1:1/oauth/callback", "http://127.0.0.1:65535/oauth/callback"} {
		if a := c.get(authorizeQuery(client, uri)); a.status != 200 {
			t.Errorf("%q: got %d", uri, a.status)
		}
	}
}
