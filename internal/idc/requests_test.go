package idc_test

import (
	"encoding/json"
	"strings"
	"testing"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/idc/journal"
	"fob.example/fob/internal/oauth2term"
)

// TestRequestsTellWhoDidWhat and hold nothing that could be used.
func TestRequestsTellWhoDidWhat(t *testing.T) {
	i := newIssued(t, fault.Rule{On: "ListAccounts", Return: fault.Throttle, Count: 1})
	i.accounts()
	i.register(deviceClient)
	i.refresh()
	i.portal("GET", "/assignment/accounts?max_result=5&next_token=hidden", i.accessToken)
	if _, err := i.web.Post(i.url+"/token", "application/json", strings.NewReader(`{"grantType": "`+strings.Repeat("x", 3000)+`"`)); err != nil {
		t.Fatal(err)
	}
	i.operate("GET", "sessions", "")
	i.get("/admin")
	i.get("/style.css")
	i.get("/icon.svg")
	i.get("/healthz")
	i.get("/local/aws-config")
	i.get("/nowhere/" + strings.Repeat("y", 3000))

	requests := i.server.Requests(0)
	want := []journal.Request{
		{Operation: "ListAccounts", UserName: "alice", ClientName: "issued", Status: 429, Error: "TooManyRequestsException", Fault: "throttle"},
		{Operation: "RegisterClient", ClientName: "device", Status: 200},
		{Operation: "CreateToken", UserName: "alice", ClientName: "issued", Status: 200},
		{Operation: "ListAccounts", UserName: "alice", ClientName: "issued", Status: 400, Error: "InvalidRequestException", Query: "max_result=5 next_token=***"},
		{Operation: "CreateToken", Status: 400, Error: "InvalidRequestException"},
		{Status: 404},
	}
	if len(requests) != len(want) {
		t.Fatalf("%d requests: %+v", len(requests), requests)
	}
	for n, r := range requests {
		w := want[n]
		if r.Operation != w.Operation || r.UserName != w.UserName || r.ClientName != w.ClientName || r.Status != w.Status ||
			r.Error != w.Error || r.Fault != w.Fault || r.Query != w.Query || r.Seq != uint64(n+1) || len(r.Path) > 520 {
			t.Errorf("request %d is %+v\nwant %+v", n, r, w)
		}
	}
	if waited, err := i.server.WaitRequests(t.Context(), 5); err != nil || len(waited) != 1 {
		t.Errorf("waited for %v, %v", waited, err)
	}
	all, err := json.Marshal(requests)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{i.accessToken, i.refreshToken, i.client["clientSecret"].(string), "hidden"} {
		if strings.Contains(string(all), secret) || strings.Contains(i.log.String(), secret) {
			t.Errorf("%q is among the requests or in the log", secret)
		}
	}
}

// TestPollsAndTradesTellWho follows a sign-in by its codes.
func TestPollsAndTradesTellWho(t *testing.T) {
	c := newCenter(t)
	c.accessToken()
	device := c.register(deviceClient)
	started := c.post("/device_authorization", device.with("startUrl", startURL)).json(t)
	poll := device.with("grantType", oauth2term.GrantDeviceCode, "deviceCode", started["deviceCode"])
	c.post("/token", poll)
	if err := c.server.AllowDevice(started["userCode"].(string), "alice"); err != nil {
		t.Fatal(err)
	}
	c.post("/token", poll)
	var who []string
	for _, r := range c.server.Requests(0) {
		if r.Operation != "" {
			who = append(who, r.Operation+" "+r.ClientName+" "+r.UserName)
		}
	}
	want := "RegisterClient botocore-client-corp |CreateToken botocore-client-corp alice|RegisterClient device |" +
		"StartDeviceAuthorization device |CreateToken device |CreateToken device alice"
	if got := strings.Join(who, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
