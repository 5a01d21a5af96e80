package signin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
)

const regionalPortal = "https://ssoins-0123456789abcdef.portal.eu-west-1.app.aws"

// The rule for what a start URL may be is awsconfig's; these show that it holds here.
func TestStartURLsThatAreRefusedBeforeAnythingIsDone(t *testing.T) {
	for name, session := range map[string]awsconfig.SSOSession{
		"H31 http":             {StartURL: "http://d-1.awsapps.com/start", Region: "us-east-1"},
		"H31 user part":        {StartURL: "https://d-1.awsapps.com@example.com/start", Region: "us-east-1"},
		"H31 look-alike":       {StartURL: "https://d-1.аwsapps.com/start", Region: "us-east-1"}, // the first a is Cyrillic
		"H31 opaque":           {StartURL: "https:d-1.awsapps.com", Region: "us-east-1"},
		"H31 backslash":        {StartURL: `https://evil.test\.awsapps.com`, Region: "us-east-1"},
		"H31 no such port":     {StartURL: "https://d-1.awsapps.com:99999/start", Region: "us-east-1"},
		"H31 odd port":         {StartURL: "https://d-1.awsapps.com:8443/start", Region: "us-east-1"},
		"H31 the port of http": {StartURL: "https://d-1.awsapps.com:80/start", Region: "us-east-1"},
		"H30 path as region":   {StartURL: "https://d-1.awsapps.com/start", Region: "evil.test/x?"},
		"H30 host as region":   {StartURL: "https://d-1.awsapps.com/start", Region: "us-east-1.evil.test"},
		"H30 of a vanity URL":  {StartURL: "https://sso.example.com/start", Region: "us-east-1.evil.test"},
	} {
		t.Run(name, func(t *testing.T) {
			flow := signin.Flow{} // whatever it asked for would be a nil pointer
			_, byPKCE := flow.PKCE(t.Context(), session)
			_, byDeviceCode := flow.DeviceCode(t.Context(), session)
			if byPKCE == nil || byDeviceCode == nil {
				t.Errorf("%v, %v", byPKCE, byDeviceCode)
			}
		})
	}
}

func TestAStartURLOfAWSsIsNotAskedAbout(t *testing.T) {
	for _, startURL := range []string{
		"https://d-1234567890.awsapps.com/start", "https://D-1234567890.awsapps.com.:443/start/#/", regionalPortal + "/?x=y",
	} {
		synctest.Test(t, func(t *testing.T) {
			v := newVanity(t, nil)
			v.session.StartURL = startURL
			var said string
			v.answer = func(path string, _ int, ask func() *http.Response) (*http.Response, error) {
				if path == "/device_authorization" {
					said = v.startURL
				}
				return ask(), nil
			}
			_, _ = v.flow.DeviceCode(t.Context(), v.session)
			if said != startURL || len(v.looks) > 0 || len(v.told) > 0 {
				t.Errorf("%s: the service was told of %q, %v asked, the person told %v", startURL, said, v.looks, v.told)
			}
			if diff := cmp.Diff([]string{"oidc.us-east-1.amazonaws.com"}, v.hosts); diff != "" {
				t.Error("hosts", diff)
			}
		})
	}
}

// vanity is a world with a company's own page at https://sso.example.com, and AWS's
// endpoints where they are.
type vanity struct {
	*world
	session  awsconfig.SSOSession
	looks    []string // what was asked of the page
	told     []string // what the person was told
	hosts    []string // of AWS, each once
	startURL string   // that the service was told last
}

