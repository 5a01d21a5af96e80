package signin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/signin"
)

// device signs in by device code in a bubble where time passes by itself. prepare may
// set up what is to go wrong.
func device(t *testing.T, prepare func(w *world), check func(t *testing.T, w *world, took time.Duration, err error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if prepare != nil {
			prepare(w)
		}
		began := time.Now()
		token, err := w.flow.DeviceCode(t.Context(), corp)
		took := time.Since(began)
		if kept, readErr := w.flow.Store.Token(corp); (err == nil) != (readErr == nil) || kept.AccessToken != token.AccessToken {
			t.Errorf("the flow ended with %v, and in the cache is %v", err, readErr)
		}
		check(t, w, took, err)
	})
}

// decideAfter has the person decide some time after the code is shown.
func (w *world) decideAfter(wait time.Duration, deny bool) {
	w.flow.UI.DeviceCode = func(auth awsapi.DeviceAuthorization) {
		w.note(func() { w.shown = append(w.shown, auth) })
		go func() {
			time.Sleep(wait)
			w.decide(auth.UserCode, deny)
		}()
	}
}

func (w *world) decide(userCode string, deny bool) {
	person := w.person()
	person.UserCode, person.Deny = userCode, deny
	if _, err := person.Walk(w.t.Context(), idcURL+"/device"); err != nil {
		w.t.Errorf("the person: %v", err)
	}
}

// authorized changes members of StartDeviceAuthorization's answer; a nil removes one.
func (w *world) authorized(members map[string]any) {
	w.answer = func(path string, _ int, ask func() *http.Response) (*http.Response, error) {
		resp := ask()
		if path != "/device_authorization" {
			return resp, nil
		}
		var body map[string]any
		if err := json.NewDecoder(resp.Body).Decode(&body); err != nil {
			return nil, err
		}
		for name, value := range members {
			if body[name] = value; value == nil {
				delete(body, name)
			}
		}
		data, err := json.Marshal(body)
		resp.Body = io.NopCloser(bytes.NewReader(data))
		return resp, err
	}
}

// polls answers the first polls in the server's place.
func (w *world) polls(answers ...poll) {
	before := w.answer
	w.answer = func(path string, n int, ask func() *http.Response) (*http.Response, error) {
		switch {
		case path == "/token" && n <= len(answers):
			return answers[n-1]()
		case before != nil:
			return before(path, n, ask)
		}
		return ask(), nil
	}
}

// poll answers CreateToken.
type poll func() (*http.Response, error)

// says makes an answer of the OIDC service's kind.
func says(status int, exception, code string) poll {
	return func() (*http.Response, error) {
		return &http.Response{
			StatusCode: status,
			Header:     http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {exception}},
			Body:       io.NopCloser(strings.NewReader(`{"error": "` + code + `", "error_description": "because"}`)),
		}, nil
	}
}

func reset() (*http.Response, error) { return nil, errors.New("connection reset") }

func webPage() (*http.Response, error) {
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader("<html>Pay for the network here</html>")),
	}, nil
}

var (
	pending  = says(400, "AuthorizationPendingException", "authorization_pending")
	slowDown = says(400, "SlowDownException", "slow_down")
	trouble  = says(500, "InternalServerException", "server_error")
)

func seconds(n ...int) (out []time.Duration) {
	for _, s := range n {
		out = append(out, time.Duration(s)*time.Second)
	}
	return out
}

func TestDeviceCode(t *testing.T) {
	device(t, func(w *world) { w.decideAfter(12*time.Second, false) },
		func(t *testing.T, w *world, _ time.Duration, err error) {
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(seconds(5, 5, 5), w.gaps("/token")); diff != "" {
				t.Error("gaps between polls", diff)
			}
			if len(w.shown) != 1 || w.shown[0].VerificationURI != idcURL+"/device" {
				t.Fatalf("shown %v", w.shown)
			}
			if diff := cmp.Diff([]string{idcURL + "/device?user_code=" + w.shown[0].UserCode}, w.opened); diff != "" {
				t.Error("opened", diff)
			}
			if len(w.warnings) > 0 {
				t.Error("warned of", w.warnings)
			}
		})
}

