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
	"net/http"
	"net/url"
	"sync"
	"time"
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
	// FIPS and DualStack choose those of AWS's own endpoints, where none is configured.
	FIPS, DualStack bool
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
	// in all; negative means none. A call with its attempts ends after 60 s, or after
	// RequestTimeout if that is more or none.
	ConnectTimeout, RequestTimeout time.Duration
	// MaxAttempts is how often a call is tried in all; 0 stands for 3.
	MaxAttempts int
	// Now is the clock that the services' is held against. Nil: time.Now.
	Now func() time.Time
	// Warn is told what a person should know and no call fails of: *ClockSkewError. Nil:
	// nobody is.
	Warn func(error)
	// Unsigned sends requests to STS without a signature.
	Unsigned bool
	// Trace is told of each request. Nil: nobody is.
	Trace Trace
}

// Trace is told of a request that has ended, without anything secret; status is 0 where no
// answer came.
type Trace func(method, host, path string, status int, took time.Duration)

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

// HasControls reports whether a key holds a control character. Whoever prints it for a
// shell, or sends it in a header, would begin a line there.
func (c Credentials) HasControls() bool {
	return hasControls(c.AccessKeyID, c.SecretAccessKey, c.SessionToken)
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
