package awsapi

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	smithyendpoints "github.com/aws/smithy-go/endpoints"

	"fob.example/fob/internal/termui"
)

// BaseURL returns the URL of a service's endpoint in region: the configured one, else
// AWS's, without a slash at the end.
func (c *Client) BaseURL(service Service, region string) (string, error) {
	override, err := c.endpoint(service)
	if err != nil || override != nil {
		return strings.TrimSuffix(deref(override), "/"), err
	}
	return c.awsEndpoint(service, region)
}

// reach returns what a call to a service in region takes: its endpoint, nil for the one
// that the SDK takes by itself, and the client to send it with. It is to be asked anew for
// each call, whose time begins with it.
func (c *Client) reach(service Service, region string) (endpoint *string, client *caller, err error) {
	if err := CheckRegion(region); err != nil {
		return nil, nil, err
	}
	if endpoint, err = c.endpoint(service); err != nil {
		return nil, nil, err
	}
	if endpoint == nil && (c.config.FIPS || c.config.DualStack) { // the SDK refuses a configured one beside these
		special, err := c.awsEndpoint(service, region)
		if err != nil {
			return nil, nil, err
		}
		endpoint = &special
	}
	sender, err := c.http()
	return endpoint, &caller{sender, c.until()}, err
}

// HasEndpoint reports whether an endpoint is configured for a service.
func (c *Client) HasEndpoint(service Service) bool {
	endpoint, _ := c.endpoint(service) // what is wrong with it, a call says
	return endpoint != nil
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

// awsEndpoint is AWS's own endpoint of a service, of the kind that the configuration wants.
func (c *Client) awsEndpoint(service Service, region string) (string, error) {
	if err := CheckRegion(region); err != nil {
		return "", err
	}
	var (
		endpoint smithyendpoints.Endpoint
		err      error
		ctx      = context.Background()
		fips     = &c.config.FIPS
		dual     = &c.config.DualStack
	)
	switch service {
	case OIDC:
		endpoint, err = ssooidc.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, ssooidc.EndpointParameters{Region: &region, UseFIPS: fips, UseDualStack: dual})
	case Portal:
		endpoint, err = sso.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, sso.EndpointParameters{Region: &region, UseFIPS: fips, UseDualStack: dual})
	case STS:
		endpoint, err = sts.NewDefaultEndpointResolverV2().ResolveEndpoint(ctx, sts.EndpointParameters{Region: &region, UseFIPS: fips, UseDualStack: dual})
	default:
		err = fmt.Errorf("it is not a service in use")
	}
	if err != nil {
		return "", fmt.Errorf("endpoint of %s in %s: %w", service, region, err)
	}
	return strings.TrimSuffix(endpoint.URI.String(), "/"), nil
}

// IsAWSHost reports whether a host is an endpoint of one of the services in use, in any
// partition, or a VPC's own door to one. Other hosts on AWS's domains are its customers'.
func IsAWSHost(host string) bool {
	host = strings.ToLower(host)
	for _, domain := range []string{
		"amazonaws.com", "amazonaws.com.cn", "amazonaws.eu", "c2s.ic.gov", "sc2s.sgov.gov", "cloud.adc-e.uk", "csp.hci.ic.gov",
		"api.aws", "api.amazonwebservices.com.cn", "api.amazonwebservices.eu", "api.aws.ic.gov", "api.aws.scloud", "api.cloud-aws.adc-e.uk", "api.aws.hci.ic.gov",
	} {
		if rest, ok := strings.CutSuffix(host, "."+domain); ok && isServiceHost(strings.TrimSuffix(rest, ".vpce")) {
			return true
		}
	}
	return false
}

// isServiceHost reports whether the part of a host before its domain names a service.
func isServiceHost(name string) bool {
	if name == "sts" {
		return true
	}
	if door, rest, ok := strings.Cut(name, "."); ok && strings.HasPrefix(door, "vpce-") {
		name = rest
	}
	i := strings.LastIndexByte(name, '.')
	services := []string{"oidc", "oidc-fips", "portal.sso", "portal.sso-fips", "sts", "sts-fips"}
	return i > 0 && CheckRegion(name[i+1:]) == nil && slices.Contains(services, name[:i])
}

// caller sends the requests of one call.
type caller struct {
	*http.Client
	until time.Time // zero for no end
}

// Do sends a request, which ends at the latest with its call. An answer is in memory when
// it comes.
func (c *caller) Do(req *http.Request) (*http.Response, error) {
	if c.until.IsZero() {
		return c.Client.Do(req)
	}
	ctx, cancel := context.WithDeadline(req.Context(), c.until)
	defer cancel()
	return c.Client.Do(req.WithContext(ctx))
}
