package doctor

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// service answers every request as AWS and the web would.
type service struct {
	roles    map[string]string // of accounts, as JSON; no list is a refusal
	date     time.Time         // zero: the right one
	location string            // where a start URL of one's own leads
	gone     bool              // nothing is answered
	ended    bool              // the access token is known no more
	calls    atomic.Int32      // to the portal
}

func (s *service) RoundTrip(r *http.Request) (*http.Response, error) {
	if s.gone {
		return nil, io.ErrUnexpectedEOF
	}
	date := s.date
	if date.IsZero() {
		date = now
	}
	answer := func(status int, exception, text string) (*http.Response, error) {
		header := http.Header{"Date": {date.Format(http.TimeFormat)}, "Content-Type": {"application/json"}, "X-Amzn-Errortype": {exception}, "Location": {s.location}}
		return &http.Response{StatusCode: status, Request: r, Header: header, Body: io.NopCloser(strings.NewReader(text))}, nil
	}
	switch {
	case strings.HasPrefix(r.URL.Host, "portal.sso."):
		s.calls.Add(1)
		roles, ok := s.roles[r.URL.Query().Get("account_id")]
		switch {
		case s.ended:
			return answer(401, "UnauthorizedException", `{"message": "no"}`)
		case !ok:
			return answer(403, "ForbiddenException", `{"message": "no access"}`)
		}
		return answer(200, "", fmt.Sprintf(`{"roleList": [%s]}`, roles))
	case strings.HasPrefix(r.URL.Host, "oidc."):
		return answer(404, "", "")
	}
	return answer(302, "", "")
}

// online lets a world ask a service.
func online(w World, s *service) World {
	w.Client = func(_ *awsconfig.Config, warn func(error)) *awsapi.Client {
		return awsapi.New(awsapi.Config{Transport: s, Now: func() time.Time { return now }, Warn: warn})
	}
	return w
}

func TestNetwork(t *testing.T) {
	t.Parallel()
	signedIn := signIn("us-east-1", "2027-01-01T00:00:00Z")
	developer := map[string]string{"111122223333": `{"roleName": "DeveloperAccess", "accountId": "111122223333"}`}
	vanity := strings.Replace(healthy, "corp.awsapps.com", "sso.example.com", 1)
	for name, test := range map[string]struct {
		config  string
		token   string
		service *service
		want    []string
	}{
		"all is well":         {healthy, signedIn, &service{roles: developer}, nil},
		"nobody is signed in": {healthy, "", &service{}, []string{"note not-checked"}},
		"the sign-in is over": {healthy, strings.Replace(signedIn, "T13", "T11", 1), &service{}, []string{"note not-checked"}},
		"it was ended":        {healthy, signedIn, &service{ended: true}, []string{"warning sign-in-ended"}},
		"another role":        {healthy, signedIn, &service{roles: map[string]string{"111122223333": ""}}, []string{"error not-assigned config:12"}},
		"no account id":       {strings.Replace(healthy, "111122223333", "11112222333", 1), signedIn, &service{}, []string{"error bad-account config:11"}},
		"no such account":     {healthy, signedIn, &service{}, []string{"error not-assigned config:12"}},
		"AWS is not there":    {healthy, signedIn, &service{gone: true}, []string{"error unreachable"}},
		"the clock is behind": {healthy, signedIn, &service{roles: developer, date: now.Add(time.Hour)}, []string{"error clock"}},
		"a minute is nothing": {healthy, signedIn, &service{roles: developer, date: now.Add(time.Minute)}, nil},
		"a domain of one's own, in another region": {
			vanity, "", &service{location: "https://ssoins-1.portal.eu-west-1.app.aws"}, []string{"warning wrong-region config:3", "note not-checked"},
		},
		"a domain of one's own":               {vanity, "", &service{location: "https://ssoins-1.portal.us-east-1.app.aws"}, []string{"note not-checked"}},
		"a domain that leads nowhere we know": {vanity, "", &service{location: "https://example.org"}, []string{"note not-checked"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"config": test.config}
			if test.token != "" {
				files[tokenPath("corp")] = test.token
			}
			w := home(t, files)
			got := examine(t, online(w, test.service))
			if diff := cmp.Diff(test.want, told(w, got)); diff != "" {
				t.Errorf("-want +got:\n%s\n%+v", diff, got)
			}
		})
	}
}

// However many profiles share an account, it is asked for once.
func TestRolesOfAnAccountAreAskedForOnce(t *testing.T) {
	t.Parallel()
	config := healthy
	for i := range 50 {
		config += fmt.Sprintf("[profile p%d]\nsso_session = corp\nsso_account_id = 11112222%04d\nsso_role_name = R\n", i, i/5)
	}
	w := home(t, map[string]string{"config": config, tokenPath("corp"): signIn("us-east-1", "2027-01-01T00:00:00Z")})
	s := &service{}
	if got := len(examine(t, online(w, s))); got != 51 || s.calls.Load() != 11 {
		t.Errorf("%d findings after %d calls", got, s.calls.Load())
	}
}
