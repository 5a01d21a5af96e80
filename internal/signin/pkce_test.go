package signin_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/standin"
)

// pkce is a sign-in under way, whose page has been shown.
type pkce struct {
	*world
	authorizeURL string
	host         string // of the loopback listener
	callback     string // the redirect URI
	state        string
	done         chan result
}

type result struct {
	token ssotoken.Token
	err   error
}

// begin starts a sign-in and returns when it waits for the browser.
func begin(t *testing.T, w *world, ctx context.Context) *pkce {
	t.Helper()
	urls := make(chan string, 1)
	p := &pkce{world: w, done: make(chan result, 1)}
	w.flow.UI.AuthorizeURL = func(u string) { urls <- u }
	go func() {
		token, err := w.flow.PKCE(ctx, corp)
		p.done <- result{token, err}
	}()
	select {
	case p.authorizeURL = <-urls:
	case r := <-p.done:
		t.Fatalf("the flow ended before it showed a page: %v", r.err)
	}
	u, err := url.Parse(p.authorizeURL)
	if err != nil {
		t.Fatal(err)
	}
	p.callback, p.state = u.Query().Get("redirect_uri"), u.Query().Get("state")
	redirect, err := url.Parse(p.callback)
	if err != nil {
		t.Fatal(err)
	}
	p.host = redirect.Host
	return p
}

// approve walks the pages and returns the last one.
func (p *pkce) approve(ctx context.Context) standin.Page {
	p.t.Helper()
	visit, err := p.person().Walk(ctx, p.authorizeURL)
	if err != nil {
		p.t.Errorf("the browser: %v", err)
	}
	return visit.Page
}

// callbackOf lets the person approve in a browser elsewhere, which cannot reach the
// listener, and returns the address that it ends on.
func (p *pkce) callbackOf(ctx context.Context) string {
	p.t.Helper()
	var last string
	here := p.browser()
	elsewhere := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == p.host {
			last = r.URL.String()
			return nil, errors.New("connection refused")
		}
		return here.Transport.RoundTrip(r)
	})}
	if _, err := (standin.Person{Client: elsewhere}).Walk(ctx, p.authorizeURL); err == nil || last == "" {
		p.t.Fatalf("the browser elsewhere: %v", err)
	}
	return last
}

// get fetches a URL of the listener.
func (p *pkce) get(u string) (status int, body string) {
	p.t.Helper()
	page, err := p.person().Walk(p.t.Context(), u)
	if err != nil {
		p.t.Errorf("GET: %v", err)
	}
	return page.Status, page.Title + "\n" + page.Text
}

// right is the redirect with the right state and other parameters.
func (p *pkce) right(query string) string {
	return p.callback + "?state=" + p.state + "&" + query
}

func TestPKCE(t *testing.T) {
	ctx := testContext(t)
	p := begin(t, newWorld(t), ctx)
	page := p.approve(ctx)
	got := <-p.done
	if got.err != nil {
		t.Fatal(got.err)
	}
	if page.Title != "You are signed in · fob" || page.Status != 200 {
		t.Errorf("the browser shows %d %q", page.Status, page.Title)
	}
	kept, err := p.flow.Store.Token(corp)
	if err != nil {
		t.Fatal(err)
	}
	if kept.AccessToken != got.token.AccessToken || kept.RefreshToken == "" || kept.ClientSecret == "" {
		t.Errorf("the file holds %v, the flow returned another token", kept.ExpiresAt)
	}
	if _, ok := p.flow.Store.Registration(corp, "authorization_code", time.Now()); !ok {
		t.Error("the client registration is not kept")
	}
	if _, err := net.Dial("tcp", p.host); err == nil {
		t.Error("the listener is still there")
	}
	if diff := cmp.Diff([]string{p.authorizeURL}, p.opened); diff != "" {
		t.Error("opened", diff)
	}
	if len(p.warnings) > 0 {
		t.Error("warned of", p.warnings)
	}

	again := begin(t, p.world, ctx)
	again.approve(ctx)
	if got := <-again.done; got.err != nil {
		t.Fatal(got.err)
	}
	if n := p.count("/client/register"); n != 1 {
		t.Errorf("registered %d times, want the first registration used again", n)
	}
	if again.state == p.state {
		t.Error("two sign-ins have one state")
	}
}

func TestAuthorizeURL(t *testing.T) {
	ctx := testContext(t)
	p := begin(t, newWorld(t), ctx)
	query := p.authorizeURL[strings.Index(p.authorizeURL, "?")+1:]
	var names []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		names = append(names, name)
	}
	want := []string{"response_type", "client_id", "redirect_uri", "state", "code_challenge_method", "scopes", "code_challenge"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error("parameters", diff)
	}
	if strings.ContainsAny(query, "+:/ ") {
		t.Errorf("not encoded as the AWS CLI does: %s", query)
	}
	if !strings.HasPrefix(p.host, "127.0.0.1:") {
		t.Errorf("listens on %s", p.host)
	}
	p.approve(ctx)
	<-p.done
}

