package idc_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fob.example/fob/internal/idc"
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

// TestDelays add up, also to more than an answer may take otherwise.
func TestDelays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, "http://127.0.0.1:1")
		server.SetFaults([]fault.Rule{{Delay: 25 * time.Second}, {On: "ListAccounts", Delay: 20 * time.Second}})
		l := newPipes()
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { idc.Serve(ctx, l, server) })
		began, conn := time.Now(), l.dial()
		go io.WriteString(conn, "GET /assignment/accounts HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
		if status, _ := readAnswer(t, conn); status != 401 || time.Since(began) != 45*time.Second {
			t.Errorf("%d after %v", status, time.Since(began))
		}
		conn.Close()
		stop()
		running.Wait()
	})
}

// TestAClientThatDoesNotWait gets no answer, and none is noted.
func TestAClientThatDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := newServer(t, "http://127.0.0.1:1")
		server.SetFaults([]fault.Rule{{Delay: 20 * time.Second}})
		ctx, leave := context.WithTimeout(t.Context(), time.Second)
		defer leave()
		r := httptest.NewRequestWithContext(ctx, "GET", "http://127.0.0.1/assignment/accounts", nil)
		server.ServeHTTP(httptest.NewRecorder(), r)
		if got := server.Requests(0)[0]; got.Status != 0 || got.Operation != "ListAccounts" || got.Fault != "latency" {
			t.Errorf("noted %+v", got)
		}
	})
}

// TestFaultsOfTheDirectory are there from the start.
func TestFaultsOfTheDirectory(t *testing.T) {
	c := newCenter(t, "users:", "faults:\n  - {on: RegisterClient, return: error, skip: 1, count: 1}\nusers:")
	c.register(pkceClient)
	wantOIDCError(t, c.post("/client/register", pkceClient), 500, "InternalServerException", "server_error")
	c.register(pkceClient)
}