// newVanity makes one whose page answers with page.
func newVanity(t *testing.T, page http.HandlerFunc) *vanity {
	v := &vanity{world: newWorld(t), session: corp}
	v.session.StartURL = "https://sso.example.com/start"
	v.flow.API = awsapi.New(awsapi.Config{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.URL.Host == "sso.example.com" {
			v.looks = append(v.looks, r.Method+" "+r.URL.RequestURI())
			return serve(page, r), nil
		}
		if len(v.hosts) == 0 || v.hosts[len(v.hosts)-1] != r.URL.Host {
			v.hosts = append(v.hosts, r.URL.Host)
		}
		here := r.Clone(r.Context())
		if r.Body != nil {
			body, err := io.ReadAll(r.Body)
			var said struct{ StartURL, IssuerURL string }
			if err != nil || json.Unmarshal(body, &said) != nil {
				t.Errorf("the body of %s cannot be read", r.URL.Path)
			}
			v.startURL = said.StartURL + said.IssuerURL
			here.Body = io.NopCloser(bytes.NewReader(body))
		}
		here.URL.Scheme, here.URL.Host, here.Host = "http", strings.TrimPrefix(idcURL, "http://"), ""
		return v.RoundTrip(here)
	})})
	v.flow.UI.StartURL = func(configured, resolved string) {
		v.told = append(v.told, configured+" -> "+resolved)
		if len(v.opened)+len(v.shown) > 0 {
			t.Error("told after a page was shown")
		}
	}
	v.flow.UI.AuthorizeURL = func(string) {
		if len(v.told) == 0 {
			t.Error("a page is shown before it is told what the start URL stands for")
		}
	}
	return v
}

func redirectTo(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
	}
}

// On the wire goes what the vanity URL stands for, into the files what is configured,
// and the region is that of the portal.
func TestVanityStartURL(t *testing.T) {
	for _, kind := range []string{"PKCE", "device code"} {
		t.Run(kind, func(t *testing.T) {
			v := newVanity(t, redirectTo(302, regionalPortal+"/"))
			ctx := testContext(t)
			var token ssotoken.Token
			var err error
			if kind == "PKCE" {
				shown := make(chan string, 1)
				show := v.flow.UI.AuthorizeURL
				v.flow.UI.AuthorizeURL = func(u string) { show(u); shown <- u }
				var browser sync.WaitGroup
				browser.Go(func() {
					u := strings.Replace(<-shown, "https://oidc.eu-west-1.amazonaws.com", idcURL, 1)
					if _, err := v.person().Walk(ctx, u); err != nil {
						t.Errorf("the browser: %v", err)
					}
				})
				token, err = v.flow.PKCE(ctx, v.session)
				browser.Wait()
			} else {
				v.flow.UI.DeviceCode = func(auth awsapi.DeviceAuthorization) { v.decide(auth.UserCode, false) }
				v.authorized(map[string]any{"interval": 1})
				token, err = v.flow.DeviceCode(ctx, v.session)
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"HEAD /start"}, v.looks); diff != "" {
				t.Error("asked of the page", diff)
			}
			if diff := cmp.Diff([]string{"https://sso.example.com/start -> " + regionalPortal}, v.told); diff != "" {
				t.Error("told", diff)
			}
			if diff := cmp.Diff([]string{"oidc.eu-west-1.amazonaws.com"}, v.hosts); diff != "" {
				t.Error("hosts", diff)
			}
			if token.StartURL != v.session.StartURL || token.Region != "eu-west-1" {
				t.Errorf("the token is of %s in %s", token.StartURL, token.Region)
			}
			there := v.session
			there.Region = "eu-west-1"
			if kept, err := v.flow.Store.Token(there); err != nil || kept.StartURL != v.session.StartURL {
				t.Errorf("the token file: %v of %s", err, kept.StartURL)
			}
			grant := oauth2term.GrantAuthorizationCode
			if kind != "PKCE" {
				grant = oauth2term.GrantDeviceCode
			}
			if _, ok := v.flow.Store.Registration(there, grant, time.Now()); !ok {
				t.Error("the registration is not kept under the region that it is in")
			}
			if v.count("/client/register") != 1 {
				t.Error("not registered")
			}
		})
	}
}

