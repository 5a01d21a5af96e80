package idc_test

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/oauth2term"
)

// TestAnotherDirectory: sign-ins outlive the change, and give what the new directory
// gives.
func TestAnotherDirectory(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	accessToken := c.signIn(client)["accessToken"].(string)
	credentials := "/federation/credentials?account_id=111122223333&role_name="
	if a := c.portal("GET", credentials+"Admin", accessToken); a.status != 200 {
		t.Fatalf("before: %d", a.status)
	}
	c.server.SetDirectory(directoryWith(t, "permissionSet: Admin, accounts: [dev]", "permissionSet: Admin, accounts: [other]"))
	wantPortalError(t, c.portal("GET", credentials+"Admin", accessToken), 403, "ForbiddenException", "No access")
	if a := c.portal("GET", credentials+"Developer", accessToken); a.status != 200 {
		t.Errorf("what is still assigned: %d %s", a.status, a.body)
	}
	if a := c.portal("GET", "/assignment/roles?account_id=333344445555", accessToken); !strings.Contains(a.body, "Admin") {
		t.Errorf("what is new: %d %s", a.status, a.body)
	}
	if a := c.post("/device_authorization", client.with("startUrl", startURL)); a.status != 200 && !strings.Contains(a.body, "unauthorized_client") {
		t.Errorf("the client is forgotten: %s", a.body)
	}
}

// TestConsentCountsFromWhenItDoes: who was asked each time is asked once more.
func TestConsentCountsFromWhenItDoes(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	c.signIn(client)
	c.server.SetDirectory(directoryWith(t, "consent: always", "consent: once"))
	path := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback")
	if page, _ := c.asAlice(path); !strings.Contains(page, "consent-form") {
		t.Errorf("nobody is asked: %s", page)
	}
	c.signIn(client)
	if page := c.get(path); page.status != 302 {
		t.Errorf("somebody is asked again: %d", page.status)
	}
}

// TestWhoLeavesHasNoAccess: neither a user who is gone from the directory nor one who
// is disabled in it has anything of an earlier sign-in.
func TestWhoLeavesHasNoAccess(t *testing.T) {
	for name, change := range map[string][]string{
		"gone":     {"userName: alice", "userName: zoe", "user: alice", "user: zoe", "user: alice", "user: zoe"},
		"disabled": {"displayName: Alice", "status: DISABLED"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCenter(t)
			client := c.register(pkceClient)
			tokens := c.signIn(client)
			code, redirectURI := c.code(client)
			device := c.register(deviceClient)
			d := c.start(device)
			if err := c.server.AllowDevice(d["userCode"].(string), "alice"); err != nil {
				t.Fatal(err)
			}
			path := c.authorizePath()
			_, csrf := c.asAlice(path)

			c.server.SetDirectory(directoryWith(t, change...))
			wantPortalError(t, c.portal("GET", "/assignment/accounts", tokens["accessToken"].(string)), 401, "UnauthorizedException", "Session token not found or invalid")
			for _, grant := range []fields{
				client.with("grantType", oauth2term.GrantRefreshToken, "refreshToken", tokens["refreshToken"]),
				client.with("grantType", oauth2term.GrantAuthorizationCode, "code", code, "redirectUri", redirectURI, "codeVerifier", verifier),
				device.with("grantType", oauth2term.GrantDeviceCode, "deviceCode", d["deviceCode"]),
			} {
				wantOIDCError(t, c.post("/token", grant), 400, "InvalidGrantException", "invalid_grant")
			}
			if page := c.get(path).body; !strings.Contains(page, "sign-in-form") {
				t.Errorf("the browser is still signed in: %s", page)
			}
			_, query, _ := strings.Cut(path, "?")
			if a := c.submit("/authorize", map[string][]string{"csrf": {csrf}, "request": {query}, "decision": {"allow"}}); a.status != 403 {
				t.Errorf("consent: %d", a.status)
			}
			if _, err := c.server.Issue("alice", time.Hour); err == nil {
				t.Error("tokens are issued")
			}
			if err := c.server.AllowDevice(c.start(device)["userCode"].(string), "alice"); err == nil {
				t.Error("a device is allowed")
			}
		})
	}
}

// TestFaultsOfAnotherDirectory take effect, and those that an operator has set last as
// long as the file says the same.
func TestFaultsOfAnotherDirectory(t *testing.T) {
	c := newCenter(t)
	status := func() int { return c.post("/client/register", deviceClient).status }
	c.server.SetDirectory(directoryWith(t, "accounts:", "faults: [{on: RegisterClient, return: throttle}]\naccounts:"))
	if got := status(); got != 429 {
		t.Errorf("the file's fault: %d", got)
	}
	c.server.SetDirectory(directoryWith(t))
	if got := status(); got != 200 {
		t.Errorf("without it: %d", got)
	}
	c.server.SetFaults([]fault.Rule{{On: "RegisterClient", Return: fault.Error}})
	c.server.SetDirectory(directoryWith(t, "displayName: Alice", "displayName: Alicia"))
	if got := status(); got != 500 {
		t.Errorf("the operator's fault: %d", got)
	}
}

// TestADirectoryChangesUnderLoad: each answer is one of the directories', whole, while
// they are exchanged.
func TestADirectoryChangesUnderLoad(t *testing.T) {
	c := newCenter(t)
	issued, err := c.server.Issue("alice", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	one := directoryWith(t)
	other := directoryWith(t, "permissionSet: Developer, accounts: [dev, prod]", "permissionSet: Developer, accounts: [other]")
	const first, second = "111122223333 222233334444", "111122223333 333344445555"
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 50 {
				c.server.SetDirectory([]*directory.Directory{other, one}[i%2])
				body := c.portal("GET", "/assignment/accounts", issued.AccessToken).body
				ids := strings.Join(regexp.MustCompile(`\d{12}`).FindAllString(body, -1), " ")
				if ids != first && ids != second {
					t.Errorf("got %s", body)
				}
			}
		})
	}
	all.Wait()
}

func TestTheSignInPageListsWhoIsThereNow(t *testing.T) {
	c := newCenter(t)
	path := c.authorizePath()
	c.get(path)
	c.server.SetDirectory(directoryWith(t, "displayName: Alice", "displayName: Alicia <b>"))
	if page := c.get(path).body; !strings.Contains(page, "Alicia &lt;b&gt;") {
		t.Errorf("the list is of before: %s", page)
	}
}
