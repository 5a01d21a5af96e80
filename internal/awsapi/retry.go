package awsapi

import (
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const (
	callTimeout = 60 * time.Second // for a call with all its attempts, and the waits between them
	maxWait     = 20 * time.Second // between two attempts
)

// ParseMaxAttempts reads the setting of how often a call is tried in all: 0, which stands for
// the default, where it is empty. The error says what it is instead.
func ParseMaxAttempts(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%q, not a whole number from 1 up", text)
	}
	return n, nil
}

// CheckRetryMode refuses a mode that is none. They are one here; the AWS CLI knows no legacy any
// more, either. The error says what it is instead.
func CheckRetryMode(mode string) error {
	switch mode {
	case "", "standard", "adaptive":
		return nil
	}
	return fmt.Errorf("%q, not standard or adaptive", mode)
}

// standard tries again what may work a little later: trouble of the service, too many
// requests, and connections that break. An answer that cannot be used and a server that
// is not to be trusted would be the same again.
func (c *Client) standard() aws.Retryer {
	return c.retryer(append([]retry.IsErrorRetryable{noUse{}, trouble(429)}, retry.DefaultRetryables...)...)
}

// onlyAfter5xx is for a refresh token, which may be good once: it is sent again only if
// it was not sent, or not taken.
func (c *Client) onlyAfter5xx() aws.Retryer {
	return c.retryer(noUse{}, unsent{}, trouble(500, 502, 503, 504))
}

// onlyUnsent is for a code, which is good once: after any answer, or none, nobody knows
// whether it was spent.
func (c *Client) onlyUnsent() aws.Retryer { return c.retryer(noUse{}, unsent{}) }

func (c *Client) retryer(retryables ...retry.IsErrorRetryable) aws.Retryer {
	return retryer{c.until(), retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = c.config.MaxAttempts
		o.Retryables = retryables
	})}
}

// until is the end of a call that begins now, zero for none.
func (c *Client) until() time.Time {
	if c.config.RequestTimeout < 0 {
		return time.Time{}
	}
	return time.Now().Add(max(callTimeout, c.config.RequestTimeout))
}

// retryer is the SDK's but for how long it waits.
type retryer struct {
	until time.Time
	*retry.Standard
}

// RetryDelay is how long to wait after the given attempt, counted from 1: what the
// service asks for, else a random part of 1 s, 2 s, 4 s and so on. An error ends the
// call: the wait would be too long.
func (r retryer) RetryDelay(attempt int, err error) (time.Duration, error) {
	wait := retryAfter(response(err))
	if wait == 0 {
		limit := min(time.Second<<max(min(attempt-1, 10), 0), maxWait)
		wait = time.Duration(rand.Float64() * float64(limit))
	}
	if wait > maxWait || !r.until.IsZero() && time.Until(r.until) < wait {
		return 0, &retry.MaxAttemptsError{Attempt: attempt, Err: err}
	}
	return wait, nil
}

// retryAfter is how long an answer asks to be left alone (RFC 9110 §10.2.3), zero where it
// does not say so in a way that can be understood. A date counts from the answer's own.
func retryAfter(resp *http.Response) time.Duration {
	if resp == nil {
		return 0
	}
	text := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if text != "" && strings.Trim(text, "0123456789") == "" {
		n, err := strconv.Atoi(text)
		if err != nil || n > math.MaxInt32 {
			n = math.MaxInt32
		}
		return time.Duration(n) * time.Second
	}
	at, err := http.ParseTime(text)
	sent, sentErr := http.ParseTime(resp.Header.Get("Date"))
	if err != nil || sentErr != nil {
		return 0
	}
	return max(at.Sub(sent), 0)
}

// response is the answer that an error of the SDK came with, nil for none.
func response(err error) *http.Response {
	var status *smithyhttp.ResponseError
	if !errors.As(err, &status) || status.Response == nil {
		return nil
	}
	return status.Response.Response
}

// trouble are answers of these HTTP statuses.
func trouble(statuses ...int) retry.IsErrorRetryable {
	codes := map[int]struct{}{}
	for _, status := range statuses {
		codes[status] = struct{}{}
	}
	return retry.RetryableHTTPStatusCode{Codes: codes}
}

// noUse is what would be the same again.
type noUse struct{}

func (noUse) IsErrorRetryable(err error) aws.Ternary {
	var (
		answer    *AnswerError
		untrusted *tls.CertificateVerificationError
		notTLS    tls.RecordHeaderError
		alert     *net.OpError
		proxy     *ProxyError
	)
	switch {
	case errors.As(err, &answer), errors.As(err, &untrusted), errors.As(err, &notTLS), errors.As(err, &proxy):
		return aws.FalseTernary
	case errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error"): // TLS alerts
		return aws.FalseTernary
	}
	return aws.UnknownTernary
}

// unsent is a request of which no byte left.
type unsent struct{}

func (unsent) IsErrorRetryable(err error) aws.Ternary {
	if _, ok := errors.AsType[*unsentError](err); ok {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}