func TestH49TheIntervalIsKeptWithinBounds(t *testing.T) {
	for name, tt := range map[string]struct {
		sent any
		want int
	}{
		"missing":   {nil, 5},
		"zero":      {0, 5}, // the SDK does not tell it from a missing one
		"negative":  {-1, 1},
		"one":       {1, 1},
		"usual":     {7, 7},
		"very long": {1_000_000_000, 60},
	} {
		t.Run(name, func(t *testing.T) {
			device(t, func(w *world) {
				w.authorized(map[string]any{"interval": tt.sent})
				w.polls(pending, pending, pending)
				w.decideAfter(0, false)
			}, func(t *testing.T, w *world, _ time.Duration, err error) {
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(seconds(tt.want, tt.want, tt.want), w.gaps("/token")); diff != "" {
					t.Error("gaps between polls", diff)
				}
			})
		})
	}
}

// slow_down lengthens the interval by five seconds, for good (RFC 8628 §3.5).
func TestH51SlowDown(t *testing.T) {
	device(t, func(w *world) {
		w.polls(pending, slowDown, slowDown, pending, slowDown, pending)
		w.decideAfter(0, false)
	}, func(t *testing.T, w *world, _ time.Duration, err error) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(seconds(5, 10, 15, 15, 20, 20), w.gaps("/token")); diff != "" {
			t.Error("gaps between polls", diff)
		}
	})
}

// An answer ends the trouble, whatever it says.
func TestSlowDownAfterTrouble(t *testing.T) {
	device(t, func(w *world) {
		w.polls(trouble, slowDown, pending)
		w.decideAfter(0, false)
	}, func(t *testing.T, w *world, _ time.Duration, err error) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(seconds(10, 10, 10), w.gaps("/token")); diff != "" {
			t.Error("gaps between polls", diff)
		}
	})
}

func TestH54TroubleWhilePollingPasses(t *testing.T) {
	device(t, func(w *world) {
		w.polls(pending, trouble, reset, webPage, pending, reset, says(429, "TooManyRequestsException", ""))
		w.decideAfter(0, false)
	}, func(t *testing.T, w *world, _ time.Duration, err error) {
		if err != nil {
			t.Fatal(err)
		}
		// It backs off for as long as the trouble lasts, and no poll is made twice.
		if diff := cmp.Diff(seconds(5, 10, 20, 40, 5, 10, 20), w.gaps("/token")); diff != "" {
			t.Error("gaps between polls", diff)
		}
	})
	device(t, func(w *world) { w.polls(reset, reset, reset, reset, reset); w.decideAfter(0, false) },
		func(t *testing.T, w *world, _ time.Duration, err error) {
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(seconds(10, 20, 40, 60, 60), w.gaps("/token")); diff != "" {
				t.Error("gaps between polls", diff)
			}
		})
}

// An answer that holds tokens and cannot be used is the last one: the code is spent.
func TestH61TokensThatCannotBeUsedEndTheWait(t *testing.T) {
	for name, body := range map[string]string{
		"no lifetime":             `{"accessToken": "a", "tokenType": "Bearer"}`,
		"lifetime of nothing":     `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 0}`,
		"lifetime below nothing":  `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": -5}`,
		"lifetime out of range":   `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": 1e30}`,
		"lifetime in quotes":      `{"accessToken": "a", "tokenType": "Bearer", "expiresIn": "x"}`,
		"another type of token":   `{"accessToken": "a", "tokenType": "mac", "expiresIn": 60}`,
		"a line end in the token": `{"accessToken": "a\r\nb", "tokenType": "Bearer", "expiresIn": 60}`,
		"nothing":                 `{}`,
	} {
		t.Run(name, func(t *testing.T) {
			device(t, func(w *world) {
				w.polls(pending, func() (*http.Response, error) {
					return &http.Response{
						StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}},
						Body: io.NopCloser(strings.NewReader(body)),
					}, nil
				})
				w.decideAfter(0, false)
			}, func(t *testing.T, _ *world, took time.Duration, err error) {
				if !isType[*awsapi.AnswerError](err) || took != 5*time.Second {
					t.Errorf("ended with %v after %v", err, took)
				}
			})
		})
	}
}

