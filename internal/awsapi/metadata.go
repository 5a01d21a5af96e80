package awsapi

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fob.example/fob/internal/termui"
)

// The addresses of the EC2 instance metadata service.
const (
	MetadataIPv4 = "http://169.254.169.254"
	MetadataIPv6 = "http://[fd00:ec2::254]"
)

// InstanceMetadata says how the metadata of an EC2 instance are asked for.
type InstanceMetadata struct {
	Endpoint string        // the service's base URL
	Timeout  time.Duration // for a connection, and as long again for an answer
	Attempts int           // of each request
	NoV1     bool          // never without a session token (IMDSv2)
}

// ErrNoMetadataV2 means that the instance has no IMDSv2, and that IMDSv1 is not wanted.
var ErrNoMetadataV2 = errors.New("the instance metadata service gives no session token (IMDSv2), and IMDSv1 is disabled")

// InstanceCredentials returns the credentials of the role that an EC2 instance has; ok is
// false where there is no such service, or no role.
func (c *Client) InstanceCredentials(ctx context.Context, m InstanceMetadata) (creds Credentials, ok bool, err error) {
	i, err := c.instance(ctx, m)
	if i == nil || err != nil {
		return Credentials{}, false, err
	}
	const roles = "meta-data/iam/security-credentials/"
	role, ok, err := i.get(ctx, roles)
	if !ok || err != nil {
		return Credentials{}, false, err
	}
	name, _, _ := strings.Cut(strings.TrimSpace(string(role.body)), "\n")
	document, ok, err := i.get(ctx, roles+url.PathEscape(name))
	if !ok || err != nil {
		return Credentials{}, false, err
	}
	creds, err = i.localCredentials(document)
	return creds, err == nil, err
}

// InstanceRegion returns the region that an EC2 instance runs in; "" where there is no
// such service.
func (c *Client) InstanceRegion(ctx context.Context, m InstanceMetadata) (string, error) {
	i, err := c.instance(ctx, m)
	if i == nil || err != nil {
		return "", err
	}
	region, err := i.region(ctx)
	if region == "" || err != nil {
		return "", err
	}
	if err := CheckRegion(region); err != nil {
		return "", fmt.Errorf("%s: %w", i.operation, err)
	}
	return region, nil
}

// region asks for the region, and services that do not know of it for the zone, as the
// AWS CLI does: its name is the region's and a letter.
func (i *instance) region(ctx context.Context) (string, error) {
	const placement = "meta-data/placement/"
	answer, ok, err := i.get(ctx, placement+"region")
	if ok || err != nil {
		return strings.TrimSpace(string(answer.body)), err
	}
	answer, _, err = i.get(ctx, placement+"availability-zone/")
	return strings.TrimRight(strings.TrimSpace(string(answer.body)), "abcdefghijklmnopqrstuvwxyz"), err
}

// instance is a conversation with the metadata service.
type instance struct {
	*local
	base   string
	header http.Header // with the session token, once there is one
}

// instance begins a conversation; nil where there is nobody to have it with. It asks for a
// session token first (IMDSv2), and goes on without one only as the AWS CLI does: where
// the service knows of none, or lets its answer get lost on the way into a container.
func (c *Client) instance(ctx context.Context, m InstanceMetadata) (*instance, error) {
	const operation = "instance metadata"
	if err := checkMetadata(m.Endpoint); err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	l, err := c.local(operation, m.Timeout, m.Attempts)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, err)
	}
	i := &instance{l, strings.TrimSuffix(m.Endpoint, "/") + "/latest/", http.Header{}}
	if there, err := i.begin(ctx, m.NoV1); !there || err != nil {
		return nil, err
	}
	return i, nil
}

// begin asks for the session token. there is false if nobody answers, or refuses to.
func (i *instance) begin(ctx context.Context, noV1 bool) (there bool, err error) {
	ttl := http.Header{"X-Aws-Ec2-Metadata-Token-Ttl-Seconds": {"21600"}} // the longest there is
	answer, err := i.ask(ctx, http.MethodPut, i.base+"api/token", ttl, func(a localAnswer) bool { return a.status < 500 })
	switch {
	case ctx.Err() != nil:
		return false, context.Cause(ctx)
	case notDialled(err), err == nil && answer.status == http.StatusBadRequest:
		return false, nil
	case err == nil && answer.status == http.StatusOK:
		i.header.Set("X-Aws-Ec2-Metadata-Token", string(answer.body))
		return true, nil
	case noV1:
		return false, fmt.Errorf("%s: %w", i.operation, ErrNoMetadataV2)
	}
	return true, nil
}

// get asks for a part of the metadata; ok is false if there is none.
func (i *instance) get(ctx context.Context, path string) (answer localAnswer, ok bool, err error) {
	fine := func(a localAnswer) bool { return a.status == http.StatusOK && len(a.body) > 0 }
	answer, err = i.ask(ctx, http.MethodGet, i.base+path, i.header, fine)
	if ctx.Err() != nil {
		return localAnswer{}, false, context.Cause(ctx)
	}
	return answer, err == nil && fine(answer), nil
}

// checkMetadata refuses an endpoint that a session token could leave the machine for.
func checkMetadata(endpoint string) error {
	u, err := url.Parse(endpoint)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return errors.New("its endpoint is not a URL with a scheme and a host, and without a user")
	case u.Scheme == "https", u.Scheme == "http" && (isLoopback(u.Hostname()) || u.Hostname() == "localhost" || isLinkLocal(u.Hostname())):
		return nil
	}
	return fmt.Errorf("its endpoint %q must be https, or http at an address of this machine", termui.Clean(u.Scheme+"://"+u.Host))
}
