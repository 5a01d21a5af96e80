package browser

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Check returns rawURL in its canonical form if a browser may be sent there: https,
// or http to a loopback address, with a host of plain ASCII, a port that exists, and
// without a user part. Its result holds nothing that any opener could take for more
// than an address: many are shell scripts.
func Check(rawURL string) (string, error) {
	u, err := url.Parse(rawURL)
	switch {
	case err != nil:
		return "", errors.New("not a URL")
	case u.Opaque != "" || u.Hostname() == "" || u.User != nil:
		return "", errors.New("not a plain URL with a host")
	case !plainHost(u):
		return "", errors.New("its host is not spelt in plain letters, digits, hyphens and dots")
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return escape(u.String()), nil
	}
	return "", fmt.Errorf("a browser is only sent to https, not to %q", u.Scheme)
}

func isLoopback(host string) bool {
	return net.ParseIP(host).IsLoopback()
}

func plainHost(u *url.URL) bool {
	if port := u.Port(); port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return false
		}
	} else if strings.HasSuffix(u.Host, ":") {
		return false
	}
	return net.ParseIP(u.Hostname()) != nil ||
		strings.Trim(u.Hostname(), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == ""
}

// escape percent-encodes what RFC 3986 has no place for, which url.URL lets through in
// a query, and those of its sub-delimiters that a shell obeys.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"'$()*;<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
