package idc_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
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
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: baseURL, Secret: secret, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

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

// pipes is a listener of connections in memory, for time that a test makes.
type pipes struct {
	conns chan net.Conn
	once  sync.Once
	done  chan struct{}
}

func newPipes() *pipes { return &pipes{conns: make(chan net.Conn), done: make(chan struct{})} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.conns <- server
	return client
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// TestSlowRequestsAreCutOff: who sends its headers or its body a byte a second, or says
// nothing at all, keeps a connection for so long and delays nobody else.
func TestSlowRequestsAreCutOff(t *testing.T) {
	for name, b := range map[string]struct {
		request string
		patient time.Duration // of the server
	}{
		"silence":     {"", 10 * time.Second},
		"slow header": {"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n", 10 * time.Second},
		"slow body":   {"POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100000\r\n\r\n", 30 * time.Second},
		"idle":        {"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newPipes()
				ctx, stop := context.WithCancel(t.Context())
				var running sync.WaitGroup
				running.Go(func() { idc.Serve(ctx, l, newServer(t, "http://127.0.0.1:1")) })
				began := time.Now()
				slow := l.dial()
				running.Go(func() {
					io.WriteString(slow, b.request)
					for name != "idle" && name != "silence" {
						if _, err := io.WriteString(slow, "x"); err != nil {
							return
						}
						time.Sleep(time.Second)
					}
				})
				other := l.dial()
				go io.WriteString(other, "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
				if status, _ := readAnswer(t, other); status != 200 || time.Since(began) > 0 {
					t.Errorf("somebody else gets %d after %v", status, time.Since(began))
				}
				io.Copy(io.Discard, slow) // until the server closes it
				if took := time.Since(began); took > b.patient+time.Second {
					t.Errorf("the connection lives for %v", took)
				}
				slow.Close()
				stop()
				running.Wait()
			})
		})
	}
}

// TestHostileStrings: what a directory or a client calls itself gives orders to no browser
// and to no terminal, and does not flood either.
func TestHostileStrings(t *testing.T) {
	const hostile = "<b onclick=x>&\x1b[2J\u009b1m\u202etxt.exe\u2066\u200b\u2028\x7f"
	c := newCenter(t, "displayName: Alice", "displayName: "+yamlText(hostile+strings.Repeat("long", 1000)),
		"accountName: prod", "accountName: "+yamlText(hostile), "dev, prod]", "\"111122223333\", \"222233334444\"]",
		"emailAddress: dev@example.com", "emailAddress: "+yamlText(hostile))
	client := c.register(pkceClient.with("clientName", hostile))
	path := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback", "state", hostile)
	page, csrf := c.asAlice("/portal")
	d := c.start(c.register(deviceClient.with("clientName", hostile)))
	pages := map[string]string{
		"sign-in": c.inNewBrowser().get(path).body, "portal": page, "consent": c.get(path).body, "device": c.get(c.path(d["verificationUriComplete"])).body,
		"account":     c.get("/portal?account=222233334444").body,
		"credentials": c.submit("/portal/credentials", map[string][]string{"csrf": {csrf}, "role": {"222233334444/Developer"}}).body,
	}
	for name, page := range pages {
		if !strings.Contains(page, "&lt;b onclick=x&gt;&amp;") {
			t.Errorf("%s does not show it: %s", name, page)
		}
		if strings.ContainsAny(page, "\x1b\u009b\u202e\u2066\u200b\u2028\x7f") || strings.Contains(page, "<b ") || strings.Contains(page, strings.Repeat("long", 100)) {
			t.Errorf("%s shows it raw: %q", name, page)
		}
	}
	r := c.request("GET", "/%1b[2J%e2%80%ae%0aforged%20line", "")
	r.URL.RawQuery = "scope=%1b[2J%0a%e2%80%ae&%1b=x"
	c.do(r)
	for line := range bytes.Lines(c.log.Bytes()) {
		if bytes.ContainsAny(bytes.TrimSuffix(line, []byte("\n")), "\x1b\u009b\u202e\u2066\u200b\u2028\x7f\n") || !bytes.HasPrefix(line, []byte("time=")) {
			t.Errorf("in the log: %q", line)
		}
	}
}

// yamlText writes a string in double quotes, every character that is not plain escaped.
func yamlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			fmt.Fprintf(&b, `\U%08x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return `"` + b.String() + `"`
}
