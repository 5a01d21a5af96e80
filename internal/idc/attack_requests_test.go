package idc_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// served runs the server as `fob idc serve` does, with its limits, on a real socket, and
// returns what sends it bytes and reads one answer.
func served(t *testing.T) (send func(request string) (status int, body string)) {
	t.Helper()
	l, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	handler := newServer(t, "http://"+l.Addr().String())
	go func() { done <- idc.Serve(ctx, l, handler) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return func(request string) (int, string) {
		t.Helper()
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		go io.WriteString(conn, request) // the server may answer before it has read all
		return readAnswer(t, conn)
	}
}

func newServer(t *testing.T, baseURL string) *idc.Server {
	t.Helper()
	return newServerAt(t, baseURL, nil)
}

func newServerAt(t *testing.T, baseURL string, now func() time.Time) *idc.Server {
	t.Helper()
	dir, err := directory.Parse("test.yaml", []byte(baseDirectory))
	if err != nil {
		t.Fatal(err)
	}
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: baseURL, Secret: secret, Now: now, AdminToken: operatorsToken})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

const operatorsToken = "an admin token for tests"

// readAnswer returns status 0 for a connection that ends without an answer.
func readAnswer(t *testing.T, conn net.Conn) (int, string) {
	t.Helper()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, string(body)
}

