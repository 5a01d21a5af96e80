package signin

import (
	"fmt"
	"net/url"
	"strings"

	"fob.example/fob/internal/awsconfig"
)

// StartURLError means that a start URL is on a domain that is not AWS's. Such a URL
// stands for one of AWS's, which it redirects to; that is not looked up here.
type StartURLError struct{ Session awsconfig.SSOSession }

func (e *StartURLError) Error() string {
	return fmt.Sprintf("sso_start_url %q is not on a domain of AWS, and start URLs of other domains are not supported yet", e.Session.StartURL)
}

// CheckStartURL refuses to sign in at a start URL that is not AWS's own.
func CheckStartURL(session awsconfig.SSOSession) error {
	u, err := url.Parse(session.StartURL)
	if err != nil || u.User != nil || !ownedByAWS(u.Hostname()) {
		return &StartURLError{session}
	}
	return nil
}

// ownedByAWS reports whether host is one that AWS serves access portals on, in any
// partition. The list is the AWS CLI's.
func ownedByAWS(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	switch host {
	case "identitycenter.amazonaws.com", "identitycenter.amazonaws.com.cn",
		"identitycenter.amazonaws.eu", "identitycenter.us-gov.amazonaws.com":
		return true
	}
	for _, domain := range []string{
		"app.aws", "portal.amazonaws.com", "portal.amazonaws.com.cn", "app.amazonwebservices.com.cn",
		"portal.amazonaws.eu", "api.amazonwebservices.eu", "awsapps.com", "awsapps.cn",
	} {
		if host == domain || strings.HasSuffix(host, "."+domain) {
			return true
		}
	}
	return false
}
