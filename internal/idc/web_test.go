package idc_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/standin"
)

// hidden returns the value of a hidden field of a page.
func hidden(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("the page has no %s:\n%s", name, page)
	}
	return m[1]
}

// authorizePath is an authorization request of a new client.
func (c *center) authorizePath(changes ...string) string {
	c.Helper()
	return authorizeQuery(c.register(pkceClient), "http://127.0.0.1:1/oauth/callback", changes...)
}

// asAlice signs the test's own browser in and returns a page with its CSRF field.
func (c *center) asAlice(path string) (page, csrf string) {
	c.Helper()
	a := c.get(path)
	a = c.submit("/sign-in", url.Values{"csrf": {hidden(c.T, a.body, "csrf")}, "next": {path}, "user_name": {"alice"}})
	if a.status != 303 || a.header.Get("Location") != path {
		c.Fatalf("sign-in: %d %s", a.status, a.header.Get("Location"))
	}
	a = c.get(path)
	return a.body, hidden(c.T, a.body, "csrf")
}

func TestAuthorizeByHand(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	page, csrf := c.asAlice(path)
	for _, want := range []string{"botocore-client-corp", "127.0.0.1:1", "Alice", "Approve only what you started yourself", "not AWS"} {
		if !strings.Contains(page, want) {
			t.Errorf("the consent page has no %q", want)
		}
	}
	_, query, _ := strings.Cut(path, "?")
	a := c.submit("/authorize", url.Values{"csrf": {csrf}, "request": {query}, "decision": {"allow"}})
	to, err := url.Parse(a.header.Get("Location"))
	if err != nil || a.status != 302 || to.Host != "127.0.0.1:1" || to.Path != "/oauth/callback" {
		t.Fatalf("got %d %v", a.status, to)
	}
	if q := to.Query(); q.Get("state") != state || !strings.HasPrefix(q.Get("code"), "local-code-") || len(q) != 2 {
		t.Errorf("the client is sent %v", q)
	}
}

func TestDenial(t *testing.T) {
	c := newCenter(t)
	redirectURI, got := c.callback()
	c.walk(authorizeQuery(c.register(pkceClient), redirectURI), standin.Person{Deny: true})
	want := url.Values{"error": {"access_denied"}, "error_description": {"The user denied the request"}, "state": {state}}
	if diff := cmp.Diff(want, *got); diff != "" {
		t.Error(diff)
	}
}

// TestAuthorizeErrorPages: as long as it is not sure who asks, nobody is
// redirected.
func TestAuthorizeErrorPages(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	good := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback")
	with := func(changes ...string) string {
		return authorizeQuery(client, "http://127.0.0.1:1/oauth/callback", changes...)
	}
	for name, path := range map[string]string{
		"no client":               with("client_id", ""),
		"unknown client":          with("client_id", "x"),
		"no redirect":             with("redirect_uri", ""),
		"redirect elsewhere":      with("redirect_uri", "http://evil.test/oauth/callback"),
		"redirect by user part":   with("redirect_uri", "http://127.0.0.1:1@evil.test/oauth/callback"),
		"redirect to other path":  with("redirect_uri", "http://127.0.0.1:1/other"),
		"redirect to a sub path":  with("redirect_uri", "http://127.0.0.1:1/oauth/callback/x"),
		"redirect with a query":   with("redirect_uri", "http://127.0.0.1:1/oauth/callback?x=1"),
		"redirect to https":       with("redirect_uri", "https://127.0.0.1:1/oauth/callback"),
		"redirect to localhost":   with("redirect_uri", "http://localhost:1/oauth/callback"),
		"redirect with fragment":  with("redirect_uri", "http://127.0.0.1:1/oauth/callback#"),
		"redirect is javascript":  with("redirect_uri", "javascript:alert(1)"),
		"two redirects":           good + "&redirect_uri=http://127.0.0.1:2/oauth/callback",
		"two states":              good + "&state=2",
		"damaged parameters":      good + "&x=%zz",
		"semicolon in parameters": good + ";x=1",
	} {
		t.Run(name, func(t *testing.T) {
			a := c.get(path)
			if a.status != 400 || a.header.Get("Location") != "" || !strings.Contains(a.body, `data-testid="error"`) {
				t.Errorf("got %d, Location %q", a.status, a.header.Get("Location"))
			}
		})
	}
}