func TestH50NobodyApproves(t *testing.T) {
	for name, tt := range map[string]struct {
		expiresIn any
		want      time.Duration
	}{
		"as long as the service says": {3, 3 * time.Second},
		"on a poll":                   {30, 30 * time.Second},
		"no longer than we wait":      {1_000_000, 15 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			device(t, func(w *world) {
				w.authorized(map[string]any{"expiresIn": tt.expiresIn})
			}, func(t *testing.T, w *world, took time.Duration, err error) {
				if !isType[*signin.ExpiredError](err) {
					t.Errorf("ended with %v", err)
				}
				if took != tt.want {
					t.Errorf("ended after %v, want %v", took, tt.want)
				}
			})
		})
	}
}

func TestTheServiceEndsTheWait(t *testing.T) {
	t.Run("H55 denied", func(t *testing.T) {
		device(t, func(w *world) { w.decideAfter(7*time.Second, true) },
			func(t *testing.T, w *world, took time.Duration, err error) {
				denied, ok := errors.AsType[*signin.DeniedError](err)
				if !ok || denied.Description != "Access denied" {
					t.Errorf("ended with %v", err)
				}
				if !awsapi.IsCode(err, awsapi.CodeAccessDenied) {
					t.Error("the answer is not in the error")
				}
				if took != 10*time.Second {
					t.Errorf("ended after %v", took)
				}
			})
	})
	t.Run("expired", func(t *testing.T) {
		device(t, func(w *world) { w.polls(pending, says(400, "ExpiredTokenException", "expired_token")) },
			func(t *testing.T, w *world, _ time.Duration, err error) {
				if !isType[*signin.ExpiredError](err) {
					t.Errorf("ended with %v", err)
				}
			})
	})
	t.Run("the client is not known", func(t *testing.T) {
		device(t, func(w *world) { w.polls(says(401, "InvalidClientException", "invalid_client")) },
			func(t *testing.T, w *world, took time.Duration, err error) {
				if !awsapi.IsCode(err, awsapi.CodeInvalidClient) || took != 0 {
					t.Errorf("ended with %v after %v", err, took)
				}
				if len(w.shown) > 0 {
					t.Error("a code was shown that is good for nothing")
				}
			})
	})
}

// Somebody approved before the first poll: nothing is said about a browser.
func TestApprovedBeforehand(t *testing.T) {
	device(t, func(w *world) {
		w.answer = func(path string, _ int, ask func() *http.Response) (*http.Response, error) {
			resp := ask()
			if path != "/device_authorization" {
				return resp, nil
			}
			data, err := io.ReadAll(resp.Body)
			if err != nil {
				return nil, err
			}
			var body struct{ UserCode string }
			if err := json.Unmarshal(data, &body); err != nil {
				return nil, err
			}
			w.decide(body.UserCode, false)
			resp.Body = io.NopCloser(bytes.NewReader(data))
			return resp, nil
		}
	}, func(t *testing.T, w *world, took time.Duration, err error) {
		if err != nil || took != 0 {
			t.Errorf("ended with %v after %v", err, took)
		}
		if len(w.shown)+len(w.opened) > 0 {
			t.Errorf("shown %v, opened %v", w.shown, w.opened)
		}
	})
}

