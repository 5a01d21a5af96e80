package awsapi

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

// local asks services of the machine that a program runs on: its container's agent and
// its instance's metadata. They answer fast or not at all, in plain text or JSON.
type local struct {
	operation string // for errors
	http      *http.Client
	attempts  int
}

// local returns a client whose requests take at most timeout for a connection, and as
// long again for an answer. It follows no redirect. Plain http goes past every proxy: a
// proxy's machine has metadata of its own.
func (c *Client) local(operation string, timeout time.Duration, attempts int) (*local, error) {
	trusted, err := tlsConfig(c.config)
	if err != nil {
		return nil, err
	}
	base := c.config.Transport
	if base == nil {
		base = &http.Transport{
			Proxy:                  c.proxyTLS,
			DialContext:            (&net.Dialer{Timeout: timeout}).DialContext,
			TLSClientConfig:        trusted,
			MaxResponseHeaderBytes: 64 << 10,
			DisableCompression:     true,
			DisableKeepAlives:      true,
		}
	}
	return &local{operation, &http.Client{
		Transport:     tracedTransport{base, c.config.Trace.pathless()},
		Timeout:       2 * timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, max(attempts, 1)}, nil
}

func (c *Client) proxyTLS(r *http.Request) (*url.URL, error) {
	if c.config.Proxy == nil || r.URL.Scheme != "https" {
		return nil, nil
	}
	return c.config.Proxy(r)
}

// pathless tells of requests without their paths: a container's is a secret.
func (trace Trace) pathless() Trace {
	if trace == nil {
		return nil
	}
	return func(method, host, _ string, status int, took time.Duration) { trace(method, host, "", status, took) }
}

// localAnswer is what came back, whatever its status.
type localAnswer struct {
	host   string
	status int
	body   []byte
}

// ask sends a request, and sends it again, up to the number of attempts, while done is
// not content with the answer or none comes. It returns the last answer.
func (l *local) ask(ctx context.Context, method, address string, header http.Header, done func(localAnswer) bool) (localAnswer, error) {
	var answer localAnswer
	var err error
	for n := range l.attempts {
		if n > 0 && !pause(ctx, n) {
			break
		}
		if answer, err = l.once(ctx, method, address, header); err == nil && done(answer) {
			return answer, nil
		}
		if ctx.Err() != nil {
			return localAnswer{}, context.Cause(ctx)
		}
	}
	return answer, err
}

func (l *local) once(ctx context.Context, method, address string, header http.Header) (localAnswer, error) {
	req, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return localAnswer{}, fmt.Errorf("%s: %w", l.operation, err)
	}
	req.Header = header
	resp, err := l.http.Do(req)
	if err != nil {
		if e, ok := errors.AsType[*url.Error](err); ok {
			err = e.Err // without the address: who knows a container's may ask for its credentials
		}
		return localAnswer{}, &UnreachableError{l.operation, err}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case err != nil:
		return localAnswer{}, &UnreachableError{l.operation, err}
	case len(body) > maxBody:
		return localAnswer{}, l.odd(req.URL.Host, fmt.Sprintf("a body of more than %d bytes", maxBody))
	}
	return localAnswer{req.URL.Host, resp.StatusCode, body}, nil
}

// odd is an answer that cannot be used. It is no *AnswerError: nothing stands between
// here and AWS, and the network is not to blame.
func (l *local) odd(host, reason string) error {
	return fmt.Errorf("%s: %s answered with %s", l.operation, host, reason)
}

// pause waits before the nth try again, with full jitter; false if ctx ended.
func pause(ctx context.Context, n int) bool {
	timer := time.NewTimer(rand.N(200 * time.Millisecond << min(n, 4)))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// notDialled reports whether there was nobody to connect to.
func notDialled(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// localCredentials reads the document that both services answer with. Its code and
// message, where it is an error, are the service's own and must be cleaned.
func (l *local) localCredentials(a localAnswer) (Credentials, error) {
	o, err := orderedjson.ParseObject(a.body)
	switch {
	case a.status != http.StatusOK && (err != nil || reason(o) == ""):
		return Credentials{}, l.odd(a.host, fmt.Sprintf("HTTP %d", a.status))
	case a.status != http.StatusOK:
		return Credentials{}, l.odd(a.host, fmt.Sprintf("HTTP %d: %s", a.status, reason(o)))
	case err != nil:
		return Credentials{}, l.odd(a.host, "a body that cannot be used: "+err.Error())
	}
	creds := Credentials{
		AccessKeyID: o.String("AccessKeyId"), SecretAccessKey: o.String("SecretAccessKey"),
		SessionToken: o.String("Token"), AccountID: o.String("AccountId"),
	}
	if creds.AccessKeyID == "" || creds.SecretAccessKey == "" || creds.SessionToken == "" || o.String("Expiration") == "" {
		if why := reason(o); why != "" {
			return Credentials{}, l.odd(a.host, "no credentials: "+why)
		}
		return Credentials{}, l.odd(a.host, "something that lacks some of AccessKeyId, SecretAccessKey, Token and Expiration")
	}
	if creds.HasControls() {
		return Credentials{}, l.odd(a.host, "control characters in a key")
	}
	if creds.Expiration, err = cachefile.ParseTime(o.String("Expiration")); err != nil {
		return Credentials{}, fmt.Errorf("%s: the answer's Expiration is %w", l.operation, err)
	}
	return creds, nil
}

// reason is what a document says of an error, "" if it is none. The container's agent
// writes its members small, the instance's metadata large.
func reason(o orderedjson.Object) string {
	for _, names := range [][2]string{{"code", "message"}, {"Code", "Message"}} {
		code, message := o.String(names[0]), o.String(names[1])
		switch {
		case code != "" && message != "":
			return code + ": " + message
		case code != "" && code != "Success", message != "":
			return code + message
		}
	}
	return ""
}

// isLinkLocal reports whether host is an address that no router passes on, or one of
// AWS's own for the services of a machine.
func isLinkLocal(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && (ip.IsLinkLocalUnicast() || netip.MustParsePrefix("fd00:ec2::/32").Contains(ip))
}
