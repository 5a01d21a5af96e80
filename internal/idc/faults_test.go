package idc_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/fault"
)

func TestErrorsOnPurpose(t *testing.T) {
	c := newCenter(t)
	accessToken := c.accessToken()
	c.server.SetFaults([]fault.Rule{
		{On: "RegisterClient", Return: fault.Error, Count: 1},
		{On: "RegisterClient", Return: fault.Error, Name: "ExpiredTokenException", Count: 1},
		{On: "RegisterClient", Return: fault.Error, Name: "InvalidClientException", Count: 1},
		{On: "ListAccounts", Return: fault.Throttle, RetryAfter: 7 * time.Second, Count: 1},
		{On: "ListAccounts", Return: fault.Error, Status: 503, Count: 1},
	})
	wantOIDCError(t, c.post("/client/register", pkceClient), 500, "InternalServerException", "server_error")
	wantOIDCError(t, c.post("/client/register", pkceClient), 400, "ExpiredTokenException", "expired_token")
	wantOIDCError(t, c.post("/client/register", pkceClient), 401, "InvalidClientException", "invalid_client")
	c.register(pkceClient)

	throttled := c.portal("GET", "/assignment/accounts", accessToken)
	wantPortalError(t, throttled, 429, "TooManyRequestsException", "Rate exceeded")
	if after := throttled.header.Get("Retry-After"); after != "7" {
		t.Errorf("Retry-After is %q", after)
	}
	broken := c.portal("GET", "/assignment/accounts", accessToken)
	wantPortalError(t, broken, 503, "InternalServerException", "This error was asked for")
	if a := c.portal("GET", "/assignment/accounts", accessToken); a.status != 200 {
		t.Errorf("afterwards: %d", a.status)
	}
}

func TestSTSErrorsOnPurpose(t *testing.T) {
	c := newCenter(t)
	c.server.SetFaults([]fault.Rule{
		{On: "GetCallerIdentity", Return: fault.Throttle, Count: 1},
		{On: "GetCallerIdentity", Return: fault.Error, Count: 1},
		{On: "GetCallerIdentity", Return: fault.Error, Name: "ExpiredToken", Count: 1},
	})
	const identity = "Action=GetCallerIdentity&Version=2011-06-15"
	for _, want := range []struct {
		status int
		code   string
	}{{400, "Throttling"}, {500, "InternalFailure"}, {403, "ExpiredToken"}} {
		a := c.do(c.request("POST", "/", identity))
		if a.status != want.status || !strings.Contains(a.body, "<Code>"+want.code+"</Code>") {
			t.Errorf("%d %s, want %v", a.status, a.body, want)
		}
	}
}

// TestSpoiltAnswers performs the operation and loses its answer on the way.
func TestSpoiltAnswers(t *testing.T) {
	c := newCenter(t)
	register := func(kind fault.Kind, field string) (*http.Response, string, error) {
		c.server.SetFaults([]fault.Rule{{On: "RegisterClient", Return: kind, Field: field}})
		body := `{"clientName":"x","clientType":"public"}`
		resp, err := http.Post(c.url+"/client/register", "application/json", strings.NewReader(body))
		if err != nil {
			return nil, "", err
		}
		defer resp.Body.Close()
		got, err := io.ReadAll(resp.Body)
		return resp, string(got), err
	}
	if _, _, err := register(fault.Drop, ""); !errors.Is(err, io.EOF) {
		t.Errorf("dropped: %v", err)
	}
	if _, got, err := register(fault.Truncate, ""); !errors.Is(err, io.ErrUnexpectedEOF) || !strings.HasPrefix(got, `{"clientId":"`) {
		t.Errorf("cut: %q, %v", got, err)
	}
	resp, got, err := register(fault.HTML, "")
	if err != nil || resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") || !strings.Contains(got, "<title>") {
		t.Errorf("a page: %v, %q, %v", resp, got, err)
	}
	_, got, err = register(fault.DropField, "clientSecretExpiresAt")
	if err != nil || strings.Contains(got, "clientSecretExpiresAt") || !strings.Contains(got, `"clientId"`) {
		t.Errorf("without a member: %q, %v", got, err)
	}
}

func TestDelay(t *testing.T) {
	c := newCenter(t)
	const delay = 30 * time.Millisecond
	c.server.SetFaults([]fault.Rule{{On: "RegisterClient", Delay: delay}})
	began := time.Now()
	c.register(pkceClient)
	if took := time.Since(began); took < delay {
		t.Errorf("the answer came after %s", took)
	}
}

// TestFaultsOfTheDirectory are there from the start.
func TestFaultsOfTheDirectory(t *testing.T) {
	c := newCenter(t, "users:", "faults:\n  - {on: RegisterClient, return: error, skip: 1, count: 1}\nusers:")
	c.register(pkceClient)
	wantOIDCError(t, c.post("/client/register", pkceClient), 500, "InternalServerException", "server_error")
	c.register(pkceClient)
}
