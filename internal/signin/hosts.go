package signin

import (
	"strings"

	"fob.example/fob/internal/awsapi"
)

// portalDomains are those that AWS serves access portals on, in every partition. The
// list is the AWS CLI's, with where each puts the region into a host name: after
// "portal" or before it, or nowhere.
var portalDomains = [...]struct{ domain, shape string }{
	{"app.aws", shapePortalRegion},
	{"portal.amazonaws.com", shapeRegion},
	{"portal.amazonaws.com.cn", shapeRegion},
	{"app.amazonwebservices.com.cn", shapePortalRegion},
	{"portal.amazonaws.eu", shapeRegion},
	{"api.amazonwebservices.eu", shapePortalRegion},
	{"awsapps.com", shapeNone},
	{"awsapps.cn", shapeNone},
}

// Shapes of what stands before a portal's domain.
const (
	shapeNone         = ""
	shapeRegion       = "ID.REGION"
	shapePortalRegion = "ID.portal.REGION"
)

// isPortal reports whether host is one that AWS serves access portals on.
func isPortal(host string) bool {
	host = canonicalHost(host)
	switch host {
	case "identitycenter.amazonaws.com", "identitycenter.amazonaws.com.cn",
		"identitycenter.amazonaws.eu", "identitycenter.us-gov.amazonaws.com":
		return true
	}
	for _, p := range portalDomains {
		if host == p.domain || strings.HasSuffix(host, "."+p.domain) {
			return true
		}
	}
	return false
}

// portalRegionOf returns the region in the name of an access portal's host, "" where
// there is none.
func portalRegionOf(host string) string {
	for _, p := range portalDomains {
		before, ok := strings.CutSuffix(canonicalHost(host), "."+p.domain)
		if !ok {
			continue
		}
		labels := strings.Split(before, ".")
		name := labels[len(labels)-1]
		switch {
		case awsapi.CheckRegion(name) != nil:
		case p.shape == shapeRegion && len(labels) == 2:
			return name
		case p.shape == shapePortalRegion && len(labels) == 3 && labels[1] == "portal":
			return name
		}
	}
	return ""
}

// isDevicePage reports whether AWS serves the page for device codes on host, for a
// session in region: on the access portal, or on a host for this alone.
func isDevicePage(host, region string) bool {
	if isPortal(host) {
		return true
	}
	for _, service := range []string{"device.sso.", "device.sso-fips."} {
		if domain, ok := strings.CutPrefix(canonicalHost(host), service+region+"."); ok {
			return isServiceDomain(domain)
		}
	}
	return false
}

// isServiceDomain reports whether a domain is one that AWS serves APIs on, in any
// partition.
func isServiceDomain(domain string) bool {
	switch domain {
	case "amazonaws.com", "api.aws",
		"amazonaws.com.cn", "api.amazonwebservices.com.cn",
		"amazonaws.eu", "api.amazonwebservices.eu",
		"c2s.ic.gov", "api.aws.ic.gov",
		"sc2s.sgov.gov", "api.aws.scloud",
		"cloud.adc-e.uk", "api.cloud-aws.adc-e.uk",
		"csp.hci.ic.gov", "api.aws.hci.ic.gov":
		return true
	}
	return false
}

// canonicalHost is how host names are compared.
func canonicalHost(host string) string { return strings.TrimSuffix(strings.ToLower(host), ".") }
