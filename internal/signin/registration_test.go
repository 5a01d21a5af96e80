package signin_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
)

// remember puts a registration into the cache that the service has forgotten.
func (w *world) remember(grantTypes ...string) {
	w.t.Helper()
	forgotten := ssotoken.ClientRegistration{
		ClientID: "forgotten", ClientSecret: "secret", ExpiresAt: time.Now().Add(time.Hour),
		Scopes: corp.RegistrationScopes, GrantTypes: grantTypes,
	}
	if err := w.flow.Store.PutRegistration(corp, forgotten); err != nil {
		w.t.Fatal(err)
	}
}

// registered returns the client in the cache, "" where there is none.
func (w *world) registered(grantType string) string {
	reg, _ := w.flow.Store.Registration(corp, grantType, time.Now())
	return reg.ClientID
}

var invalidClient = says(401, "InvalidClientException", "invalid_client")

// The service has forgotten the client of the cached registration: the browser would
// show an error, and nobody would come back.
func TestAForgottenRegistrationIsMadeAgain(t *testing.T) {
	ctx := testContext(t)
	w := newWorld(t)
	w.remember(oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken)
	p := begin(t, w, ctx)
	if n := w.count("/authorize"); n != 1 {
		t.Errorf("the service was asked %d times whether it knows the client", n)
	}
	p.endsWell()
	if n := w.count("/client/register"); n != 1 {
		t.Errorf("registered %d times", n)
	}
	if got := w.registered(oauth2term.GrantAuthorizationCode); got == "forgotten" || got == "" {
		t.Errorf("in the cache is %q", got)
	}
	if len(w.warnings) > 0 {
		t.Error("warned of", w.warnings)
	}

	again := begin(t, w, ctx)
	again.endsAgain()
	if n := w.count("/client/register"); n != 1 {
		t.Errorf("registered %d times, though the service knows the client", n)
	}
}

// endsAgain is endsWell for a second sign-in.
func (p *pkce) endsAgain() {
	p.t.Helper()
	p.approve(p.t.Context())
	if got := <-p.done; got.err != nil {
		p.t.Errorf("the flow ended with %v", got.err)
	}
}

// Whatever the service answers, it is asked once, and only about a client from the
// cache; what does not say that the client is unknown is left to the browser.
func TestWhetherTheServiceKnowsTheClient(t *testing.T) {
	for name, tt := range map[string]struct {
		cached bool
		answer poll
		want   int // registrations
	}{
		"a new client":     {false, nil, 1},
		"signs in":         {true, status(302), 0},
		"shows a page":     {true, status(200), 0},
		"bad request":      {true, status(400), 1},
		"unauthorized":     {true, status(401), 1},
		"forbidden":        {true, status(403), 1},
		"no such page":     {true, status(404), 0},
		"too many of them": {true, status(429), 0},
		"in trouble":       {true, status(500), 0},
		"no answer":        {true, reset, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if tt.cached {
				w.remember(oauth2term.GrantAuthorizationCode)
			}
			var asked *http.Request
			w.flow.API = awsapi.New(awsapi.Config{
				Endpoint: func(awsapi.Service) (string, error) { return idcURL, nil },
				Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
					if r.URL.Path == "/authorize" {
						if asked != nil {
							t.Error("asked twice")
						}
						asked = r
						resp, err := tt.answer()
						return resp, err
					}
					return w.RoundTrip(r)
				}),
			})
			ctx := testContext(t)
			p := begin(t, w, ctx)
			if (asked != nil) != tt.cached {
				t.Errorf("asked: %v", asked != nil)
			}
			if asked != nil {
				p.asksWithItsOwnState(asked)
			}
			if n := w.count("/client/register"); n != tt.want {
				t.Errorf("registered %d times, want %d", n, tt.want)
			}
			if got := w.registered(oauth2term.GrantAuthorizationCode); (got == "forgotten") != (tt.want == 0) {
				t.Errorf("in the cache is %q", got)
			}
			p.get(p.right("error=access_denied"))
			<-p.done
		})
	}
}

