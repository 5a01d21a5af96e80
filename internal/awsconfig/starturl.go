package awsconfig

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"
)

// ParseStartURL reads a start URL by the one rule for all that are given one: https, a
// host of plain ASCII, no user, a port that exists, no backslash, which a browser takes
// for a slash, and no control character, which url.Parse lets through in a fragment. Which
// hosts are trusted is decided where the URL is resolved.
// The error is a *StartURLError.
func ParseStartURL(text string) (*url.URL, error) {
	startURL, err := url.Parse(text)
	reason := ""
	switch {
	case err != nil, strings.Contains(text, `\`), strings.ContainsFunc(text, unicode.IsControl):
		reason = "is not a URL"
	case startURL.Scheme != "https":
		reason = "must use the https scheme"
	case startURL.Hostname() == "":
		reason = "has no host"
	case startURL.User != nil:
		reason = "must not name a user"
	case !plainHost(startURL.Hostname()):
		reason = "has a host that is not of letters a to z, digits, hyphens and dots"
	case !plainPort(startURL):
		reason = "has a port that does not exist"
	default:
		return startURL, nil
	}
	return nil, &StartURLError{URL: withoutUser(text), Reason: reason}
}

func plainHost(host string) bool {
	if strings.Contains(host, ":") {
		ip, err := netip.ParseAddr(host)
		return err == nil && ip.Zone() == ""
	}
	return strings.Trim(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == ""
}

// plainPort reports whether u has no port at all or one from 1 to 65535.
func plainPort(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && n > 0
}

// withoutUser cuts what may be a name and a password from a URL that is to be shown.
func withoutUser(text string) string {
	if i := strings.LastIndex(text, "@"); i >= 0 {
		return "…" + text[i:]
	}
	return text
}
