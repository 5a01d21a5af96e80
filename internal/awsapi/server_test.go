package awsapi_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/oauth2term"
)

const region = "us-east-1"

// calls are all that a Client can be asked for over the network; grant is CreateToken's.
var calls = []struct {
	name, grant string
	make        func(context.Context, *awsapi.Client, string) error
}{
	{"RegisterClient", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.RegisterClient(ctx, region, awsapi.ClientMetadata{ClientName: "fob"})
		return err
	}},
	{"StartDeviceAuthorization", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.StartDeviceAuthorization(ctx, region, awsapi.Registration{ClientID: "i", ClientSecret: "canary-secret"}, "https://d-1.awsapps.com/start")
		return err
	}},
	{"CreateToken", oauth2term.GrantAuthorizationCode, func(ctx context.Context, c *awsapi.Client, region string) error {
		return createToken(ctx, c, region, awsapi.Grant{GrantType: oauth2term.GrantAuthorizationCode, Code: "canary-code"})
	}},
	{"CreateToken", oauth2term.GrantDeviceCode, func(ctx context.Context, c *awsapi.Client, region string) error {
		return createToken(ctx, c, region, awsapi.Grant{GrantType: oauth2term.GrantDeviceCode, DeviceCode: "canary-code"})
	}},
	{"CreateToken", oauth2term.GrantRefreshToken, func(ctx context.Context, c *awsapi.Client, region string) error {
		return createToken(ctx, c, region, awsapi.Grant{GrantType: oauth2term.GrantRefreshToken, RefreshToken: "canary-refresh"})
	}},
	{"GetRoleCredentials", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.GetRoleCredentials(ctx, region, "canary-token", "111122223333", "Admin")
		return err
	}},
	{"Logout", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		return c.Logout(ctx, region, "canary-token")
	}},
	{"GetCallerIdentity", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.GetCallerIdentity(ctx, region, awsapi.Credentials{AccessKeyID: "i", SecretAccessKey: "canary-key", SessionToken: "canary-token"})
		return err
	}},
	{"AssumeRole", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.AssumeRole(ctx, region, awsapi.Credentials{AccessKeyID: "i", SecretAccessKey: "canary-key", SessionToken: "canary-token"}, awsapi.RoleRequest{RoleARN: "r", SessionName: "me"})
		return err
	}},
	{"AssumeRoleWithWebIdentity", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.AssumeRoleWithWebIdentity(ctx, region, "r", "me", "canary-jwt")
		return err
	}},
	{"ListAccounts", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.ListAccounts(ctx, region, "canary-token", awsapi.Page{})
		return err
	}},
	{"ListAccountRoles", "", func(ctx context.Context, c *awsapi.Client, region string) error {
		_, err := c.ListAccountRoles(ctx, region, "canary-token", "111122223333", awsapi.Page{})
		return err
	}},
}

func createToken(ctx context.Context, c *awsapi.Client, region string, g awsapi.Grant) error {
	g.ClientID, g.ClientSecret, g.RedirectURI, g.CodeVerifier = "i", "canary-secret", "http://127.0.0.1:1/oauth/callback", "canary-verifier"
	_, err := c.CreateToken(ctx, region, g)
	return err
}

// service is something that answers in AWS's place. It counts what it is asked.
type service struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
}

// serve answers the nth request, counted from 1, with a handler.
func serve(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, n int)) *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.bodies = append(s.bodies, string(body))
		n := len(s.bodies)
		s.mu.Unlock()
		answer(w, r, n)
	}))
	t.Cleanup(s.Close)
	return s
}

// inProcess returns a client whose network is a handler. Nothing is awaited but time, so
// that a bubble of synctest can let it pass.
func inProcess(answer http.HandlerFunc) *awsapi.Client {
	return awsapi.New(awsapi.Config{Transport: handler(answer)})
}

type handler http.HandlerFunc

func (h handler) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := r.Clone(r.Context())
	asked.RequestURI = r.URL.RequestURI()
	w := httptest.NewRecorder()
	h(w, asked)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	resp := w.Result()
	resp.Request = r
	return resp, nil
}

func (s *service) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.bodies)
}

func (s *service) client() *awsapi.Client { return clientAt(s.URL) }

func clientAt(endpoint string) *awsapi.Client {
	return awsapi.New(awsapi.Config{Endpoint: func(awsapi.Service) (string, error) { return endpoint, nil }})
}

// write answers with a body.
func write(w http.ResponseWriter, status int, contentType, body string) {
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// refuse answers with an error of the OIDC service.
func refuse(w http.ResponseWriter, status int, exception string) {
	w.Header().Set("x-amzn-ErrorType", exception+":http://internal.amazon.com/coral/com.amazonaws.sso.oidc/")
	write(w, status, "application/json", `{"error": "code", "error_description": "why"}`)
}

func testContext(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}
