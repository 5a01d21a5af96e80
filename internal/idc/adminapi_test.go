package idc_test

import (
	"bufio"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
)

const adminToken = "an admin token for tests"

// operate asks the operator's API.
func (c *center) operate(method, path, body string) answer {
	c.Helper()
	r := c.request(method, "/admin/v1/"+path, body)
	r.Header.Set("Authorization", "Bearer "+adminToken)
	return c.do(r)
}

// TestOperatorsAPI goes through the API step by step: each says what it wants to see in
// the answer.
func TestOperatorsAPI(t *testing.T) {
	i := newIssued(t)
	client := i.register(deviceClient)
	started := i.post("/device_authorization", client.with("startUrl", startURL)).json(t)
	other := i.post("/device_authorization", client.with("startUrl", startURL)).json(t)
	code, otherCode := started["userCode"].(string), other["userCode"].(string)
	session, forget := i.server.Sessions()[0].ID, i.server.Clients()[1].ID
	for _, step := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"GET", "device-codes", "", 200, `"userCode":"` + code + `","clientName":"device","state":"pending"`},
		{"POST", "device-codes/" + strings.ToLower(code) + "/approve", "", 200, `{"userName":"alice","version":1}`},
		{"POST", "device-codes/" + code + "/approve", `{"userName":"bob"}`, 409, `{"error":{"code":"conflict","message":"the user code is decided before"},"version":1}`},
		{"POST", "device-codes/" + otherCode + "/approve", `{"userName":"carol"}`, 400, `\"carol\": there is no enabled user of that name`},
		{"POST", "device-codes/" + otherCode + "/approve", `{"user":"bob"}`, 400, `unknown field`},
		{"POST", "device-codes/" + otherCode + "/deny", "", 200, `{"version":1}`},
		{"POST", "device-codes/BCDF-GHJK/deny", "", 404, `"code":"notFound"`},
		{"GET", "device-codes", "", 200, `"state":"allowed","userName":"alice"`},

		{"GET", "sessions", "", 200, `"userName":"alice","clientName":"issued"`},
		{"DELETE", "sessions/" + session, "", 200, `{"version":1}`},
		{"DELETE", "sessions/" + session, "", 404, "there is no such session"},
		{"GET", "sessions", "", 200, `{"sessions":[],"version":1}`},
		{"DELETE", "sessions", "", 200, ""},
		{"POST", "refresh-tokens/revoke", "", 200, ""},
		{"POST", "role-credentials/expire", "", 200, ""},

		{"GET", "clients", "", 200, `"name":"device"`},
		{"DELETE", "clients/" + forget, "", 200, ""},
		{"DELETE", "clients/" + forget, "", 404, "there is no such client"},

		{"GET", "clock", "", 200, `{"ahead":"0s","frozen":false,"machine":"2026-11-23T05:00:00Z","now":"2026-11-23T05:00:00Z","version":1}`},
		{"POST", "clock", `{"advance":"90m","frozen":true}`, 200, `"ahead":"1h30m0s","frozen":true`},
		{"POST", "clock", `{"now":"2027-01-01T00:00:00Z"}`, 200, `"frozen":true,"machine":"2026-11-23T05:00:00Z","now":"2027-01-01T00:00:00Z"`},
		{"POST", "clock", `{"frozen":false}`, 200, `"frozen":false`},
		{"POST", "clock", `{"reset":true}`, 200, `"ahead":"0s"`},
		{"POST", "clock", `{"advance":"soon"}`, 400, "want a time such as 90m"},
		{"POST", "clock", `{"advance":"-900000h"}`, 400, "a hundred years"},
		{"POST", "clock", `{"now":"2126-11-01T00:00:00Z","advance":"900h"}`, 400, "a hundred years"},
		{"GET", "clock", "", 200, `"ahead":"0s"`},
		{"POST", "clock", `{"now":"soon"}`, 400, `"code":"badRequest"`},
		{"POST", "clock", "", 200, `"ahead":"0s"`},
		{"POST", "faults", "", 400, `badRequest`},
		{"POST", "clock", `{}{}`, 400, `goes on after`},

		{"POST", "faults", `{"return":"throttle","on":"ListAccounts","everyNth":5,"retryAfter":"2s"}`, 200, `{"faults":[{"id":1,"off":false,"rule":{"everyNth":5,"on":"ListAccounts","retryAfter":"2s","return":"throttle"},"added":true,"seen":0,"hit":0}],"version":1}`},
		{"POST", "faults", `{"preset":"outage"}`, 200, `"return":"error","status":503`},
		{"POST", "faults", `{"preset":"calm"}`, 400, `there is no preset \"calm\"`},
		{"POST", "faults", `{"preset":"outage","count":1}`, 400, "comes alone"},
		{"POST", "faults", `{"preset":["outage"]}`, 400, "comes alone"},
		{"POST", "faults", `{"return":"sulk"}`, 400, `return \"sulk\": want`},
		{"POST", "faults", `[]`, 400, `badRequest`},
		{"PATCH", "faults/1", `{"off":true}`, 200, `"id":1,"off":true`},
		{"PATCH", "faults/1", `{}`, 400, "want off"},
		{"PATCH", "faults/9", `{"off":true}`, 404, "there is no such fault"},
		{"DELETE", "faults/x", "", 404, "there is no such fault"},
		{"DELETE", "faults/1", "", 200, ""},
		{"GET", "faults", "", 200, `{"faults":[{"id":2,`},
		{"DELETE", "faults", "", 200, ""},
		{"GET", "faults", "", 200, `{"faults":[],"version":1}`},
		{"GET", "presets", "", 200, `"name":"aws-quota"`},

		{"GET", "requests", "", 200, `"operation":"StartDeviceAuthorization","clientName":"device","status":200`},
		{"GET", "requests?after=3", "", 200, `{"requests":[],"version":1}`},
		{"GET", "requests?after=x", "", 400, "want the seq of a request"},
		{"GET", "requests.jsonl?after=2", "", 200, `{"seq":3,`},
		{"GET", "requests.jsonl?after=x", "", 400, "want the seq of a request"},
		{"GET", "nothing", "", 404, `{"error":{"code":"notFound","message":"there is no such operation"},"version":1}`},
		{"PUT", "clock", "", 404, `"code":"notFound"`},
	} {
		a := i.operate(step.method, step.path, step.body)
		if a.status != step.status || !strings.Contains(a.body, step.want) {
			t.Errorf("%s %s %s\ngot  %d %s\nwant %d %s", step.method, step.path, step.body, a.status, a.body, step.status, step.want)
		}
		if a.header.Get("Content-Type") != "application/json" && !strings.Contains(step.path, "jsonl?after=2") {
			t.Errorf("%s %s is answered with %s", step.method, step.path, a.header.Get("Content-Type"))
		}
	}
}

