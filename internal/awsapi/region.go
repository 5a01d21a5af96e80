package awsapi

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"fob.example/fob/internal/termui"
)

// CheckRegion refuses a region that is not spelt like one, before it becomes part
// of a host name: lower-case words joined by hyphens, with a number at the end.
func CheckRegion(region string) error {
	parts := strings.Split(region, "-")
	last := parts[len(parts)-1]
	if region == "aws-global" { // STS without a region
		return nil
	}
	ok := len(parts) >= 3 && len(region) <= 32 && last != "" && strings.Trim(last, "0123456789") == ""
	for _, part := range parts[:len(parts)-1] {
		ok = ok && part != "" && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz") == ""
	}
	if !ok {
		return fmt.Errorf("%q is not a region", termui.Clean(region))
	}
	return nil
}

// defaultEndpoint is AWS's own endpoint of the OIDC service, the only one that a
// browser is sent to.
func defaultEndpoint(service Service, region string) (string, error) {
	if service != OIDC {
		return "", fmt.Errorf("no page of %s is meant for a browser", service)
	}
	if err := CheckRegion(region); err != nil {
		return "", err
	}
	endpoint, err := ssooidc.NewDefaultEndpointResolverV2().ResolveEndpoint(context.Background(), ssooidc.EndpointParameters{Region: &region})
	if err != nil {
		return "", fmt.Errorf("endpoint of %s in %s: %w", service, region, err)
	}
	return endpoint.URI.String(), nil
}
