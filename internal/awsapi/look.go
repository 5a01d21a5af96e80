package awsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// lookTimeout is how long a look takes at most, as in the AWS CLI, where the
// configuration says nothing else of connections.
const lookTimeout = 10 * time.Second

// Look asks what is at a URL, which need not be AWS's, and returns the status and the
// Location header of the answer. It follows no redirect, sends nothing of ours and
// reads no body. The URL is https, or http to a loopback address. Errors: an
// *UnreachableError where no answer came, or context.Cause(ctx).
func (c *Client) Look(ctx context.Context, method, rawURL string) (status int, location string, err error) {
	u, err := url.Parse(rawURL)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !isLoopback(u.Hostname())) {
		return 0, "", errors.New("look: not an https URL with a host and without a user")
	}
	resp, err := c.peek(ctx, method, u.String())
	if err != nil {
		return 0, "", err
	}
	return resp.StatusCode, resp.Header.Get("Location"), nil
}

// Ping finds out whether a service can be reached in region: by one request that asks for
// nothing, to which any answer will do. Its clock is held against this machine's. Errors:
// an *UnreachableError where no answer came, that of an endpoint or a CA bundle which
// cannot be used, or context.Cause(ctx).
func (c *Client) Ping(ctx context.Context, service Service, region string) error {
	endpoint, err := c.BaseURL(service, region)
	if err != nil {
		return err
	}
	resp, err := c.peek(ctx, http.MethodHead, endpoint+"/")
	if err != nil {
		return err
	}
	client, err := c.http()
	if err == nil {
		client.Transport.(strictTransport).clock.compare(resp)
	}
	return err
}

// peek sends a request that holds nothing of ours, and returns the answer without its body.
func (c *Client) peek(ctx context.Context, method, url string) (*http.Response, error) {
	client, err := c.http()
	if err != nil {
		return nil, err
	}
	limit := lookTimeout
	if c.config.ConnectTimeout > 0 {
		limit = c.config.ConnectTimeout
	}
	inTime, cancel := context.WithTimeoutCause(ctx, limit, fmt.Errorf("no answer within %v", limit))
	defer cancel()
	req, err := http.NewRequestWithContext(inTime, method, url, nil)
	if err != nil {
		return nil, fmt.Errorf("look: %w", err)
	}
	resp, err := client.Transport.(strictTransport).base.RoundTrip(req)
	switch {
	case err == nil:
		_ = resp.Body.Close()
		return resp, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case inTime.Err() != nil:
		err = context.Cause(inTime)
	}
	return nil, &UnreachableError{Operation: method + " " + req.URL.Host, Err: err}
}
