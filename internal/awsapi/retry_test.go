package awsapi_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/oauth2term"
)

// attempts is how often a call is tried that fails for ever, by what it fails with: a
// code is good once, so it is sent once.
func attempts(call, grantType string) (after500, afterReset int) {
	switch {
	case call != "CreateToken":
		return 3, 3
	case grantType == oauth2term.GrantRefreshToken:
		return 3, 1
	}
	return 1, 1
}

// failing makes a call in a bubble, where waiting takes no time, on a network that
// answers each request with the given function.
func failing(t *testing.T, i int, answer func(n int) (*http.Response, error)) (n int, err error) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		c := awsapi.New(awsapi.Config{
			Endpoint: func(awsapi.Service) (string, error) { return "http://127.0.0.1:1", nil },
			Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				n++
				return answer(n)
			}),
		})
		err = calls[i].make(t.Context(), c, region)
	})
	return n, err
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := f(r)
	if resp == nil {
		return nil, err
	}
	resp.Request = r
	if name := resp.Header.Get("X-Amzn-Errortype"); r.URL.Path == "/" && name != "" { // STS says it in XML
		name, _, _ = strings.Cut(name, ":")
		resp.Body = io.NopCloser(strings.NewReader("<ErrorResponse><Error><Code>" + name + "</Code></Error></ErrorResponse>"))
	}
	return resp, err
}

// status is an error answer, of the kind that errorType names.
func status(code int, errorType string) *http.Response {
	return &http.Response{StatusCode: code, Body: http.NoBody, Header: http.Header{"X-Amzn-Errortype": {errorType}, "Content-Type": {"application/json"}}}
}

func TestTroubleForEver(t *testing.T) {
	for i, call := range calls {
		after500, afterReset := attempts(call.name, call.grant)
		t.Run("H59 "+call.name+call.grant, func(t *testing.T) {
			for _, code := range []int{500, 502, 503, 504} {
				n, err := failing(t, i, func(int) (*http.Response, error) { return status(code, ""), nil })
				e, ok := errors.AsType[*awsapi.ServiceError](err)
				if !ok || !e.Temporary() || e.StatusCode != code || e.Attempts != after500 || n != after500 {
					t.Errorf("%d for ever: %d attempts, %#v; want %d attempts", code, n, e, after500)
				}
			}
			n, err := failing(t, i, func(int) (*http.Response, error) { return nil, errors.New("connection reset by peer") })
			e, ok := errors.AsType[*awsapi.UnreachableError](err)
			if !ok || n != afterReset {
				t.Errorf("reset for ever: %d attempts, %v; want %d attempts", n, err, afterReset)
			}
			if ok && (e.Operation != call.name || !strings.Contains(err.Error(), "connection reset by peer")) {
				t.Errorf("the error is %q", err)
			}
		})
	}
}

// A call that is tried again and then works has worked.
func TestTroubleThatPasses(t *testing.T) {
	for i, call := range calls {
		after500, _ := attempts(call.name, call.grant)
		if after500 != 3 {
			continue
		}
		t.Run("H59 "+call.name+call.grant, func(t *testing.T) {
			n, err := failing(t, i, func(n int) (*http.Response, error) {
				if n < 3 {
					return status(500, ""), nil
				}
				return status(403, "ForbiddenException"), nil // an answer at last
			})
			if n != 3 || !awsapi.IsCode(err, "ForbiddenException") {
				t.Errorf("%d attempts, %v", n, err)
			}
		})
	}
}

func TestRefusalsAreNotTriedAgain(t *testing.T) {
	for i, call := range calls {
		for _, code := range []int{400, 401, 403, 404} {
			n, err := failing(t, i, func(int) (*http.Response, error) { return status(code, "SomeException:http://x/"), nil })
			e, ok := errors.AsType[*awsapi.ServiceError](err)
			if !ok || e.Temporary() || n != 1 || e.Attempts != 1 || e.Code != "SomeException" || e.Operation != call.name {
				t.Errorf("%s, %d: %d attempts, %#v", call.name, code, n, err)
			}
		}
	}
}

func TestTheServicesWordsComeThrough(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { refuse(w, 400, "AccessDeniedException") })
	said := []awsapi.Member{{Name: "error", Value: "code"}, {Name: "error_description", Value: "why"}}
	for i, call := range calls[:5] { // the OIDC service's
		err := call.make(testContext(t), s.client(), region)
		e, ok := errors.AsType[*awsapi.ServiceError](err)
		if !ok {
			t.Fatalf("%s: %v", call.name, err)
		}
		want := awsapi.ServiceError{Operation: call.name, Code: "AccessDeniedException", Description: "why", StatusCode: 400, Attempts: 1, Modelled: said}
		if diff := cmp.Diff(want, *e); diff != "" {
			t.Errorf("call %d: %s", i, diff)
		}
		if err.Error() != call.name+" (AccessDeniedException): why" {
			t.Errorf("says %q", err)
		}
	}
}

// Every exception of the service keeps its error and error_description.
func TestEveryExceptionKeepsItsWords(t *testing.T) {
	for _, code := range []string{
		"AccessDeniedException", "AuthorizationPendingException", "ExpiredTokenException", "InternalServerException",
		"InvalidClientException", "InvalidGrantException", "InvalidRequestException", "InvalidScopeException",
		"SlowDownException", "UnauthorizedClientException", "UnsupportedGrantTypeException",
	} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { refuse(w, 400, code) })
		err := calls[3].make(testContext(t), s.client(), region)
		if e, ok := errors.AsType[*awsapi.ServiceError](err); !ok || e.Code != code || e.Description != "why" || len(e.Modelled) != 2 {
			t.Errorf("%s: %#v", code, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	stopped := errors.New("stopped")
	for _, call := range calls {
		ctx, cancel := context.WithCancelCause(t.Context())
		arrived := make(chan struct{}, 3)
		s := serve(t, func(_ http.ResponseWriter, r *http.Request, _ int) { arrived <- struct{}{}; <-r.Context().Done() })
		go func() { <-arrived; cancel(stopped) }()
		if err := call.make(ctx, s.client(), region); !errors.Is(err, stopped) {
			t.Errorf("%s: %v", call.name, err)
		}
	}
}