// TestWhoMayOperate tries what others than the operator could send.
func TestWhoMayOperate(t *testing.T) {
	c := newCenter(t)
	for name, change := range map[string]func(*http.Request){
		"nothing":              func(*http.Request) {},
		"another token":        func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+adminToken+"x") },
		"another scheme":       func(r *http.Request) { r.Header.Set("Authorization", "Basic "+adminToken) },
		"no scheme":            func(r *http.Request) { r.Header.Set("Authorization", adminToken) },
		"an empty token":       func(r *http.Request) { r.Header.Set("Authorization", "Bearer ") },
		"the token in the URL": func(r *http.Request) { r.URL.RawQuery = "access_token=" + url.QueryEscape(adminToken) },
		"the page's cookie": func(r *http.Request) {
			for _, cookie := range c.signInOperator(adminToken).Cookies() {
				r.AddCookie(cookie)
			}
		},
	} {
		for _, path := range []string{"sessions", "requests.jsonl", "nothing"} {
			r := c.request("GET", "/admin/v1/"+path, "")
			change(r)
			if a := c.do(r); a.status != 401 || !strings.Contains(a.body, `"code":"unauthorized"`) || a.header.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%s gets %s: %d %s", name, path, a.status, a.body)
			}
		}
	}
	c.operate("POST", "device-codes/BCDF-GHJK/deny", "")
	for _, secret := range []string{adminToken, "BCDF"} {
		if strings.Contains(c.log.String(), secret) {
			t.Errorf("%s is in the log", secret)
		}
	}
	if _, err := idc.New(idc.Config{BaseURL: c.url, Secret: secret, Directory: c.directory(), AdminToken: "short"}); err == nil {
		t.Error("a short admin token does")
	}
	if a, b := idc.NewAdminToken(), idc.NewAdminToken(); a == b || len(a) < 52 {
		t.Errorf("two tokens are %s and %s", a, b)
	}
}

// TestRequestsAreFollowed reads the stream while requests come.
func TestRequestsAreFollowed(t *testing.T) {
	c := newCenter(t)
	r := c.request("GET", "/admin/v1/requests.jsonl?follow=true", "")
	r.Header.Set("Authorization", "Bearer "+adminToken)
	resp, err := c.web.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewScanner(resp.Body)
	for _, path := range []string{"/portal", "/device"} {
		c.get(path)
		if !lines.Scan() || !strings.Contains(lines.Text(), `"path":"`+path+`"`) {
			t.Fatalf("the stream has %q, %v", lines.Text(), lines.Err())
		}
	}
}

// TestWithoutAnAdminToken nobody operates.
func TestWithoutAnAdminToken(t *testing.T) {
	c := newCenter(t)
	server, err := idc.New(idc.Config{Directory: c.directory(), BaseURL: c.url, Secret: secret, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{"/admin": "Nobody operates this server", "/admin/v1/clock": "noOperator"} {
		r := c.request("GET", path, "")
		r.Header.Set("Authorization", "Bearer ")
		if w := serveInProcess(server, r); w.Code != 403 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}