// What a vanity URL stands for, as it goes on the wire.
func TestVanityStartURLResolves(t *testing.T) {
	const start = "https://d-1234567890.awsapps.com/start"
	for name, tt := range map[string]struct {
		page   http.HandlerFunc
		want   string
		region string
		looks  []string
	}{
		"301":                     {redirectTo(301, start), start, "us-east-1", nil},
		"303":                     {redirectTo(303, start), start, "us-east-1", nil},
		"307":                     {redirectTo(307, start), start, "us-east-1", nil},
		"308":                     {redirectTo(308, start), start, "us-east-1", nil},
		"to be spelt otherwise":   {redirectTo(302, "HTTPS://D-1234567890.AWSAPPS.COM:443/start//?a=b#/x"), start, "us-east-1", nil},
		"without a scheme":        {redirectTo(302, "//d-1234567890.awsapps.com/start/"), start, "us-east-1", nil},
		"no HEAD":                 {noHEAD(405, start), start, "us-east-1", []string{"HEAD /start", "GET /start"}},
		"no HEAD there":           {noHEAD(501, start), start, "us-east-1", []string{"HEAD /start", "GET /start"}},
		"to a regional portal":    {redirectTo(302, regionalPortal), regionalPortal, "eu-west-1", nil},
		"to one without a path":   {redirectTo(302, "https://d-1234567890.awsapps.com"), "https://d-1234567890.awsapps.com", "us-east-1", nil},
		"to China":                {redirectTo(302, "https://start.home.awsapps.cn/directory/x"), "https://start.home.awsapps.cn/directory/x", "us-east-1", nil},
		"to a portal in China":    {redirectTo(302, "https://i.cn-north-1.portal.amazonaws.com.cn"), "https://i.cn-north-1.portal.amazonaws.com.cn", "cn-north-1", nil},
		"to a portal in Germany":  {redirectTo(302, "https://i.eusc-de-east-1.portal.amazonaws.eu/"), "https://i.eusc-de-east-1.portal.amazonaws.eu", "eusc-de-east-1", nil},
		"to a portal of GovCloud": {redirectTo(302, "https://i.portal.us-gov-west-1.app.aws"), "https://i.portal.us-gov-west-1.app.aws", "us-gov-west-1", nil},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVanity(t, tt.page)
			var said, region string
			v.answer = func(path string, _ int, _ func() *http.Response) (*http.Response, error) {
				if path == "/device_authorization" {
					said, region = v.startURL, strings.Split(v.hosts[0], ".")[1]
					return says(400, "AccessDeniedException", "access_denied")()
				}
				return serve(v.server, mustRegister(t)), nil
			}
			if _, err := v.flow.DeviceCode(testContext(t), v.session); !awsapi.IsCode(err, awsapi.CodeAccessDenied) {
				t.Errorf("ended with %v", err)
			}
			if said != tt.want || region != tt.region {
				t.Errorf("the service in %q was told of %q, want %q and %q", region, said, tt.region, tt.want)
			}
			if tt.looks == nil {
				tt.looks = []string{"HEAD /start"}
			}
			if diff := cmp.Diff(tt.looks, v.looks); diff != "" {
				t.Error("asked of the page", diff)
			}
		})
	}
}

func noHEAD(status int, location string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			w.WriteHeader(status)
			return
		}
		redirectTo(302, location)(w, r)
	}
}