func TestADeviceAuthorizationThatCannotBeUsed(t *testing.T) {
	for name, members := range map[string]map[string]any{
		"H53 user code with an escape":     {"userCode": "ABCD\x1b[2J"},
		"H53 user code with a second line": {"userCode": "ABCD\r\nSuccess"},
		"H53 user code turned around":      {"userCode": "ABCD\u202eHGFE"},
		"no user code":                     {"userCode": nil},
		"no device code":                   {"deviceCode": nil},
		"no verification URL":              {"verificationUri": nil},
		"H49 interval in quotes":           {"interval": "5"},
		"H50 no lifetime":                  {"expiresIn": nil},
		"H50 lifetime of nothing":          {"expiresIn": 0},
		"H50 lifetime below nothing":       {"expiresIn": -1},
		"H50 lifetime in quotes":           {"expiresIn": "600"},
		"H50 lifetime of 32,000 years":     {"expiresIn": 1_000_000_000_000},
	} {
		t.Run(name, func(t *testing.T) {
			device(t, func(w *world) { w.authorized(members) }, func(t *testing.T, w *world, took time.Duration, err error) {
				if err == nil || took != 0 {
					t.Errorf("ended with %v after %v", err, took)
				}
				if isType[*awsapi.ServiceError](err) {
					t.Errorf("an answer of success came out as a refusal: %v", err)
				}
				if len(w.shown)+len(w.opened)+w.count("/token") > 0 {
					t.Errorf("shown %v, opened %v, %d polls", w.shown, w.opened, w.count("/token"))
				}
			})
		})
	}
}

// A page that no browser may be sent to is shown as harmless text, and the person
// decides; the sign-in goes on.
func TestH52HostileVerificationURLs(t *testing.T) {
	for _, u := range []string{
		"file:///etc/passwd", "javascript:alert(1)", "http://example.com/device", "--help", "data:text/html,x",
		"https://example.com/device", "https://device.sso.us-east-1.amazonaws.com.example.com/", "https://bucket.s3.amazonaws.com/device",
		"https://device.sso.eu-west-1.amazonaws.com/", "https://d-1.awsapps.com:8443/start", "http://d-1.awsapps.com/start",
		"http://127.0.0.1:2/device", "http://127.0.0.1/device", "http://localhost:1/device", "http://[::1]:1/device", "https://127.0.0.2/device",
		"https:example.com", "https://user@example.com/", "https://example.com/\x1b[2J", "https://example.com/\r\nSuccess", "\u202ehttps://example.com",
	} {
		t.Run(u, func(t *testing.T) {
			device(t, func(w *world) {
				w.authorized(map[string]any{"verificationUri": u, "verificationUriComplete": u})
				w.decideAfter(0, false)
			}, func(t *testing.T, w *world, _ time.Duration, err error) {
				if err != nil {
					t.Fatal(err)
				}
				if len(w.opened) > 0 {
					t.Errorf("opened %q", w.opened)
				}
				if len(w.warnings) != 1 || !strings.HasPrefix(w.warnings[0], "the page is not opened by itself: ") {
					t.Errorf("warned of %q", w.warnings)
				}
				for _, text := range []string{w.shown[0].VerificationURI, w.shown[0].VerificationURIComplete} {
					if strings.ContainsAny(text, "\x1b\r\n\u202e") {
						t.Errorf("shown as %q", text)
					}
				}
			})
		})
	}
}

// AWS's own pages open by themselves, in their canonical form.
func TestPagesForDeviceCodesThatOpen(t *testing.T) {
	for u, want := range map[string]string{
		"https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH":          "",
		"HTTPS://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH":      "https://d-1234567890.awsapps.com/start/#/device?user_code=ABCD-EFGH",
		"https://ssoins-1.portal.us-east-1.app.aws/#/device?user_code=AB CD$(id)`": "https://ssoins-1.portal.us-east-1.app.aws/#/device?user_code=AB%20CD%24%28id%29%60",
	} {
		if want == "" {
			want = u
		}
		device(t, func(w *world) {
			w.authorized(map[string]any{"verificationUriComplete": u})
			w.decideAfter(0, false)
		}, func(t *testing.T, w *world, _ time.Duration, err error) {
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{want}, w.opened); diff != "" {
				t.Error("opened", diff)
			}
			if len(w.warnings) > 0 {
				t.Error("warned of", w.warnings)
			}
		})
	}
}