func TestH48TheListenerAnswersOnlyOn127001(t *testing.T) {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	others := []string{"::1"}
	if runtime.GOOS == "linux" {
		others = append(others, "127.0.0.2")
	}
	for _, a := range addresses {
		if ip, _, err := net.ParseCIDR(a.String()); err == nil && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() {
			others = append(others, ip.String())
		}
	}
	p := begin(t, newWorld(t), testContext(t))
	_, port, _ := net.SplitHostPort(p.host)
	for _, other := range others {
		if conn, err := net.Dial("tcp", net.JoinHostPort(other, port)); err == nil {
			conn.Close()
			t.Errorf("the listener answers on %s", other)
		}
	}
	p.endsWell()
}

// The page may say that all went well only after all went well.
func TestThePageTellsTheTruth(t *testing.T) {
	failToken := func(path string, _ int, ask func() *http.Response) (*http.Response, error) {
		if path == "/token" {
			return nil, errors.New("connection reset")
		}
		return ask(), nil
	}
	for _, tt := range []struct {
		name    string
		prepare func(*pkce)
		visit   func(*pkce) string // what the browser shows in the end
		title   string
		wantErr func(error) bool
		calls   int // of CreateToken
	}{
		{
			name:    "CreateToken cannot be reached",
			prepare: func(p *pkce) { p.answer = failToken },
			title:   "The sign-in did not finish",
			wantErr: isType[*awsapi.UnreachableError],
			calls:   1,
		},
		{
			name: "CreateToken refuses",
			visit: func(p *pkce) string {
				_, text := p.get(p.right("code=made-up"))
				return text
			},
			title:   "The sign-in did not finish",
			wantErr: func(err error) bool { return awsapi.IsCode(err, awsapi.CodeInvalidGrant) },
			calls:   1,
		},
		{
			name: "the token file cannot be written",
			prepare: func(p *pkce) {
				if err := os.MkdirAll(p.tokenPath()+"/in-the-way", 0o700); err != nil {
					p.t.Fatal(err)
				}
			},
			title:   "The sign-in did not finish",
			wantErr: func(err error) bool { return strings.HasPrefix(err.Error(), "write token cache: ") },
			calls:   1,
		},
		{
			name: "H46 denied, with markup",
			visit: func(p *pkce) string {
				_, text := p.get(p.right("error=access_denied&error_description=%3Cscript%3EMARK%1B%5B2J"))
				return text
			},
			title: "The sign-in was denied",
			wantErr: func(err error) bool {
				denied, ok := errors.AsType[*signin.DeniedError](err)
				return ok && denied.Code == "access_denied" && denied.Description == "<script>MARK\x1b[2J"
			},
		},
		{
			name: "the service failed",
			visit: func(p *pkce) string {
				_, text := p.get(p.right("error=server_error"))
				return text
			},
			title: "The sign-in did not finish",
			wantErr: func(err error) bool {
				return err.Error() == `the sign-in to sso-session "corp" (profile "dev") failed: server_error`
			},
		},
		{
			name: "H38 right state, no code",
			visit: func(p *pkce) string {
				_, text := p.get(p.right("x=y"))
				return text
			},
			title:   "The sign-in did not finish",
			wantErr: func(err error) bool { return strings.Contains(err.Error(), "without an authorization code") },
		},
		{
			name: "H45 another issuer",
			visit: func(p *pkce) string {
				_, text := p.get(p.right("code=c&iss=https%3A%2F%2Fevil.test"))
				return text
			},
			title:   "The sign-in did not finish",
			wantErr: func(err error) bool { return strings.Contains(err.Error(), "another issuer") },
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx := testContext(t)
			p := begin(t, newWorld(t), ctx)
			if tt.prepare != nil {
				tt.prepare(p)
			}
			var text string
			if tt.visit != nil {
				text = tt.visit(p)
			} else {
				page := p.approve(ctx)
				text = page.Title + "\n" + page.Text
			}
			if !strings.HasPrefix(text, tt.title) || strings.Contains(text, "MARK") {
				t.Errorf("the browser shows %q, want %q and nothing of the answer", text, tt.title)
			}
			if got := <-p.done; got.err == nil || !tt.wantErr(got.err) {
				t.Errorf("the flow ended with %v", got.err)
			}
			if n := p.count("/token"); n != tt.calls {
				t.Errorf("CreateToken was called %d times, want %d", n, tt.calls)
			}
			if _, err := p.flow.Store.Token(corp); err == nil {
				t.Error("there is a token")
			}
		})
	}
}

func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestCancelledWhileTheBrowserIsOpen(t *testing.T) {
	ctx, cancel := context.WithCancelCause(testContext(t))
	p := begin(t, newWorld(t), ctx)
	stopped := errors.New("stopped")
	cancel(stopped)
	if got := <-p.done; !errors.Is(got.err, stopped) {
		t.Errorf("ended with %v", got.err)
	}
	if p.hasToken() || p.count("/token") > 0 {
		t.Error("a token after all")
	}
	if _, err := net.Dial("tcp", p.host); err == nil {
		t.Error("the listener is still there")
	}
}