// asksWithItsOwnState checks that what the service was asked is the browser's request,
// but for what would let somebody go on from there.
func (p *pkce) asksWithItsOwnState(asked *http.Request) {
	p.t.Helper()
	shown, err := http.NewRequest(http.MethodGet, p.authorizeURL, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	for name, values := range shown.URL.Query() {
		same := cmp.Equal(values, asked.URL.Query()[name])
		secret := name == "state" || name == "code_challenge"
		if name != "client_id" && same == secret {
			p.t.Errorf("%s is %q and was %q", name, values, asked.URL.Query()[name])
		}
	}
	if asked.Method != http.MethodGet || asked.Header.Get("Authorization") != "" {
		p.t.Errorf("%s %v", asked.Method, asked.Header)
	}
}

func status(code int) poll {
	return func() (*http.Response, error) { return &http.Response{StatusCode: code, Body: http.NoBody}, nil }
}

func TestAForgottenRegistrationForDeviceCodesIsMadeAgain(t *testing.T) {
	device(t, func(w *world) { w.remember(); w.decideAfter(0, false) }, func(t *testing.T, w *world, _ time.Duration, err error) {
		if err != nil {
			t.Fatal(err)
		}
		if r, a := w.count("/client/register"), w.count("/device_authorization"); r != 1 || a != 2 {
			t.Errorf("registered %d times, asked for a code %d times", r, a)
		}
		if got := w.registered(oauth2term.GrantDeviceCode); got == "forgotten" || got == "" {
			t.Errorf("in the cache is %q", got)
		}
	})
}

// A service that knows nobody is not asked for ever.
func TestARegistrationIsMadeAgainOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		cached           bool
		register, device int
	}{
		"from the cache": {true, 1, 2},
		"new":            {false, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			device(t, func(w *world) {
				if tt.cached {
					w.remember()
				}
				w.answer = func(path string, _ int, ask func() *http.Response) (*http.Response, error) {
					if path == "/device_authorization" {
						return invalidClient()
					}
					return ask(), nil
				}
			}, func(t *testing.T, w *world, _ time.Duration, err error) {
				if !awsapi.IsCode(err, awsapi.CodeInvalidClient) {
					t.Errorf("ended with %v", err)
				}
				if r, d := w.count("/client/register"), w.count("/device_authorization"); r != tt.register || d != tt.device {
					t.Errorf("registered %d times, asked for a code %d times", r, d)
				}
			})
		})
	}
}

// A registration that the service does not know goes, even if there is no other to be had.
func TestAForgottenRegistrationGoes(t *testing.T) {
	w := newWorld(t)
	w.answer = func(path string, _ int, ask func() *http.Response) (*http.Response, error) {
		if path == "/client/register" {
			return says(400, "InvalidClientMetadataException", "invalid_client_metadata")()
		}
		return ask(), nil
	}
	for grantType, signIn := range map[string]func() error{
		oauth2term.GrantAuthorizationCode: func() error {
			w.remember(oauth2term.GrantAuthorizationCode)
			_, err := w.flow.PKCE(testContext(t), corp)
			return err
		},
		oauth2term.GrantDeviceCode: func() error {
			w.remember()
			_, err := w.flow.DeviceCode(testContext(t), corp)
			return err
		},
	} {
		if err := signIn(); !awsapi.IsCode(err, "InvalidClientMetadataException") {
			t.Errorf("%s: ended with %v", grantType, err)
		}
		if got := w.registered(grantType); got != "" {
			t.Errorf("%s: in the cache is %q", grantType, got)
		}
	}
}

// Where the service forgets the client in between, the next sign-in registers anew.
func TestTheServiceForgetsTheClientInBetween(t *testing.T) {
	check := func(t *testing.T, w *world, grantType string, err error) {
		t.Helper()
		forgotten := isType[*signin.ForgottenError](err)
		if !forgotten || !awsapi.IsCode(err, awsapi.CodeInvalidClient) || !strings.Contains(err.Error(), `sso-session "corp"`) {
			t.Errorf("ended with %v", err)
		}
		if got := w.registered(grantType); got != "" {
			t.Errorf("in the cache is still %q", got)
		}
		if n := w.count("/token"); n != 1 {
			t.Errorf("CreateToken was called %d times", n)
		}
	}
	t.Run("PKCE", func(t *testing.T) {
		w := newWorld(t)
		w.polls(invalidClient)
		p := begin(t, w, testContext(t))
		if page := p.approve(t.Context()); page.Title != "The sign-in did not finish · fob" {
			t.Errorf("the browser shows %q", page.Title)
		}
		check(t, w, oauth2term.GrantAuthorizationCode, (<-p.done).err)
	})
	t.Run("device code", func(t *testing.T) {
		device(t, func(w *world) { w.polls(invalidClient) }, func(t *testing.T, w *world, _ time.Duration, err error) {
			check(t, w, oauth2term.GrantDeviceCode, err)
		})
	})
}
