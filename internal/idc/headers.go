package idc

import (
	"net/http"
	"net/url"
)

// setHeaders sets what every answer has, of API and pages alike. The referrer policy
// keeps addresses from other sites; no-referrer would also make browsers send forms
// with "Origin: null", by which one without Sec-Fetch headers is taken for another
// site (Fetch, "append a request Origin header").
func setHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Security-Policy", contentSecurityPolicy(""))
	h.Set("X-Amzn-Requestid", newRequestID())
}

// contentSecurityPolicy allows a page its stylesheet, its icon and its forms. Browsers hold
// a form to form-action on redirects too, so a page whose form may end at a
// client's loopback listener must name it.
func contentSecurityPolicy(redirectURI string) string {
	return "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'" + formTarget(redirectURI) +
		"; frame-ancestors 'none'; base-uri 'none'"
}

func formTarget(redirectURI string) string {
	u, err := url.Parse(redirectURI)
	if err != nil || u.Host == "" {
		return ""
	}
	if u.Host[0] == '[' {
		return " http:" // a policy cannot name an IPv6 address
	}
	return " " + u.Scheme + "://" + u.Host
}