// The page of an endpoint that is configured to be elsewhere is nobody's that is known.
func TestThePageOfAForeignEndpointDoesNotOpen(t *testing.T) {
	device(t, func(w *world) {
		w.flow.API = awsapi.New(awsapi.Config{
			Endpoint: func(awsapi.Service) (string, error) { return "https://idp.example.com", nil },
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
				here := r.Clone(r.Context())
				here.URL.Scheme, here.URL.Host, here.Host = "http", strings.TrimPrefix(idcURL, "http://"), ""
				return w.RoundTrip(here)
			}),
		})
		w.authorized(map[string]any{"verificationUriComplete": "https://idp.example.com/device"})
		w.decideAfter(0, false)
	}, func(t *testing.T, w *world, _ time.Duration, err error) {
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{`the page is not opened by itself: "idp.example.com" is not a host of AWS`}, w.warnings); diff != "" || len(w.opened) > 0 {
			t.Errorf("opened %v, warned %s", w.opened, diff)
		}
	})
}

func TestCancelledWhileWaitingForApproval(t *testing.T) {
	stopped := errors.New("stopped")
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		ctx, cancel := context.WithCancelCause(t.Context())
		w.flow.UI.DeviceCode = func(awsapi.DeviceAuthorization) {
			go func() { time.Sleep(12 * time.Second); cancel(stopped) }()
		}
		began := time.Now()
		if _, err := w.flow.DeviceCode(ctx, corp); !errors.Is(err, stopped) {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(began); took != 12*time.Second {
			t.Errorf("ended after %v", took)
		}
		if n := w.count("/token"); n != 3 || w.hasToken() {
			t.Errorf("%d polls, token: %v", n, w.hasToken())
		}
	})
}

// A machine that slept through the end of the code does not poll once more.
func TestSuspendedBeyondTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		var slept atomic.Int64
		w.flow.Now = func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
		w.flow.UI.DeviceCode = func(awsapi.DeviceAuthorization) {
			time.AfterFunc(2*time.Second, func() { slept.Store(int64(2 * time.Hour)) })
		}
		if _, err := w.flow.DeviceCode(t.Context(), corp); !isType[*signin.ExpiredError](err) {
			t.Errorf("ended with %v", err)
		}
		if n := w.count("/token"); n != 1 {
			t.Errorf("%d polls", n)
		}
	})
}

// A registration made for PKCE does not serve for a device code, and the other way
// round: each replaces the other in their one file, as in the AWS CLI.
func TestThereIsOneRegistrationForEachKindOfSignIn(t *testing.T) {
	w := newWorld(t)
	w.flow.UI.DeviceCode = func(auth awsapi.DeviceAuthorization) { w.decide(auth.UserCode, false) }
	w.authorized(map[string]any{"interval": -1})
	var browsers sync.WaitGroup
	defer browsers.Wait()
	w.flow.UI.AuthorizeURL = func(u string) {
		browsers.Go(func() {
			if _, err := w.person().Walk(t.Context(), u); err != nil {
				t.Errorf("the browser: %v", err)
			}
		})
	}
	ctx := testContext(t)
	for i, step := range []struct {
		signIn func() error
		want   int
	}{
		{func() error { _, err := w.flow.PKCE(ctx, corp); return err }, 1},
		{func() error { _, err := w.flow.PKCE(ctx, corp); return err }, 1},
		{func() error { _, err := w.flow.DeviceCode(ctx, corp); return err }, 2},
		{func() error { _, err := w.flow.PKCE(ctx, corp); return err }, 3},
	} {
		if err := step.signIn(); err != nil {
			t.Fatal(err)
		}
		if n := w.count("/client/register"); n != step.want {
			t.Errorf("after sign-in %d there were %d registrations, want %d", i+1, n, step.want)
		}
	}
}
