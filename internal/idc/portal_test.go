package idc_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/standin"
)

func TestPortalLists(t *testing.T) {
	c := newCenter(t)
	accessToken := c.accessToken()
	for path, want := range map[string]string{
		"/assignment/accounts": `{"accountList":[` +
			`{"accountId":"111122223333","accountName":"dev","emailAddress":"dev@example.com"},` +
			`{"accountId":"222233334444","accountName":"prod","emailAddress":""}],"nextToken":null}`,
		"/assignment/roles?account_id=111122223333": `{"roleList":[` +
			`{"roleName":"Developer","accountId":"111122223333"},` +
			`{"roleName":"Admin","accountId":"111122223333"}],"nextToken":null}`,
		"/assignment/roles?account_id=222233334444": `{"roleList":[` +
			`{"roleName":"Developer","accountId":"222233334444"}],"nextToken":null}`,
	} {
		a := c.portal("GET", path, accessToken)
		if diff := cmp.Diff(want+"\n", a.body); a.status != 200 || diff != "" {
			t.Errorf("%s: %d %s", path, a.status, diff)
		}
	}
}

func TestPortalErrors(t *testing.T) {
	c := newCenter(t)
	accessToken := c.accessToken()
	const resultSize = "ResultSize parameter must be within the valid limits of: 1-100"
	for _, b := range []struct {
		path    string
		status  int
		name    string
		message string
	}{
		{"/assignment/roles?account_id=333344445555", 403, "ForbiddenException", "No access"},
		{"/assignment/roles?account_id=999999999999", 403, "ForbiddenException", "No access"},
		{"/assignment/roles", 400, "InvalidRequestException", "Missing account_id"},
		{"/federation/credentials?account_id=222233334444&role_name=Admin", 403, "ForbiddenException", "No access"},
		{"/federation/credentials?account_id=333344445555&role_name=Developer", 403, "ForbiddenException", "No access"},
		{"/federation/credentials?account_id=111122223333&role_name=developer", 403, "ForbiddenException", "No access"},
		{"/federation/credentials?account_id=111122223333", 400, "InvalidRequestException", "Missing account_id or role_name"},
		{"/assignment/accounts?max_result=0", 400, "InvalidRequestException", resultSize},
		{"/assignment/accounts?max_result=101", 400, "InvalidRequestException", resultSize},
		{"/assignment/accounts?max_result=", 400, "InvalidRequestException", resultSize},
		{"/assignment/roles?account_id=111122223333&max_result=x", 400, "InvalidRequestException", resultSize},
		{"/assignment/accounts?next_token=x", 400, "InvalidRequestException", "Invalid next_token"},
	} {
		t.Run(b.path, func(t *testing.T) {
			wantPortalError(t, c.portal("GET", b.path, accessToken), b.status, b.name, b.message)
		})
	}
	for _, bad := range []string{"", "x", accessToken + "x"} {
		for method, path := range map[string]string{
			"GET": "/assignment/accounts", "POST": "/logout",
		} {
			wantPortalError(t, c.portal(method, path, bad), 401, "UnauthorizedException", "Session token not found or invalid")
		}
	}
}

// TestPortalNeedsItsScope signs in for another service.
func TestPortalNeedsItsScope(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient.with("scopes", []string{"codewhisperer:completions"}))
	d := c.start(client)
	c.walk(c.path(d["verificationUriComplete"]), standin.Person{})
	tokens := c.poll(client, d).json(t)
	if _, has := tokens["refreshToken"]; has {
		t.Error("it can be refreshed")
	}
	wantPortalError(t, c.portal("GET", "/assignment/accounts", tokens["accessToken"].(string)), 403, "ForbiddenException", "No access")
}

func TestPages(t *testing.T) {
	var accounts strings.Builder
	for i := range 45 {
		fmt.Fprintf(&accounts, "  - {accountId: \"5%011d\", accountName: many-%d}\n", i, i)
	}
	c := newCenter(t, "permissionSets:", accounts.String()+"permissionSets:", "accounts: [dev, prod]", `accounts: [dev, prod, "many-*"]`)
	accessToken := c.accessToken()
	for _, b := range []struct {
		size string
		want []int
	}{
		{"", []int{20, 20, 7}}, {"max_result=47", []int{47}}, {"max_result=46", []int{46, 1}}, {"max_result=100", []int{47}},
	} {
		var sizes []int
		seen := map[string]bool{}
		token := ""
		for {
			query := b.size
			if token != "" {
				query += "&next_token=" + url.QueryEscape(token)
			}
			page := c.portal("GET", "/assignment/accounts?"+query, accessToken).json(t)
			list := page["accountList"].([]any)
			sizes = append(sizes, len(list))
			for _, a := range list {
				seen[a.(map[string]any)["accountId"].(string)] = true
			}
			next, more := page["nextToken"].(string)
			if !more {
				break
			}
			token = next
		}
		if diff := cmp.Diff(b.want, sizes); diff != "" || len(seen) != 47 {
			t.Errorf("%q: %d accounts, %s", b.size, len(seen), diff)
		}
		if token != "" {
			a := c.portal("GET", "/assignment/roles?account_id=111122223333&next_token="+url.QueryEscape(token), accessToken)
			wantPortalError(t, a, 400, "InvalidRequestException", "Invalid next_token")
		}
	}
}