// TestOversizedAndMalformedRequests come to an error of the client's, whatever they hold,
// and never to one of the server's.
func TestOversizedAndMalformedRequests(t *testing.T) {
	send := served(t)
	const host = "Host: 127.0.0.1\r\nConnection: close\r\n"
	post := func(path, contentType, body string) string {
		return fmt.Sprintf("POST %s HTTP/1.1\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", path, host, contentType, len(body), body)
	}
	const form, json = "application/x-www-form-urlencoded", "application/json"
	for name, b := range map[string]struct {
		request string
		status  int
	}{
		"headers of 100 kB":       {"GET / HTTP/1.1\r\n" + host + "X: " + strings.Repeat("x", 100<<10) + "\r\n\r\n", 431},
		"ten thousand headers":    {"GET / HTTP/1.1\r\n" + host + strings.Repeat("X: y\r\n", 20_000) + "\r\n", 431},
		"a query of 60 kB":        {"GET /authorize?x=" + strings.Repeat("x", 60<<10) + " HTTP/1.1\r\n" + host + "\r\n", 400},
		"a query of 200 kB":       {"GET /authorize?x=" + strings.Repeat("x", 200<<10) + " HTTP/1.1\r\n" + host + "\r\n", 431},
		"30,000 parameters":       {"GET /authorize?" + strings.Repeat("&a", 30_000) + " HTTP/1.1\r\n" + host + "\r\n", 400},
		"a form of 2 MB":          {post("/sign-in", form, "csrf="+strings.Repeat("x", 2<<20)), 400},
		"JSON of 2 MB":            {post("/token", json, `{"clientId":"`+strings.Repeat("x", 2<<20)+`"}`), 400},
		"STS of 2 MB":             {post("/", form, "Action="+strings.Repeat("x", 2<<20)), 413},
		"JSON 100,000 deep":       {post("/token", json, strings.Repeat(`{"a":`, 100_000)), 400},
		"a form in place of JSON": {post("/token", form, "grantType=refresh_token"), 400},
		"JSON in place of a form": {post("/sign-in", json, `{"csrf":"x"}`), 403},
		"a multipart form":        {post("/sign-in", "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=csrf\r\n\r\nx\r\n--x--"), 403},
		"no content type":         {post("/sign-in", "", "csrf=x"), 403},
		"a broken content type":   {post("/sign-in", ";;=", "csrf=x"), 400},
		"a form that is none":     {post("/sign-in", form, "%zz=%"), 400},
		"no length":               {"POST /token HTTP/1.1\r\n" + host + "\r\n", 400},
		"a length below nothing":  {"POST /token HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400},
		"two lengths":             {"POST /token HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx", 400},
		"another encoding":        {"POST /token HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip\r\n\r\n", 501},
		"broken chunks":           {"POST /token HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400},
		"no host":                 {"GET / HTTP/1.1\r\n\r\n", 400},
		"two hosts":               {"GET / HTTP/1.1\r\n" + host + "Host: evil.test\r\n\r\n", 400},
		"another host":            {"GET / HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n", 421},
		"a host in the address":   {"GET http://evil.test/ HTTP/1.1\r\n" + host + "\r\n", 421},
		"a host with a blank":     {"GET / HTTP/1.1\r\nHost: 127.0.0.1 evil.test\r\n\r\n", 400},
		"no host, HTTP/1.0":       {"GET / HTTP/1.0\r\n\r\n", 421},
		"a tunnel":                {"CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\nConnection: close\r\n\r\n", 421},
		"a NUL in the path":       {"GET /\x00 HTTP/1.1\r\n" + host + "\r\n", 400},
		"a line break by %":       {"GET /%0d%0aSet-Cookie:x HTTP/1.1\r\n" + host + "\r\n", 404},
		"a header line folded":    {"GET / HTTP/1.1\r\n" + host + " folded\r\n\r\n", 200},
		"a control in a header":   {"GET / HTTP/1.1\r\n" + host + "X: \x01\r\n\r\n", 400},
		"HTTP/2 preface":          {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 421},
		"HTTP/9":                  {"GET / HTTP/9.9\r\n" + host + "\r\n", 505},
		"not HTTP":                {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		"a thousand cookies":      {"GET /portal HTTP/1.1\r\n" + host + "Cookie: " + strings.Repeat("a=b; ", 1000) + "\r\n\r\n", 200},
		"an access token of 9 kB": {"GET /assignment/accounts HTTP/1.1\r\n" + host + "x-amz-sso_bearer_token: " + strings.Repeat("x", 9<<10) + "\r\n\r\n", 401},
	} {
		t.Run(name, func(t *testing.T) {
			if status, body := send(b.request); status != b.status {
				t.Errorf("got %d, want %d: %.200s", status, b.status, body)
			}
		})
	}
	if status, _ := send("GET /healthz HTTP/1.1\r\n" + host + "\r\n"); status != 200 {
		t.Errorf("after all that, the server answers %d", status)
	}
}

// TestOtherMethodsDoNothing: what a form does is done by POST alone, and what a page shows
// is shown for GET alone.
func TestOtherMethodsDoNothing(t *testing.T) {
	c := newCenter(t)
	_, csrf := c.asAlice("/portal")
	d := c.start(c.register(deviceClient))
	for _, path := range []string{
		"/sign-out?csrf=" + csrf, "/portal/credentials?role=111122223333/Developer&csrf=" + csrf, "/sign-in/code?code=1&csrf=" + csrf,
		"/device/decision?decision=allow&user_code=" + d["userCode"].(string) + "&csrf=" + csrf,
		"/token", "/client/register", "/device_authorization", "/logout",
	} {
		for _, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "FOO"} {
			r := c.request(method, path, "")
			r.Header.Set("X-HTTP-Method-Override", "POST")
			if a := c.do(r); a.status != 404 || a.header.Get("Location") != "" || a.header.Get("Allow") != "" {
				t.Errorf("%s %s: got %d", method, path, a.status)
			}
		}
	}
	for _, path := range []string{"/portal", "/signed-out", "/style.css", "/healthz", "/local/aws-config", "/assignment/accounts", "/federation/credentials"} {
		for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
			if a := c.do(c.request(method, path, "")); a.status != 404 {
				t.Errorf("%s %s: got %d", method, path, a.status)
			}
		}
	}
	if page := c.get("/portal").body; !strings.Contains(page, "Alice") {
		t.Error("after all that, Alice is not signed in any more")
	}
}

// TestPagesOfOtherSitesMayNotCall: neither by what a form or a script may send unasked,
// nor by asking first.
func TestPagesOfOtherSitesMayNotCall(t *testing.T) {
	c := newCenter(t)
	for _, path := range []string{"/client/register", "/device_authorization", "/token"} {
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.test"}, {"Origin", "null"}} {
			r := c.request("POST", path, `{"clientName":"x","clientType":"public"}`)
			r.Header.Set("Content-Type", "text/plain")
			r.Header.Set(header[0], header[1])
			wantOIDCError(t, c.do(r), 403, "AccessDeniedException", "access_denied")
		}
	}
	for _, path := range []string{"/", "/token", "/logout", "/assignment/accounts", "/federation/credentials", "/portal"} {
		r := c.request("OPTIONS", path, "")
		r.Header.Set("Origin", "https://evil.test")
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Access-Control-Request-Headers", "authorization,x-amz-sso_bearer_token")
		if a := c.do(r); a.status < 400 || a.header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
}

// TestPathTraversal: the pages are the server's only files, and no path leads to others.
func TestPathTraversal(t *testing.T) {
	send := served(t)
	for _, path := range []string{
		"/../../../../etc/passwd", "/style.css/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd", "/%5c..%5c..%5cetc%5cpasswd",
		"/style.css%00.html", "/layout.html", "/pages/layout.html", "/.git/config", "/style.css/", "/portal/../../etc/passwd", "/....//etc/passwd",
	} {
		status, body := send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
		if status != 404 && status != 301 && status != 307 || strings.Contains(body, "root:") || strings.Contains(body, "{{") {
			t.Errorf("%s: got %d %.100s", path, status, body)
		}
	}
}