// TestAuthorizeErrorRedirects: what is wrong with a request of a known client is
// told to the client.
func TestAuthorizeErrorRedirects(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	for name, b := range map[string]struct {
		changes []string
		want    string
	}{
		"token flow":       {[]string{"response_type", "token"}, "unsupported_response_type"},
		"no response type": {[]string{"response_type", ""}, "unsupported_response_type"},
		"plain challenge":  {[]string{"code_challenge_method", "plain"}, "invalid_request"},
		"no method":        {[]string{"code_challenge_method", ""}, "invalid_request"},
		"no challenge":     {[]string{"code_challenge", ""}, "invalid_request"},
		"padded challenge": {[]string{"code_challenge", challenge(verifier) + "="}, "invalid_request"},
		"short challenge":  {[]string{"code_challenge", "abc"}, "invalid_request"},
		"other scope":      {[]string{"scopes", "sso:account:access codewhisperer:x"}, "invalid_scope"},
	} {
		t.Run(name, func(t *testing.T) {
			a := c.get(authorizeQuery(client, "http://127.0.0.1:1/oauth/callback", b.changes...))
			to, err := url.Parse(a.header.Get("Location"))
			if err != nil || a.status != 302 || to.Host != "127.0.0.1:1" {
				t.Fatalf("got %d %v", a.status, to)
			}
			if q := to.Query(); q.Get("error") != b.want || q.Get("state") != state || q.Get("error_description") == "" {
				t.Errorf("the client is sent %v", q)
			}
		})
	}
}

// TestOtherFormsOfTheRequest are those of other clients than the AWS CLI.
func TestOtherFormsOfTheRequest(t *testing.T) {
	c := newCenter(t)
	c.get("/device") // a browser session
	for name, b := range map[string]struct {
		registered, sent string
		changes          []string
	}{
		"scope, not scopes": {oauth2term.LoopbackRedirectNoPort, "http://127.0.0.1:1/oauth/callback", []string{"scopes", "", "scope", oauth2term.ScopeAccountAccess}},
		"neither":           {oauth2term.LoopbackRedirectNoPort, "http://127.0.0.1:1/oauth/callback", []string{"scopes", ""}},
		"no path":           {"http://127.0.0.1", "http://127.0.0.1:8080", nil},
		"slash for no path": {"http://127.0.0.1", "http://127.0.0.1:8080/", nil},
		"IPv6":              {"http://[::1]/cb", "http://[::1]:8080/cb", nil},
		"registered port":   {"http://127.0.0.1:1/cb", "http://127.0.0.1:2/cb", nil},
		"localhost":         {"http://localhost/cb", "http://localhost:2/cb", nil},
	} {
		t.Run(name, func(t *testing.T) {
			client := c.register(pkceClient.with("redirectUris", []string{b.registered}))
			if a := c.get(authorizeQuery(client, b.sent, b.changes...)); a.status != 200 {
				t.Errorf("got %d: %s", a.status, a.body)
			}
		})
	}
}

