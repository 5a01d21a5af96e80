package idc_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/oauth2term"
)

// issued is what a client of alice's holds, and what it can do with it.
type issued struct {
	*center
	client                    fields
	accessToken, refreshToken string
}

func newIssued(t *testing.T, rules ...fault.Rule) issued {
	t.Helper()
	c := newCenter(t)
	got, err := c.server.Issue("alice", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c.server.SetFaults(rules)
	return issued{c, fields{"clientId": got.ClientID, "clientSecret": got.ClientSecret}, got.AccessToken, got.RefreshToken}
}

func (i issued) refresh() answer {
	i.Helper()
	return i.post("/token", i.client.with("grantType", oauth2term.GrantRefreshToken, "refreshToken", i.refreshToken))
}

func (i issued) accounts() answer {
	i.Helper()
	return i.portal("GET", "/assignment/accounts", i.accessToken)
}

func TestSlowDownOnPurpose(t *testing.T) {
	i := newIssued(t, fault.Rule{Return: fault.SlowDown, Count: 1})
	poll := i.client.with("grantType", oauth2term.GrantDeviceCode, "deviceCode", "x")
	wantOIDCError(t, i.post("/token", poll), 400, "SlowDownException", "slow_down")
	wantOIDCError(t, i.post("/token", poll), 400, "UnauthorizedClientException", "unauthorized_client")
}

func TestRefreshRefusedOnPurpose(t *testing.T) {
	i := newIssued(t, fault.Rule{Return: fault.RefuseRefresh, Count: 1})
	wantOIDCError(t, i.refresh(), 400, "InvalidGrantException", "invalid_grant")
	if a := i.refresh(); a.status != 200 {
		t.Errorf("the refusal used the refresh token up: %d %s", a.status, a.body)
	}
}

func TestWrongRegionOnPurpose(t *testing.T) {
	i := newIssued(t, fault.Rule{Return: fault.WrongRegion, Region: "eu-north-1"})
	a := i.refresh()
	v := a.json(t)
	if a.status != 400 || !strings.HasPrefix(a.header.Get("x-amzn-ErrorType"), "InvalidRequestRegionException:") ||
		v["region"] != "eu-north-1" || v["endpoint"] != "https://oidc.eu-north-1.amazonaws.com" {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	wantPortalError(t, i.accounts(), 401, "UnauthorizedException", "Session token not found or invalid")
}

func TestAccessRemovedButStillListed(t *testing.T) {
	i := newIssued(t, fault.Rule{On: "GetRoleCredentials", User: "ALICE", Return: fault.NoAccess})
	roles := i.portal("GET", "/assignment/roles?account_id=111122223333", i.accessToken)
	if roles.status != 200 || !strings.Contains(roles.body, "Developer") {
		t.Errorf("%d %s", roles.status, roles.body)
	}
	keys := i.portal("GET", "/federation/credentials?account_id=111122223333&role_name=Developer", i.accessToken)
	wantPortalError(t, keys, 403, "ForbiddenException", "No access")
}

// TestSessionsEndedOnPurpose are gone for good; with an expired access token the sign-in
// can be refreshed.
func TestSessionsEndedOnPurpose(t *testing.T) {
	ended := newIssued(t, fault.Rule{Return: fault.EndSession, Count: 1})
	wantPortalError(t, ended.accounts(), 401, "UnauthorizedException", "Session token not found or invalid")
	wantOIDCError(t, ended.refresh(), 400, "InvalidGrantException", "invalid_grant")
	atRefresh := newIssued(t, fault.Rule{On: "CreateToken", Return: fault.EndSession})
	wantOIDCError(t, atRefresh.refresh(), 400, "InvalidGrantException", "invalid_grant")
	wantPortalError(t, atRefresh.accounts(), 401, "UnauthorizedException", "Session token not found or invalid")

	expired := newIssued(t, fault.Rule{Return: fault.ExpireToken, Count: 1})
	wantPortalError(t, expired.accounts(), 401, "UnauthorizedException", "Session token not found or invalid")
	if a := expired.refresh(); a.status != 200 {
		t.Errorf("the refresh token went as well: %d %s", a.status, a.body)
	}
}

func TestRegistrationForgottenOnPurpose(t *testing.T) {
	i := newIssued(t, fault.Rule{Return: fault.ForgetClient, Count: 1, Client: "issued"})
	for range 2 {
		wantOIDCError(t, i.refresh(), 401, "InvalidClientException", "invalid_client")
	}
	page := i.get(authorizeQuery(i.client, "http://127.0.0.1/oauth/callback"))
	if page.status != 400 || !strings.Contains(page.body, "does not know the client") {
		t.Errorf("the sign-in page: %d %s", page.status, page.body)
	}
	i.register(pkceClient)
}

func TestNoErrorType(t *testing.T) {
	i := newIssued(t, fault.Rule{On: "ListAccountRoles", Return: fault.NoErrorType}, fault.Rule{On: "CreateToken", Return: fault.NoErrorType})
	a := i.portal("GET", "/assignment/roles?account_id=999999999999", i.accessToken)
	if a.status != 403 || a.header.Get("x-amzn-ErrorType") != "" || a.body != `{"message":"No access"}` {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if a := i.refresh(); a.status != 200 || !strings.Contains(a.body, "accessToken") {
		t.Errorf("what is no error suffers: %d %s", a.status, a.body)
	}
}

// TestNoErrorTypeOfAnErrorOfItsOwn makes the error that then does not say which one it is.
func TestNoErrorTypeOfAnErrorOfItsOwn(t *testing.T) {
	i := newIssued(t,
		fault.Rule{On: "ListAccounts", Return: fault.NoErrorType, Status: 429},
		fault.Rule{On: "CreateToken", Return: fault.NoErrorType, Name: "SlowDownException"})
	if a := i.accounts(); a.status != 429 || a.header.Get("x-amzn-ErrorType") != "" || a.body != `{"message":"This error was asked for"}` {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if a := i.refresh(); a.status != 400 || a.header.Get("x-amzn-ErrorType") != "" || !strings.Contains(a.body, `"error":"slow_down"`) {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	i.server.SetFaults(nil)
	if a := i.refresh(); a.status != 200 {
		t.Errorf("the refresh token was spent: %d %s", a.status, a.body)
	}
}

func TestClockSkewOnPurpose(t *testing.T) {
	i := newIssued(t, fault.Rule{Return: fault.ClockSkew, Skew: -time.Hour})
	a := i.accounts()
	date, err := http.ParseTime(a.header.Get("Date"))
	if err != nil || a.status != 200 || !date.Equal(i.clock.Now().Add(-time.Hour)) {
		t.Errorf("%d, its date is %s, %v", a.status, date, err)
	}
}

// TestTheServersClock moves away from the machine's: lifetimes follow it.
func TestTheServersClock(t *testing.T) {
	i := newIssued(t)
	i.server.Clock().Advance(59 * time.Minute)
	if a := i.accounts(); a.status != 200 {
		t.Errorf("before the end: %d", a.status)
	}
	i.server.Clock().Freeze()
	i.server.Clock().Advance(time.Minute)
	wantPortalError(t, i.accounts(), 401, "UnauthorizedException", "Session token not found or invalid")
	i.server.Clock().Reset()
	if a := i.accounts(); a.status != 200 {
		t.Errorf("back again: %d", a.status)
	}
}

func TestFaultsAreCheckedAndCounted(t *testing.T) {
	i := newIssued(t)
	if _, err := i.server.AddFaults(fault.Rule{Return: fault.Drop}, fault.Rule{Return: "sulk"}); err == nil || len(i.server.Faults()) != 0 {
		t.Errorf("added %v, %v", i.server.Faults(), err)
	}
	if _, err := i.server.AddFaults(fault.Rule{On: "ListAccounts", Return: fault.Throttle}); err != nil {
		t.Fatal(err)
	}
	i.accounts()
	if _, err := i.server.SwitchFault(1, false); err != nil {
		t.Error(err)
	}
	i.accounts()
	if all := i.server.Faults(); len(all) != 1 || !all[0].Off || all[0].Hit != 1 || all[0].Seen != 1 {
		t.Errorf("counted %+v", all)
	}
	if err := i.server.RemoveFault(1); err != nil || len(i.server.Faults()) != 0 {
		t.Error(err)
	}
}