// mustRegister is a registration that the service takes.
func mustRegister(t *testing.T) *http.Request {
	t.Helper()
	r, err := http.NewRequest(http.MethodPost, idcURL+"/client/register", strings.NewReader(`{"clientName": "fob", "clientType": "public"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// A vanity URL that does not lead to AWS, by one redirect, is refused before the service
// is asked for anything.
func TestVanityStartURLIsRefused(t *testing.T) {
	const vanityURL = `sso_start_url "https://sso.example.com/start" `
	page := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	leads := func(to, why string) string { return vanityURL + `leads to "` + to + `", which ` + why }
	const foreign = "is not on a domain of AWS"
	for name, tt := range map[string]struct {
		page http.HandlerFunc
		want string
	}{
		"bad request":             {page(400), vanityURL + "is not on a domain of AWS, and it leads nowhere: HTTP 400"},
		"not found":               {page(404), vanityURL + "is not on a domain of AWS, and it leads nowhere: HTTP 404"},
		"in trouble":              {page(503), vanityURL + "is not on a domain of AWS, and it leads nowhere: HTTP 503"},
		"no HEAD and no GET":      {page(405), vanityURL + "is not on a domain of AWS, and it leads nowhere: HTTP 405"},
		"no redirect":             {page(200), vanityURL + "is not on a domain of AWS, and it does not lead to one: HTTP 200, no redirect"},
		"not modified":            {redirectTo(304, regionalPortal), vanityURL + "is not on a domain of AWS, and it does not lead to one: HTTP 304, no redirect"},
		"no Location":             {page(302), vanityURL + "redirects to nowhere: HTTP 302 without a Location"},
		"a broken Location":       {redirectTo(302, "https://[::1/"), vanityURL + "redirects to what is not a URL"},
		"to itself":               {redirectTo(302, "/other"), leads("https://sso.example.com/other", foreign)},
		"to somebody else":        {redirectTo(302, "https://evil.test/?a=b"), leads("https://evil.test", foreign)},
		"to a look-alike":         {redirectTo(302, "https://d-1.аwsapps.com/"), leads("https://d-1.%D0%B0wsapps.com", foreign)},
		"to a tail":               {redirectTo(302, "https://d-1.awsapps.com.evil.test/"), leads("https://d-1.awsapps.com.evil.test", foreign)},
		"to a user":               {redirectTo(302, "https://d-1.awsapps.com@evil.test/"), leads("https://d-1.awsapps.com@evil.test", foreign)},
		"to a user of AWS":        {redirectTo(302, "https://ada:secret@d-1.awsapps.com/"), leads("https://ada:xxxxx@d-1.awsapps.com", "must not name a user")},
		"to http":                 {redirectTo(302, "http://d-1.awsapps.com/start"), leads("http://d-1.awsapps.com/start", "must use the https scheme")},
		"to a file":               {redirectTo(302, "file:///etc/passwd"), leads("file:///etc/passwd", foreign)},
		"to an odd port":          {redirectTo(302, "https://d-1.awsapps.com:8443/"), leads("https://d-1.awsapps.com:8443", "is on a domain of AWS, which has no such port")},
		"to a port there is not":  {redirectTo(302, "https://d-1.awsapps.com:99999/"), leads("https://d-1.awsapps.com:99999", "has a port that does not exist")},
		"to what is not a portal": {redirectTo(302, "https://bucket.s3.amazonaws.com/"), leads("https://bucket.s3.amazonaws.com", foreign)},
	} {
		t.Run("H31 "+name, func(t *testing.T) {
			v := newVanity(t, tt.page)
			for _, signIn := range []func() error{
				func() error { _, err := v.flow.PKCE(testContext(t), v.session); return err },
				func() error { _, err := v.flow.DeviceCode(testContext(t), v.session); return err },
			} {
				err := signIn()
				if !isType[*signin.StartURLError](err) || err.Error() != tt.want {
					t.Errorf("ended with %v\nwant %s", err, tt.want)
				}
			}
			if len(v.hosts)+len(v.told) > 0 {
				t.Errorf("the service was asked: %v, %v", v.hosts, v.told)
			}
			if _, err := os.Stat(v.flow.Store.Dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("something is in the cache: %v", err)
			}
		})
	}
}

func TestAVanityStartURLThatCannotBeReached(t *testing.T) {
	w := newWorld(t)
	w.flow.API = awsapi.New(awsapi.Config{Transport: roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, errors.New("no such host")
	})})
	session := corp
	session.StartURL = "https://sso.example.com/start"
	_, err := w.flow.PKCE(testContext(t), session)
	if !isType[*signin.StartURLError](err) || !isType[*awsapi.UnreachableError](err) {
		t.Errorf("ended with %v", err)
	}
	want := `sso_start_url "https://sso.example.com/start" is not on a domain of AWS, and where it leads could not be found out: no such host`
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestCancelledWhileAVanityStartURLIsLookedUp(t *testing.T) {
	stopped := errors.New("stopped")
	ctx, cancel := context.WithCancelCause(testContext(t))
	v := newVanity(t, func(w http.ResponseWriter, _ *http.Request) {
		cancel(stopped)
		w.WriteHeader(404)
	})
	if _, err := v.flow.PKCE(ctx, v.session); !errors.Is(err, stopped) || isType[*signin.StartURLError](err) {
		t.Errorf("ended with %v", err)
	}
}