func TestFormsAreRefused(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	_, csrf := c.asAlice(path)
	_, query, _ := strings.Cut(path, "?")
	good := url.Values{"csrf": {csrf}, "request": {query}, "decision": {"allow"}}
	form := func(values url.Values, pairs ...string) url.Values {
		out := url.Values{}
		for k, v := range values {
			out[k] = v
		}
		for i := 0; i < len(pairs); i += 2 {
			out.Set(pairs[i], pairs[i+1])
		}
		return out
	}
	stranger := newBrowser(t)
	for name, b := range map[string]struct {
		path   string
		form   url.Values
		header []string
		web    *http.Client
		status int
	}{
		"no csrf":            {"/authorize", form(good, "csrf", ""), nil, nil, 403},
		"wrong csrf":         {"/authorize", form(good, "csrf", csrf+"x"), nil, nil, 403},
		"no cookie":          {"/authorize", good, nil, stranger, 403},
		"cross-site":         {"/authorize", good, []string{"Sec-Fetch-Site", "cross-site"}, nil, 403},
		"another port":       {"/authorize", good, []string{"Sec-Fetch-Site", "same-site"}, nil, 403},
		"another origin":     {"/authorize", good, []string{"Origin", "http://127.0.0.1:1"}, nil, 403},
		"unknown origin":     {"/authorize", good, []string{"Origin", "null"}, nil, 403},
		"repeated decision":  {"/authorize", url.Values{"csrf": {csrf}, "request": {query}, "decision": {"deny", "allow"}}, nil, nil, 400},
		"changed request":    {"/authorize", form(good, "request", strings.Replace(query, "127.0.0.1", "evil.test", 1)), nil, nil, 400},
		"sign-in, no csrf":   {"/sign-in", url.Values{"user_name": {"alice"}, "next": {path}}, nil, nil, 403},
		"sign-out, no csrf":  {"/sign-out", url.Values{"next": {path}}, nil, nil, 403},
		"device, no csrf":    {"/device/decision", url.Values{"user_code": {"BCDF-GHJK"}, "decision": {"allow"}}, nil, nil, 403},
		"code, no csrf":      {"/device", url.Values{"user_code": {"BCDF-GHJK"}}, nil, nil, 403},
		"next elsewhere":     {"/sign-in", url.Values{"csrf": {csrf}, "user_name": {"alice"}, "next": {"//evil.test/authorize"}}, nil, nil, 400},
		"next another site":  {"/sign-in", url.Values{"csrf": {csrf}, "user_name": {"alice"}, "next": {"https://evil.test/authorize"}}, nil, nil, 400},
		"next not a page":    {"/sign-in", url.Values{"csrf": {csrf}, "user_name": {"alice"}, "next": {"/logout"}}, nil, nil, 400},
		"no such user":       {"/sign-in", url.Values{"csrf": {csrf}, "user_name": {"mallory"}, "next": {path}}, nil, nil, 403},
		"a disabled user":    {"/sign-in", url.Values{"csrf": {csrf}, "user_name": {"carol"}, "next": {path}}, nil, nil, 403},
		"unknown user code":  {"/device/decision", url.Values{"csrf": {csrf}, "user_code": {"BCDF-GHJK"}, "decision": {"allow"}}, nil, nil, 400},
		"deny, unknown code": {"/device/decision", url.Values{"csrf": {csrf}, "user_code": {"BCDF-GHJK"}, "decision": {"deny"}}, nil, nil, 400},
	} {
		t.Run(name, func(t *testing.T) {
			other := *c
			other.T = t
			if b.web != nil {
				other.web = b.web
			}
			r := other.request("POST", b.path, b.form.Encode())
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for i := 0; i < len(b.header); i += 2 {
				r.Header.Set(b.header[i], b.header[i+1])
			}
			a := other.do(r)
			if a.status != b.status || a.header.Get("Location") != "" {
				t.Errorf("got %d, Location %q, want %d", a.status, a.header.Get("Location"), b.status)
			}
		})
	}
	// After all that, the form itself is still good, with what a browser says.
	r := c.request("POST", "/authorize", good.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Origin", "null") // as from a page that hides its address
	if a := c.do(r); a.status != 302 {
		t.Errorf("the good form is refused: %d %s", a.status, a.body)
	}
}

func TestHeadersOfPages(t *testing.T) {
	c := newCenter(t)
	const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'%s; frame-ancestors 'none'; base-uri 'none'"
	for path, formTarget := range map[string]string{
		c.authorizePath(): " http://127.0.0.1:1",
		authorizeQuery(c.register(pkceClient.with("redirectUris", []string{"http://[::1]/cb"})), "http://[::1]:1/cb"): " http:",
		"/device":            "",
		"/device/allowed":    "",
		"/device/denied":     "",
		"/":                  "",
		"/authorize":         "",
		"/healthz":           "",
		"/nothing":           "",
		"/assignment/roles?": "",
	} {
		a := c.get(path)
		got := map[string]string{}
		for _, name := range []string{
			"Content-Security-Policy", "Cache-Control", "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options",
		} {
			got[name] = a.header.Get(name)
		}
		want := map[string]string{
			"Content-Security-Policy": strings.Replace(policy, "%s", formTarget, 1), "Cache-Control": "no-store",
			"Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// TestSecondTryMayReachTheClient: where consent is not asked, the sign-in form
// itself ends at the client, and so does the one on the page that asks again.
func TestSecondTryMayReachTheClient(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	first := c.get(path)
	again := c.submit("/sign-in", url.Values{"csrf": {hidden(t, first.body, "csrf")}, "next": {path}, "user_name": {"mallory"}})
	const name = "Content-Security-Policy"
	if again.status != 403 || again.header.Get(name) != first.header.Get(name) {
		t.Errorf("got %d, %s", again.status, again.header.Get(name))
	}
}

func TestCookie(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	before := c.get(path).header.Get("Set-Cookie")
	port := c.url[strings.LastIndex(c.url, ":")+1:]
	if !strings.HasPrefix(before, "fob-idc-"+port+"=") || !strings.HasSuffix(before, "; Path=/; HttpOnly; SameSite=Lax") {
		t.Errorf("the cookie is %q", before)
	}
	if again := c.get(path).header.Get("Set-Cookie"); again != "" {
		t.Errorf("the second page sets %q", again)
	}
	a := c.submit("/sign-in", url.Values{"csrf": {hidden(t, c.get(path).body, "csrf")}, "next": {path}, "user_name": {"alice"}})
	if after := a.header.Get("Set-Cookie"); after == "" || after == before {
		t.Errorf("the session of before the sign-in goes on: %q", after)
	}
}

func TestBrowserSessionEnds(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	c.asAlice(path)
	c.clock.Advance(8*time.Hour - time.Second)
	if page := c.get(path).body; !strings.Contains(page, "consent-form") {
		t.Errorf("the session ended early: %s", page)
	}
	c.clock.Advance(time.Second)
	if page := c.get(path).body; !strings.Contains(page, "sign-in-form") {
		t.Errorf("the session goes on: %s", page)
	}
}

func TestSignOut(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	_, csrf := c.asAlice(path)
	a := c.submit("/sign-out", url.Values{"csrf": {csrf}, "next": {path}})
	if a.status != 303 || a.header.Get("Location") != path {
		t.Fatalf("got %d %q", a.status, a.header.Get("Location"))
	}
	if page := c.get(path).body; !strings.Contains(page, "sign-in-form") {
		t.Errorf("somebody is still signed in: %s", page)
	}
}

func TestPasswordSignIn(t *testing.T) {
	c := newCenter(t, "signIn: oneClick", "signIn: password")
	client := c.register(pkceClient)
	redirectURI, got := c.callback()
	path := authorizeQuery(client, redirectURI)
	for _, p := range []standin.Person{
		{UserName: "alice", Password: "wrong"}, {UserName: "carol", Password: "x"}, {UserName: "mallory", Password: "x"}, {UserName: "alice"},
	} {
		v, err := p.Walk(context.Background(), c.url+path)
		if err == nil || v.Status != 403 || !strings.Contains(v.Text, "Check user name and password") {
			t.Errorf("%s gets %d %s", p.UserName, v.Status, v.Text)
		}
	}
	c.walk(path, standin.Person{UserName: "Alice", Password: "open sesame"})
	if got.Get("code") == "" {
		t.Errorf("the client was sent %v", *got)
	}
}

// TestPasswordGuesses: the sixth wrong password in a minute is not looked at, and
// nor is a right one.
func TestPasswordGuesses(t *testing.T) {
	c := newCenter(t, "signIn: oneClick", "signIn: password")
	path := c.authorizePath()
	try := func(password string) int {
		csrf := hidden(t, c.get(path).body, "csrf")
		return c.submit("/sign-in", url.Values{"csrf": {csrf}, "next": {path}, "user_name": {"alice"}, "password": {password}}).status
	}
	var got []int
	for range 6 {
		got = append(got, try("wrong"))
	}
	got = append(got, try("open sesame"))
	c.clock.Advance(time.Minute)
	got = append(got, try("open sesame"))
	if diff := cmp.Diff([]int{403, 403, 403, 403, 403, 429, 429, 303}, got); diff != "" {
		t.Error(diff)
	}
}

func TestUserCodeGuesses(t *testing.T) {
	c := newCenter(t)
	c.asAlice("/device")
	good := c.path(c.start(c.register(deviceClient))["verificationUriComplete"])
	var got []int
	for range 6 {
		got = append(got, c.get("/device?user_code=BCDF-GHJK").status)
	}
	got = append(got, c.get(good).status)
	c.clock.Advance(time.Minute)
	got = append(got, c.get(good).status)
	if diff := cmp.Diff([]int{400, 400, 400, 400, 400, 429, 429, 200}, got); diff != "" {
		t.Error(diff)
	}
}

// A wrong code is named, as far as it can be one, and has to be typed anew.
func TestWrongUserCode(t *testing.T) {
	c := newCenter(t)
	c.asAlice("/device")
	for typed, want := range map[string]string{
		"zzzz zzzz":                "There is no code ZZZZ-ZZZZ. Check",
		"<b>\u202e&":               `There is no code &lt;B&gt;\u202e&amp;. Check`,
		strings.Repeat("äx", 1000): "There is no code ÄXÄXÄXÄXÄXÄXÄXÄX…. Check",
		"--":                       "There is no such code. Check",
	} {
		a := c.get("/device?user_code=" + url.QueryEscape(typed))
		if a.status != 400 || !strings.Contains(a.body, want) || !strings.Contains(a.body, `name="user_code" type="text" value=""`) {
			t.Errorf("%q: %d %s", typed, a.status, a.body)
		}
		c.clock.Advance(time.Minute)
	}
}

func TestDevicePage(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	d := c.start(client)
	complete := c.path(d["verificationUriComplete"])
	page, csrf := c.asAlice(complete)
	for _, want := range []string{d["userCode"].(string), "device", "Alice", "Approve only what you started yourself"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	a := c.submit("/device/decision", url.Values{"csrf": {csrf}, "user_code": {d["userCode"].(string)}, "decision": {"allow"}})
	if a.status != 303 || a.header.Get("Location") != "/device/allowed" {
		t.Fatalf("got %d %q", a.status, a.header.Get("Location"))
	}
	if a := c.get(complete); a.status != 400 || !strings.Contains(a.body, "has been used") {
		t.Errorf("the code again: %d %s", a.status, a.body)
	}
	old := c.path(c.start(client)["verificationUriComplete"])
	c.clock.Advance(10 * time.Minute)
	if a := c.get(old); a.status != 400 || !strings.Contains(a.body, "has expired") {
		t.Errorf("an old code: %d %s", a.status, a.body)
	}
}

func TestConsentModes(t *testing.T) {
	ask := func(c *center, client fields) bool {
		c.Helper()
		return c.get(authorizeQuery(client, "http://127.0.0.1:1/oauth/callback")).status == 200
	}
	t.Run("never", func(t *testing.T) {
		c := newCenter(t, "signIn: oneClick", "signIn: auto:alice", "consent: always", "consent: never")
		if ask(c, c.register(pkceClient)) {
			t.Error("somebody is asked")
		}
		client := c.register(deviceClient)
		d := c.start(client)
		if a := c.get(c.path(d["verificationUriComplete"])); a.status != 303 {
			t.Errorf("the device page: %d", a.status)
		}
		if a := c.poll(client, d); a.status != 200 {
			t.Errorf("the device code: %s", a.body)
		}
	})
	t.Run("once", func(t *testing.T) {
		c := newCenter(t, "signIn: oneClick", "signIn: auto:alice", "consent: always", "consent: once")
		client := c.register(pkceClient)
		path := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback")
		_, query, _ := strings.Cut(path, "?")
		csrf := hidden(t, c.get(path).body, "csrf")
		c.submit("/authorize", url.Values{"csrf": {csrf}, "request": {query}, "decision": {"deny"}})
		if !ask(c, client) {
			t.Error("a denial is taken for a yes")
		}
		c.submit("/authorize", url.Values{"csrf": {csrf}, "request": {query}, "decision": {"allow"}})
		if ask(c, client) {
			t.Error("the same client is asked again")
		}
		if !ask(c, c.register(pkceClient)) {
			t.Error("another client is not asked")
		}
		c.clock.Advance(90 * 24 * time.Hour)
		client = c.register(deviceClient)
		for range 2 { // also of a client that was let in
			d := c.start(client)
			page := c.get(c.path(d["verificationUriComplete"]))
			if page.status != 200 || !strings.Contains(page.body, "device-form") {
				t.Fatalf("nobody is asked about a device code: %d %s", page.status, page.body)
			}
			c.submit("/device/decision", url.Values{"csrf": {hidden(t, page.body, "csrf")}, "user_code": {d["userCode"].(string)}, "decision": {"allow"}})
			if a := c.poll(client, d); a.status != 200 {
				t.Errorf("the device code: %s", a.body)
			}
		}
	})
}

func TestHostileStringsAreEscaped(t *testing.T) {
	const hostile = `"><script>alert(1)</script>`
	c := newCenter(t, "displayName: Alice", `displayName: '`+hostile+`'`)
	client := c.register(pkceClient.with("clientName", hostile))
	path := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback", "state", hostile)
	pages := []string{c.get(path).body}
	page, _ := c.asAlice(path)
	pages = append(pages, page,
		c.get("/device?user_code="+url.QueryEscape(hostile)).body,
		c.get("/authorize?client_id="+url.QueryEscape(hostile)).body)
	d := c.start(c.register(deviceClient.with("clientName", hostile)))
	pages = append(pages, c.get(c.path(d["verificationUriComplete"])).body)
	for i, page := range pages {
		if strings.Contains(page, "<script") || strings.Contains(page, `"">`) {
			t.Errorf("page %d: %s", i, page)
		}
	}
}

// TestManyUsersAreSearched: whoever is not on the first page is found by name.
func TestManyUsersAreSearched(t *testing.T) {
	var users strings.Builder
	for i := range 60 {
		users.WriteString("  - {userName: user" + strings.Repeat("x", i+1) + "}\n")
	}
	c := newCenter(t, "users:\n", "users:\n"+users.String())
	redirectURI, got := c.callback()
	path := authorizeQuery(c.register(pkceClient), redirectURI)
	page := c.get(path)
	if n := strings.Count(page.body, "choose-user"); n != 50 || !strings.Contains(page.body, "The first 50 of 63 people") {
		t.Errorf("%d people are listed", n)
	}
	found := c.get("/sign-in?" + url.Values{"next": {path}, "q": {"ALI"}}.Encode())
	if strings.Count(found.body, "choose-user") != 1 || found.header.Get("Content-Security-Policy") != page.header.Get("Content-Security-Policy") {
		t.Errorf("the search: %v %s", found.header, found.body)
	}
	c.walk(path, standin.Person{UserName: "alice"})
	if got.Get("code") == "" {
		t.Errorf("the client was sent %v", *got)
	}
}

// TestSignInPageLeadsNowhereElse: its next parameter comes from an address, which anybody
// can make.
func TestSignInPageLeadsNowhereElse(t *testing.T) {
	c := newCenter(t)
	for _, next := range []string{"https://evil.test/portal", "//evil.test/portal", `/\evil.test/portal`, "javascript:alert(1)", "/logout", "", "%"} {
		page := c.get("/sign-in?next=" + url.QueryEscape(next)).body
		if got := hidden(t, page, "next"); got != "/portal" {
			t.Errorf("%q leads to %q", next, got)
		}
	}
	c.asAlice("/portal")
	if a := c.get("/sign-in?next=//evil.test/portal"); a.status != 303 || a.header.Get("Location") != "/portal" {
		t.Errorf("who is signed in is sent to %q", a.header.Get("Location"))
	}
}

// TestForeignHost: a page whose name was made to resolve to this machine.
func TestForeignHost(t *testing.T) {
	c := newCenter(t)
	for host, want := range map[string]int{
		"evil.test": 421, "evil.test:4321": 421, "127.0.0.1.evil.test": 421, "0.0.0.0": 421, "192.168.1.1:4321": 421,
		"127.0.0.1:9": 200, "localhost:4321": 200, "[::1]:80": 200, "127.1.2.3": 200,
	} {
		r := c.request("GET", "/healthz", "")
		r.Host = host
		if a := c.do(r); a.status != want {
			t.Errorf("%s: got %d, want %d", host, a.status, want)
		}
	}
}

func TestPagesAreForEverybody(t *testing.T) {
	c := newCenter(t)
	device := c.path(c.start(c.register(deviceClient))["verificationUriComplete"])
	pages := []string{c.get("/").body, c.get(device).body}
	page, _ := c.asAlice(c.authorizePath())
	pages = append(pages, page, c.get(device).body, c.get("/device").body, c.get("/device/allowed").body,
		c.get("/device/denied").body, c.get("/nothing").body)
	for i, page := range pages {
		for _, want := range []string{
			`<html lang="en">`, `<meta name="viewport" content="width=device-width, initial-scale=1">`,
			"not AWS", "<h1", `<link rel="stylesheet" href="/style.css">`,
		} {
			if !strings.Contains(page, want) {
				t.Errorf("page %d has no %s", i, want)
			}
		}
		if strings.Contains(page, "style=") || strings.Contains(page, "<script") || strings.Contains(page, " on") && regexp.MustCompile(`\son\w+=`).MatchString(page) {
			t.Errorf("page %d has what its policy forbids", i)
		}
		for _, id := range regexp.MustCompile(`<input id="(\w+)"`).FindAllStringSubmatch(page, -1) {
			if !strings.Contains(page, `<label for="`+id[1]+`">`) {
				t.Errorf("page %d: the field %s has no label", i, id[1])
			}
		}
	}
	if a := c.get("/style.css"); a.status != 200 || !strings.HasPrefix(a.header.Get("Content-Type"), "text/css") {
		t.Errorf("the stylesheet: %d %q", a.status, a.header.Get("Content-Type"))
	}
}