func TestLogoutRevokes(t *testing.T) {
	c := newCenter(t)
	client := c.register(pkceClient)
	tokens := c.signIn(client)
	other := c.signIn(client)["accessToken"].(string)
	accessToken := tokens["accessToken"].(string)
	if a := c.portal("POST", "/logout", accessToken); a.status != 200 || a.body != "" {
		t.Fatalf("logout: %d %q", a.status, a.body)
	}
	wantPortalError(t, c.portal("GET", "/assignment/accounts", accessToken), 401, "UnauthorizedException", "Session token not found or invalid")
	wantPortalError(t, c.portal("POST", "/logout", accessToken), 401, "UnauthorizedException", "Session token not found or invalid")
	wantOIDCError(t, c.refresh(client, tokens["refreshToken"]), 400, "InvalidGrantException", "invalid_grant")
	if a := c.portal("GET", "/assignment/accounts", other); a.status != 200 {
		t.Errorf("another sign-in ended too: %s", a.body)
	}
}

func TestAccessTokenExpires(t *testing.T) {
	c := newCenter(t, "  consent: always", "  consent: always\n  accessTokenDuration: 20m")
	accessToken := c.accessToken()
	c.clock.Advance(20*time.Minute - time.Second)
	if a := c.portal("GET", "/assignment/accounts", accessToken); a.status != 200 {
		t.Errorf("it is not good to the end: %s", a.body)
	}
	c.clock.Advance(time.Second)
	wantPortalError(t, c.portal("GET", "/assignment/accounts", accessToken), 401, "UnauthorizedException", "Session token not found or invalid")
}

func TestRoleCredentials(t *testing.T) {
	c := newCenter(t)
	a := c.portal("GET", "/federation/credentials?account_id=111122223333&role_name=Developer", c.accessToken())
	v := a.json(t)["roleCredentials"].(map[string]any)
	if want := float64(c.clock.Now().Add(2 * time.Hour).UnixMilli()); v["expiration"] != want {
		t.Errorf("it expires at %v, want %v", v["expiration"], want)
	}
	if id := v["accessKeyId"].(string); !strings.HasPrefix(id, "ASIA") || len(id) != 20 {
		t.Errorf("the key id is %q", id)
	}
}

func TestSmallEndpoints(t *testing.T) {
	c := newCenter(t)
	if a := c.get("/healthz"); a.status != 200 || a.body != "ok\n" {
		t.Errorf("healthz: %d %q", a.status, a.body)
	}
	dir, err := directory.Parse("test.yaml", []byte(baseDirectory))
	if err != nil {
		t.Fatal(err)
	}
	a := c.get("/local/aws-config")
	if diff := cmp.Diff(dir.ClientConfig(), a.body); diff != "" || a.header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Error(diff)
	}
	if a := c.get("/nothing"); a.status != 404 {
		t.Errorf("an unknown page: %d", a.status)
	}
	if a := c.get("/"); a.status != 200 || !strings.Contains(a.body, startURL) || !strings.Contains(a.body, "not AWS") {
		t.Errorf("home: %d %s", a.status, a.body)
	}
}

// TestLogHoldsNoSecret signs in and out, and looks for everything secret in the log.
func TestLogHoldsNoSecret(t *testing.T) {
	c := newCenter(t, "signIn: oneClick", "signIn: password")
	client := c.register(pkceClient)
	redirectURI, got := c.callback()
	c.walk(authorizeQuery(client, redirectURI), standin.Person{Password: "open sesame"})
	tokens := c.post("/token", client.with("grantType", oauth2term.GrantAuthorizationCode,
		"code", got.Get("code"), "redirectUri", redirectURI, "codeVerifier", verifier)).json(t)
	c.portal("GET", "/federation/credentials?account_id=111122223333&role_name=Developer", tokens["accessToken"].(string))
	c.get("/device?user_code=BCDF-GHJK")
	log := c.log.String()
	for _, want := range []string{"operation=CreateToken", "operation=GetRoleCredentials", "account_id=111122223333", "status=200"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log has no %s", want)
		}
	}
	for _, secret := range []any{
		client["clientId"], client["clientSecret"], got.Get("code"), tokens["accessToken"], tokens["refreshToken"],
		verifier, challenge(verifier), "a+state", "a state", "sesame", "BCDF",
	} {
		if strings.Contains(log, secret.(string)) {
			t.Errorf("the log has %v", secret)
		}
	}
}
