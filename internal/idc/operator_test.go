package idc_test

import (
	"errors"
	"testing"
	"time"

	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/oauth2term"
)

func TestIssue(t *testing.T) {
	c := newCenter(t)
	issued, err := c.server.Issue("alice", 5*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if want := c.clock.Now().Add(5 * time.Minute); !issued.ExpiresAt.Equal(want) {
		t.Errorf("expires at %s, want %s", issued.ExpiresAt, want)
	}
	accounts := func() int { return c.portal("GET", "/assignment/accounts", issued.AccessToken).status }
	if got := accounts(); got != 200 {
		t.Errorf("the access token: %d", got)
	}
	c.clock.Advance(5 * time.Minute)
	if got := accounts(); got != 401 {
		t.Errorf("the access token past its end: %d", got)
	}
	refresh := fields{
		"clientId": issued.ClientID, "clientSecret": issued.ClientSecret,
		"grantType": oauth2term.GrantRefreshToken, "refreshToken": issued.RefreshToken,
	}
	if v := c.post("/token", refresh).json(t); v["expiresIn"] != 3600.0 {
		t.Errorf("refreshed: %v", v)
	}
}

func TestIssueSpent(t *testing.T) {
	c := newCenter(t)
	issued, err := c.server.Issue("alice", -time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if a := c.portal("GET", "/assignment/accounts", issued.AccessToken); a.status != 401 {
		t.Errorf("the access token: %d", a.status)
	}
	if _, err := c.server.Issue("nobody", time.Hour); err == nil {
		t.Error("a stranger is signed in")
	}
}

func TestDeviceCodesAreDecidedByHand(t *testing.T) {
	c := newCenter(t)
	client := c.register(deviceClient)
	poll := func(decide func(userCode string) error) answer {
		d := c.post("/device_authorization", client.with("startUrl", startURL)).json(t)
		if err := decide(d["userCode"].(string)); err != nil {
			t.Fatal(err)
		}
		return c.post("/token", client.with("grantType", oauth2term.GrantDeviceCode, "deviceCode", d["deviceCode"]))
	}
	allowed := poll(func(userCode string) error { return c.server.AllowDevice(userCode, "alice") })
	if allowed.status != 200 {
		t.Errorf("allowed: %d %s", allowed.status, allowed.body)
	}
	wantOIDCError(t, poll(c.server.DenyDevice), 400, "AccessDeniedException", "access_denied")
	if err := c.server.AllowDevice("BCDF-GHJK", "alice"); !errors.Is(err, store.ErrUnknown) {
		t.Errorf("a code that nobody got: %v", err)
	}
	if err := c.server.AllowDevice("BCDF-GHJK", "nobody"); err == nil || errors.Is(err, store.ErrUnknown) {
		t.Errorf("a stranger allows: %v", err)
	}
}

func TestWhatIsGivenOutCanBeTakenBack(t *testing.T) {
	c := newCenter(t)
	issued, err := c.server.Issue("alice", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	refresh := fields{
		"clientId": issued.ClientID, "clientSecret": issued.ClientSecret,
		"grantType": oauth2term.GrantRefreshToken, "refreshToken": issued.RefreshToken,
	}
	c.server.RevokeRefreshTokens()
	wantOIDCError(t, c.post("/token", refresh), 400, "InvalidGrantException", "invalid_grant")
	accounts := func() answer { return c.portal("GET", "/assignment/accounts", issued.AccessToken) }
	if a := accounts(); a.status != 200 {
		t.Errorf("the access token is gone with its refresh token: %d", a.status)
	}
	c.server.EndSessions()
	wantPortalError(t, accounts(), 401, "UnauthorizedException", "Session token not found or invalid")
}

func TestScopesAndRefreshTokensOfTheDirectory(t *testing.T) {
	c := newCenter(t, "consent: always", "consent: always\n  refreshTokens: false\n  allowedScopes: [\"sso:*\", x:y]")
	if v := c.signIn(c.register(pkceClient)); v["refreshToken"] != nil {
		t.Errorf("the tokens are %v", v)
	}
	c.register(deviceClient.with("scopes", []string{"x:y"}))
	a := c.post("/client/register", deviceClient.with("scopes", []string{"codewhisperer:completions"}))
	wantOIDCError(t, a, 400, "InvalidScopeException", "invalid_scope")
}
