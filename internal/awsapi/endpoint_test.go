package awsapi_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"fob.example/fob/internal/awsapi"
)

// A region becomes part of a host name, so nothing is sent before it is known to be one.
func TestRegions(t *testing.T) {
	for _, region := range []string{
		"", "us", "us-1", "us-east", "us-east-1.evil.test", "evil.test/x?", "us-east-1/", "us-east-1#", "US-EAST-1", "us--1", "-east-1",
		"us-east-1\n", "us-east-x", "us east-1", "127.0.0.1", "us-east-1-", "üs-east-1", strings.Repeat("a-", 20) + "1",
	} {
		s := serve(t, func(http.ResponseWriter, *http.Request, int) {})
		for _, call := range calls {
			err := call.make(testContext(t), s.client(), region)
			if err == nil || !strings.HasPrefix(err.Error(), call.name+": ") || !strings.HasSuffix(err.Error(), "is not a region") {
				t.Errorf("%s in %q: %v", call.name, region, err)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%s in %q: %q", call.name, region, err)
			}
		}
		if n := s.requests(); n != 0 {
			t.Errorf("%q: %d requests", region, n)
		}
	}
	for _, region := range []string{"us-east-1", "ap-southeast-10", "us-gov-west-1", "cn-north-1", "eusc-de-east-1", "us-isob-east-1"} {
		if err := awsapi.CheckRegion(region); err != nil {
			t.Errorf("%q: %v", region, err)
		}
	}
}

// Tokens travel to an endpoint, so not in the clear, unless to this machine.
func TestEndpoints(t *testing.T) {
	for _, endpoint := range []string{
		"http://example.com", "http://localhost:1", "http://127.0.0.1.evil.test", "http://192.0.2.1", "ftp://127.0.0.1", "127.0.0.1:80",
		"https://", "https:example.com", "https://user@example.com", "http://[::2]", "://", "http://127.0.0.1:x",
	} {
		sent := 0
		c := awsapi.New(awsapi.Config{
			Endpoint: func(awsapi.Service) (string, error) { return endpoint, nil },
			Transport: roundTripper(func(*http.Request) (*http.Response, error) {
				sent++
				return status(400, "X"), nil
			}),
		})
		for _, call := range calls {
			if err := call.make(testContext(t), c, region); err == nil || !strings.Contains(err.Error(), "endpoint") {
				t.Errorf("%s at %q: %v", call.name, endpoint, err)
			}
		}
		if _, err := c.BaseURL(awsapi.OIDC, region); err == nil {
			t.Errorf("a browser is sent to %q", endpoint)
		}
		if sent != 0 {
			t.Errorf("%q: %d requests", endpoint, sent)
		}
	}
	for _, endpoint := range []string{"https://example.com", "http://127.0.0.1:1", "http://[::1]:1", "http://127.9.9.9"} {
		c := awsapi.New(awsapi.Config{
			Endpoint:  func(awsapi.Service) (string, error) { return endpoint, nil },
			Transport: roundTripper(func(r *http.Request) (*http.Response, error) { return status(400, r.URL.Scheme+"-"+r.URL.Host), nil }),
		})
		for _, call := range calls {
			e, ok := errors.AsType[*awsapi.ServiceError](call.make(testContext(t), c, region))
			if !ok || !strings.HasPrefix(endpoint, strings.Replace(e.Code, "-", "://", 1)) {
				t.Errorf("%s went to %v, not to %q", call.name, e, endpoint)
			}
		}
	}
}

func TestTheServicesEndpointIsAskedFor(t *testing.T) {
	bad := errors.New("no such services section")
	var asked []awsapi.Service
	c := awsapi.New(awsapi.Config{Endpoint: func(s awsapi.Service) (string, error) { asked = append(asked, s); return "", bad }})
	for _, call := range calls {
		if err := call.make(testContext(t), c, region); !errors.Is(err, bad) {
			t.Errorf("%s: %v", call.name, err)
		}
	}
	if len(asked) != len(calls) || asked[0] != awsapi.OIDC || asked[5] != awsapi.Portal || asked[6] != awsapi.Portal || asked[7] != awsapi.STS {
		t.Errorf("asked for %v", asked)
	}
}

// AWS's own endpoints, where none is configured.
func TestBaseURL(t *testing.T) {
	c := awsapi.New(awsapi.Config{})
	for region, want := range map[string]string{
		"us-east-1":      "https://oidc.us-east-1.amazonaws.com",
		"cn-north-1":     "https://oidc.cn-north-1.amazonaws.com.cn",
		"us-gov-west-1":  "https://oidc.us-gov-west-1.amazonaws.com",
		"eusc-de-east-1": "https://oidc.eusc-de-east-1.amazonaws.eu",
	} {
		if got, err := c.BaseURL(awsapi.OIDC, region); got != want || err != nil {
			t.Errorf("%s: %q, %v", region, got, err)
		}
	}
	if got, err := c.BaseURL(awsapi.OIDC, "evil.test/x?"); err == nil {
		t.Errorf("a browser is sent to %q", got)
	}
	if got, err := clientAt("http://127.0.0.1:1/").BaseURL(awsapi.OIDC, region); got != "http://127.0.0.1:1" || err != nil {
		t.Errorf("configured: %q, %v", got, err)
	}
}

// A Client that is never asked for anything costs nothing, and one that is goes to AWS.
func TestDefaultEndpoints(t *testing.T) {
	var hosts []string
	c := awsapi.New(awsapi.Config{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		hosts = append(hosts, r.URL.Scheme+"://"+r.URL.Host)
		return status(400, "X"), nil
	})})
	for _, call := range calls {
		_ = call.make(testContext(t), c, "eu-west-1")
	}
	oidc, portal, sts := "https://oidc.eu-west-1.amazonaws.com", "https://portal.sso.eu-west-1.amazonaws.com", "https://sts.eu-west-1.amazonaws.com"
	check(t, strings.Join(hosts, " "), strings.Join([]string{oidc, oidc, oidc, oidc, oidc, portal, portal, sts, sts, sts, portal, portal}, " "))
}
