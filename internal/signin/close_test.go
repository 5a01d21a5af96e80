package signin

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// slowBrowser takes a while to take its page in.
type slowBrowser struct {
	*httptest.ResponseRecorder
	takes time.Duration
}

func (b *slowBrowser) Write(p []byte) (int, error) {
	time.Sleep(b.takes)
	return b.ResponseRecorder.Write(p)
}
func (b *slowBrowser) WriteString(s string) (int, error) { return b.Write([]byte(s)) }

// redirected sends a browser to the listener with the right state.
func redirected(ctx context.Context, l *loopback, code string, takes time.Duration) *slowBrowser {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, l.redirectURI+"?state="+l.state+"&code="+code, nil)
	b := &slowBrowser{httptest.NewRecorder(), takes}
	go l.answer(b, r)
	synctest.Wait()
	return b
}

// A browser may fetch the page twice, give the first up and show the second: one
// counts, and each that still waits is told how it ended before the port is freed.
func TestCloseWaitsForEachBrowser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := listenLoopback(net.Listen, nil)
		if err != nil {
			t.Fatal(err)
		}
		givenUp, giveUp := context.WithCancel(t.Context())
		redirected(givenUp, l, "first", 0)
		giveUp()
		second := redirected(t.Context(), l, "second", 500*time.Millisecond)
		if got := <-l.first; got.code != "first" {
			t.Errorf("code %q counts", got.code)
		}
		select {
		case got := <-l.first:
			t.Errorf("code %q counts as well", got.code)
		default:
		}

		began := time.Now()
		l.close(pageSignedIn)
		if took := time.Since(began); took != 500*time.Millisecond {
			t.Errorf("closing took %v", took)
		}
		if body := second.Body.String(); !strings.Contains(body, "You are signed in") {
			t.Errorf("the second browser shows %q", body)
		}
		if late := redirected(t.Context(), l, "late", 0).Body.String(); !strings.Contains(late, "You are signed in") {
			t.Errorf("a late browser shows %q", late)
		}
	})
}

func TestCloseWaitsNoLongerThanASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := listenLoopback(net.Listen, nil)
		if err != nil {
			t.Fatal(err)
		}
		redirected(t.Context(), l, "c", time.Hour)
		began := time.Now()
		l.close(pageSignedIn)
		if took := time.Since(began); took != time.Second {
			t.Errorf("closing took %v", took)
		}
		time.Sleep(time.Hour) // until the browser is done
	})
}

func TestCloseWithoutABrowser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := listenLoopback(net.Listen, nil)
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		l.close(pageFailed)
		if took := time.Since(began); took != 0 {
			t.Errorf("closing took %v", took)
		}
	})
}

// pipes is a listener whose connections are made in the test.
type pipes struct {
	net.Listener
	conns chan net.Conn
}

func (p pipes) Accept() (net.Conn, error) {
	conn, ok := <-p.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return conn, nil
}

// Whoever connects and says nothing, or not all of it, is not waited for.
func TestH42SilentConnectionsAreCutOff(t *testing.T) {
	for _, said := range []string{"", "GET /oauth/callback?state="} {
		synctest.Test(t, func(t *testing.T) {
			conns := make(chan net.Conn)
			l, err := listenLoopback(func(network, address string) (net.Listener, error) {
				listener, err := net.Listen(network, address)
				return pipes{listener, conns}, err
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			l.serve()
			here, there := net.Pipe()
			conns <- there
			began := time.Now()
			if _, err := here.Write([]byte(said)); err != nil {
				t.Fatal(err)
			}
			_, _ = here.Read(make([]byte, 1))
			if took := time.Since(began); took != 5*time.Second {
				t.Errorf("cut off after %v", took)
			}
			close(conns)
			l.close(pageFailed)
		})
	}
}

func TestTheResultPages(t *testing.T) {
	for _, p := range []page{pageSignedIn, pageDenied, pageFailed} {
		rec := httptest.NewRecorder()
		p.write(rec)
		h := rec.Header()
		if h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: headers %v", p, h)
		}
		if csp := h.Get("Content-Security-Policy"); !strings.HasPrefix(csp, "default-src 'none';") || !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", p, csp)
		}
		if body := rec.Body.String(); strings.Contains(body, "{{") || strings.Contains(body, "<script") || !strings.Contains(body, `data-testid="result-`+string(p)+`"`) {
			t.Errorf("%s: %s", p, body)
		}
	}
}

func TestTheTimeLimitOfABrowser(t *testing.T) {
	for _, tt := range []struct{ given, want time.Duration }{{0, 10 * time.Minute}, {90 * time.Second, 90 * time.Second}} {
		synctest.Test(t, func(t *testing.T) {
			l, err := listenLoopback(net.Listen, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer l.close(pageFailed)
			f := Flow{Now: time.Now, MaxWait: tt.given}
			began := time.Now()
			_, err = f.awaitRedirect(t.Context(), authorization{}, l)
			if _, ok := errors.AsType[*ExpiredError](err); !ok {
				t.Errorf("ended with %v", err)
			}
			if took := time.Since(began); took != tt.want {
				t.Errorf("waited for %v, want %v", took, tt.want)
			}
		})
	}
}

func TestStateAndVerifier(t *testing.T) {
	// RFC 7636 Appendix B.
	if got := codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"); got != "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" {
		t.Errorf("challenge %q", got)
	}
	seen := map[string]bool{}
	for range 100 {
		verifier, state := newCodeVerifier(), newState()
		if len(verifier) != 43 || strings.Trim(verifier, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			t.Errorf("verifier %q", verifier)
		}
		if len(state) != 36 || strings.Trim(state, "0123456789abcdef-") != "" {
			t.Errorf("state %q", state)
		}
		if seen[verifier] || seen[state] {
			t.Error("the same one twice")
		}
		seen[verifier], seen[state] = true, true
	}
}
