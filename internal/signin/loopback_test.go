package signin_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Strangers' requests are turned away at once; the sign-in goes on and ends well.
func TestTheListenerTurnsStrangersAway(t *testing.T) {
	const page = "GET /oauth/callback?%s HTTP/1.1\r\nHost: %s\r\n\r\n"
	right := func(p *pkce) string { return "state=" + p.state + "&code=stolen" }
	for _, tt := range []struct {
		name    string
		request func(p *pkce) string
		want    int
	}{
		{"H35 favicon", func(p *pkce) string { return "GET /favicon.ico HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n" }, 404},
		{"H35 other path", func(p *pkce) string { return "GET /?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n" }, 404},
		{"H35 path with a tail", func(p *pkce) string {
			return "GET /oauth/callback/?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n"
		}, 404},
		{"H35 HEAD", func(p *pkce) string {
			return "HEAD /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n"
		}, 405},
		{"H35 POST", func(p *pkce) string {
			return "POST /oauth/callback HTTP/1.1\r\nHost: " + p.host + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
				fmt.Sprint(len(right(p))) + "\r\n\r\n" + right(p)
		}, 405},
		{"H35 POST with a query", func(p *pkce) string {
			return "POST /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n"
		}, 405},
		{"H36 nothing", func(p *pkce) string { return fmt.Sprintf(page, "", p.host) }, 400},
		{"H36 no state", func(p *pkce) string { return fmt.Sprintf(page, "code=stolen", p.host) }, 400},
		{"H36 an error without state", func(p *pkce) string { return fmt.Sprintf(page, "error=x", p.host) }, 400},
		{"H36 an error for a foreign host", func(p *pkce) string { return fmt.Sprintf(page, "error=x", "evil.test") }, 421},
		{"H37 half a state", func(p *pkce) string { return fmt.Sprintf(page, "code=stolen&state="+p.state[:18], p.host) }, 400},
		{"H37 an error with a wrong state", func(p *pkce) string { return fmt.Sprintf(page, "error=x&state=y", p.host) }, 400},
		{"H39 two codes", func(p *pkce) string { return fmt.Sprintf(page, right(p)+"&code=other", p.host) }, 400},
		{"H39 two states", func(p *pkce) string { return fmt.Sprintf(page, right(p)+"&state="+p.state, p.host) }, 400},
		{"H39 two errors", func(p *pkce) string { return fmt.Sprintf(page, "state="+p.state+"&error=x&error=y", p.host) }, 400},
		{"H39 a query that cannot be read", func(p *pkce) string { return fmt.Sprintf(page, right(p)+"&a=%zz", p.host) }, 400},
		{"H40 foreign host", func(p *pkce) string { return fmt.Sprintf(page, right(p), "evil.test") }, 421},
		{"H40 localhost", func(p *pkce) string {
			return fmt.Sprintf(page, right(p), strings.Replace(p.host, "127.0.0.1", "localhost", 1))
		}, 421},
		{"H40 host without port", func(p *pkce) string { return fmt.Sprintf(page, right(p), "127.0.0.1") }, 421},
		{"H40 no host", func(p *pkce) string { return "GET /oauth/callback?" + right(p) + " HTTP/1.0\r\n\r\n" }, 421},
		{"H40 no host, newer", func(p *pkce) string { return "GET /oauth/callback?" + right(p) + " HTTP/1.1\r\n\r\n" }, 400},
		{"H41 a page of another origin", func(p *pkce) string {
			return "GET /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\nOrigin: https://evil.test\r\n\r\n"
		}, 403},
		{"H41 a script", func(p *pkce) string {
			return "GET /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\nSec-Fetch-Mode: cors\r\n\r\n"
		}, 403},
		{"H41 a null origin", func(p *pkce) string {
			return "GET /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\nOrigin: null\r\n\r\n"
		}, 403},
		{"H41 an image", func(p *pkce) string {
			return "GET /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\nSec-Fetch-Mode: no-cors\r\n\r\n"
		}, 403},
		{"H43 a header of 1 MB", func(p *pkce) string {
			return "GET /oauth/callback?" + right(p) + " HTTP/1.1\r\nHost: " + p.host + "\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n"
		}, 431},
		{"H43 no HTTP", func(*pkce) string { return "\x16\x03\x01\r\n\r\n" }, 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := testContext(t)
			p := begin(t, newWorld(t), ctx)
			resp := p.send(tt.request(p))
			if resp.StatusCode != tt.want {
				t.Errorf("answered with %d, want %d", resp.StatusCode, tt.want)
			}
			if body := resp.body; strings.Contains(body, "stolen") || strings.Contains(body, "signed in") {
				t.Errorf("the answer says %q", body)
			}
			p.endsWell()
		})
	}
}

