// Package awsapi makes the calls to AWS: IAM Identity Center's OIDC service, its
// access portal, and STS.
//
// The clients are the AWS SDK's, so endpoints of every partition, retries and
// error types are kept by AWS. Beneath them lies one http.Client of our own that
// follows no redirect, bounds size and time, and checks an answer strictly
// before the SDK decodes it. This is the only package that knows the SDK: plain
// values go in, and plain values, *ServiceError, *UnreachableError or
// *AnswerError come out.
package awsapi

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"fob.example/fob/internal/termui"
)

// Service names an AWS service as the configuration does.
type Service string

// The services in use.
const (
	OIDC   Service = "sso_oidc"
	Portal Service = "sso"
	STS    Service = "sts"
)

// Config says how AWS is reached. The zero value reaches AWS itself, directly.
type Config struct {
	// Endpoint returns the configured base URL of a service, or "" for AWS's own.
	Endpoint func(Service) (string, error)
	// Proxy chooses a proxy, as http.Transport does. Nil: none.
	Proxy func(*http.Request) (*url.URL, error)
	// Transport replaces the network, in tests.
	Transport http.RoundTripper

	// CABundle is a file of PEM certificates to trust instead of the system's; "" trusts
	// those. One that cannot be used fails every call.
	CABundle string
	// SkipVerify accepts any certificate.
	SkipVerify bool
	// ConnectTimeout and RequestTimeout replace 5 s for a connection and 30 s for a request
	// in all; negative means none.
	ConnectTimeout, RequestTimeout time.Duration
	// Unsigned sends requests to STS without a signature.
	Unsigned bool
	// Trace is told of each request, without anything secret. Nil: nobody is.
	Trace func(method, host, path string, status int, took time.Duration)
}

// Client calls AWS. Making one costs nothing; the first call builds its transport.
type Client struct {
	config Config
	http   func() (*http.Client, error)
}

// New returns a Client.
func New(config Config) *Client {
	return &Client{config: config, http: sync.OnceValues(func() (*http.Client, error) { return newHTTPClient(config) })}
}

// Credentials sign a request. Expiration has the zone it was given in, and is zero for
// keys that do not expire; AccountID is "" where it is not known.
type Credentials struct {
	AccessKeyID, SecretAccessKey, SessionToken string
	Expiration                                 time.Time
	AccountID                                  string
}

// String keeps the keys out of logs and errors.
func (c Credentials) String() string { return "credentials of account " + c.AccountID }

// GoString is String, for %#v.
func (c Credentials) GoString() string { return c.String() }

// BaseURL returns the URL of a service's endpoint in region, for a URL that a
// person's browser is sent to rather than a request of ours.
func (c *Client) BaseURL(service Service, region string) (string, error) {
	override, err := c.endpoint(service)
	if err != nil || override != nil {
		return strings.TrimSuffix(deref(override), "/"), err
	}
	return defaultEndpoint(service, region)
}

// reach returns what a call to a service in region takes: its configured endpoint, nil
// for AWS's own, and the client to send it with.
func (c *Client) reach(service Service, region string) (endpoint *string, client *http.Client, err error) {
	if err := CheckRegion(region); err != nil {
		return nil, nil, err
	}
	if endpoint, err = c.endpoint(service); err != nil {
		return nil, nil, err
	}
	client, err = c.http()
	return endpoint, client, err
}

// endpoint returns the configured endpoint of a service, nil for AWS's own. A
// plain http one must be a loopback address: tokens travel to it.
func (c *Client) endpoint(service Service) (*string, error) {
	if c.config.Endpoint == nil {
		return nil, nil
	}
	text, err := c.config.Endpoint(service)
	if err != nil || text == "" {
		return nil, err
	}
	u, err := url.Parse(text)
	switch {
	case err != nil, u.Host == "", u.User != nil: // not quoted: there may be a password in it
		return nil, fmt.Errorf("the endpoint configured for %s is not a URL with a scheme and a host, and without a user", service)
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return &text, nil
	}
	return nil, fmt.Errorf("endpoint %q for %s must be https, or http on a loopback address", termui.Clean(u.Scheme+"://"+u.Host), service)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
