package idc_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/totp"
	"fob.example/fob/internal/standin"
)

const appSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ" // of every person, in base32

// newMFACenter asks everybody for a code.
func newMFACenter(t *testing.T, changes ...string) *center {
	return newCenter(t, append(changes, "consent: always", "consent: always\n  mfa: totp",
		"displayName: Alice", "displayName: Alice, totpSecret: "+appSecret,
		"userName: bob", "userName: bob, totpSecret: "+appSecret)...)
}

// appCode is what an authenticator app shows, so long from now.
func (c *center) appCode(later time.Duration) string {
	c.Helper()
	secret, err := totp.ParseSecret(appSecret)
	if err != nil {
		c.Fatal(err)
	}
	return totp.Code(secret, c.clock.Now().Add(later))
}

// owesCode takes the test's browser through the first factor, and returns the page that
// asks for the second.
func (c *center) owesCode(path string) (page string) {
	c.Helper()
	page, _ = c.asAlice(path)
	if !strings.Contains(page, "code-form") {
		c.Fatalf("no code is asked for: %s", page)
	}
	return page
}

func (c *center) giveCode(page, path, code string) answer {
	c.Helper()
	return c.submit("/sign-in/code", url.Values{"csrf": {hidden(c.T, page, "csrf")}, "next": {path}, "code": {code}})
}

func TestASecondFactorIsAsked(t *testing.T) {
	for _, mode := range []string{"oneClick", "password"} {
		t.Run(mode, func(t *testing.T) {
			c := newMFACenter(t, "signIn: oneClick", "signIn: "+mode)
			path := c.authorizePath()
			form := url.Values{"csrf": {hidden(t, c.get(path).body, "csrf")}, "next": {path}, "user_name": {"alice"}, "password": {"open sesame"}}
			if a := c.submit("/sign-in", form); a.status != 303 {
				t.Fatalf("the first factor: %d", a.status)
			}
			page := c.get(path).body
			if !strings.Contains(page, "code-form") {
				t.Fatalf("no code is asked for: %s", page)
			}
			_, query, _ := strings.Cut(path, "?")
			if a := c.submit("/authorize", url.Values{"csrf": {hidden(t, page, "csrf")}, "request": {query}, "decision": {"allow"}}); a.status != 403 {
				t.Errorf("consent after one factor: %d", a.status)
			}
			if a := c.giveCode(page, path, c.appCode(0)); a.status != 303 || a.header.Get("Location") != path {
				t.Errorf("the code: %d %s", a.status, a.body)
			}
			if page := c.get(path).body; !strings.Contains(page, "consent-form") {
				t.Errorf("not signed in: %s", page)
			}
		})
	}
}

// TestCodesOfAnApp: those of the step before and after are good too; none is good twice,
// nor one of before the last that was used.
func TestCodesOfAnApp(t *testing.T) {
	c := newMFACenter(t)
	path := c.authorizePath()
	var got []int
	for _, later := range []time.Duration{-time.Minute, 0, 0, -30 * time.Second, 30 * time.Second, time.Minute} {
		c.web = newBrowser(t)
		got = append(got, c.giveCode(c.owesCode(path), path, c.appCode(later)).status)
	}
	if diff := cmp.Diff([]int{403, 303, 403, 403, 303, 403}, got); diff != "" {
		t.Error(diff)
	}
}

func TestGuessesOfCodes(t *testing.T) {
	c := newMFACenter(t)
	path := c.authorizePath()
	page := c.owesCode(path)
	var got []int
	for range 6 {
		got = append(got, c.giveCode(page, path, "12345").status)
	}
	got = append(got, c.giveCode(page, path, c.appCode(0)).status)
	c.clock.Advance(time.Minute)
	blank := c.appCode(0)
	got = append(got, c.giveCode(page, path, blank[:3]+" "+blank[3:]).status)
	if diff := cmp.Diff([]int{403, 403, 403, 403, 403, 429, 429, 303}, got); diff != "" {
		t.Error(diff)
	}
}

// TestACodeWithoutAFirstFactor begins the sign-in again, and so does one of a person who
// has been disabled meanwhile.
func TestACodeWithoutAFirstFactor(t *testing.T) {
	c := newMFACenter(t)
	path := c.authorizePath()
	if a := c.giveCode(c.get(path).body, path, c.appCode(0)); a.status != 303 {
		t.Errorf("got %d", a.status)
	}
	if page := c.get(path).body; !strings.Contains(page, "sign-in-form") {
		t.Errorf("somebody is signed in: %s", page)
	}
	if a := c.giveCode(c.get(path).body, "https://evil.test/device", c.appCode(0)); a.status != 400 {
		t.Errorf("next elsewhere: %d", a.status)
	}
	page := c.owesCode(path)
	c.server.SetDirectory(directoryWith(t, "displayName: Alice", "status: DISABLED"))
	c.giveCode(page, path, c.appCode(0))
	if page := c.get(path).body; !strings.Contains(page, "sign-in-form") {
		t.Errorf("somebody is signed in: %s", page)
	}
}

// TestAStandinGivesACode where it has the secret of one, and says so where it has none.
func TestAStandinGivesACode(t *testing.T) {
	c := newMFACenter(t)
	alice := standin.Person{UserName: "alice", TOTPSecret: appSecret, Now: c.clock.Now}
	if v := c.walk("/portal", alice); v.Status != 200 || !strings.Contains(v.Text, "Access portal") {
		t.Errorf("the walk ends at %d %s", v.Status, v.Text)
	}
	alice.TOTPSecret = ""
	if v, err := alice.Walk(t.Context(), c.url+"/portal"); err == nil || !strings.Contains(v.Text, "Enter your one-time code") {
		t.Errorf("without a secret it ends at %s, %v", v.Text, err)
	}
}