type answer struct {
	*http.Response
	body string
}

// send writes a request as it stands and reads the answer.
func (p *pkce) send(request string) answer {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.host)
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Close()
	go io.WriteString(conn, request) // the listener may answer before it has read all of it
	method, _, _ := strings.Cut(request, " ")
	resp, err := http.ReadResponse(bufio.NewReader(conn), &http.Request{Method: method})
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	return answer{resp, string(body)}
}

// endsWell lets the person approve, and checks that this is what counted.
func (p *pkce) endsWell() {
	p.t.Helper()
	if page := p.approve(p.t.Context()); page.Title != "You are signed in · fob" {
		p.t.Errorf("the browser shows %q", page.Title)
	}
	if got := <-p.done; got.err != nil {
		p.t.Errorf("the flow ended with %v", got.err)
	}
	if n := p.count("/token"); n != 1 {
		p.t.Errorf("CreateToken was called %d times", n)
	}
	if !p.hasToken() {
		p.t.Error("there is no token")
	}
}

func TestH37AThousandWrongStatesAreOneWarning(t *testing.T) {
	ctx := testContext(t)
	p := begin(t, newWorld(t), ctx)
	for i := range 1000 {
		resp, err := http.Get(fmt.Sprintf("%s?code=stolen&state=%d", p.callback, i))
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if resp.StatusCode != 400 {
			t.Fatalf("wrong state %d was answered with %d", i, resp.StatusCode)
		}
	}
	p.endsWell()
	want := []string{"a browser came back with the state of another sign-in, which was ignored"}
	if diff := cmp.Diff(want, p.warnings); diff != "" {
		t.Error("warnings", diff)
	}
}

// Browsers open connections that they may never use, and port scanners do.
func TestH42SilentConnectionsDelayNothing(t *testing.T) {
	ctx := testContext(t)
	p := begin(t, newWorld(t), ctx)
	for range 64 {
		conn, err := net.Dial("tcp", p.host)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
	}
	began := time.Now()
	p.endsWell()
	if took := time.Since(began); took > 4*time.Second { // they are cut off after 5
		t.Errorf("the sign-in took %v", took)
	}
}

// A browser fetches the page twice, or a person reloads it: the code is spent once.
func TestH44TheCallbackComesTwice(t *testing.T) {
	ctx := testContext(t)
	p := begin(t, newWorld(t), ctx)
	exchanging, goOn := make(chan struct{}), make(chan struct{})
	p.answer = func(path string, n int, ask func() *http.Response) (*http.Response, error) {
		if path == "/token" && n == 1 {
			close(exchanging)
			<-goOn
		}
		return ask(), nil
	}
	callback := p.callbackOf(ctx)
	first := make(chan string, 1)
	go func() { _, text := p.get(callback); first <- text }()
	<-exchanging
	second, err := net.Dial("tcp", p.host)
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	fmt.Fprintf(second, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", strings.TrimPrefix(callback, "http://"+p.host), p.host)
	p.send("GET /favicon.ico HTTP/1.1\r\nHost: " + p.host + "\r\n\r\n") // is answered after the second has come in
	close(goOn)
	if got := <-p.done; got.err != nil {
		t.Errorf("the flow ended with %v", got.err)
	}
	if text := <-first; !strings.HasPrefix(text, "You are signed in") {
		t.Errorf("the browser shows %q", text)
	}
	if n := p.count("/token"); n != 1 {
		t.Errorf("CreateToken was called %d times", n)
	}
}
