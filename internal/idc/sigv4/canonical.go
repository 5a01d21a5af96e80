package sigv4

import (
	"net/http"
	"net/url"
	"sort"
	"strconv"
	"strings"
)

// canonicalRequest writes a request in the one form that both sides hash.
func canonicalRequest(r *http.Request, body []byte, signedHeaders []string) (string, error) {
	payload := hexSHA256(body)
	if given := r.Header.Get("X-Amz-Content-Sha256"); given != "" && given != payload {
		return "", mismatch("The provided 'x-amz-content-sha256' header does not match what was computed.")
	}
	query, err := canonicalQuery(r.URL.RawQuery)
	if err != nil {
		return "", err
	}
	headers, err := canonicalHeaders(r, signedHeaders)
	if err != nil {
		return "", err
	}
	return strings.Join([]string{
		r.Method,
		canonicalPath(r.URL.EscapedPath()),
		query,
		headers,
		strings.Join(signedHeaders, ";"),
		payload,
	}, "\n"), nil
}

// canonicalPath encodes the path as it came once more, as every service but S3
// has it.
func canonicalPath(escaped string) string {
	if escaped == "" {
		return "/"
	}
	segments := strings.Split(escaped, "/")
	for i, s := range segments {
		segments[i] = encode(s)
	}
	return strings.Join(segments, "/")
}

// canonicalQuery sorts by encoded name, then by encoded value.
func canonicalQuery(raw string) (string, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return "", incomplete("The query string is malformed.")
	}
	var pairs [][2]string
	for name, list := range values {
		for _, v := range list {
			pairs = append(pairs, [2]string{encode(name), encode(v)})
		}
	}
	sort.Slice(pairs, func(i, j int) bool {
		if pairs[i][0] != pairs[j][0] {
			return pairs[i][0] < pairs[j][0]
		}
		return pairs[i][1] < pairs[j][1]
	})
	joined := make([]string, len(pairs))
	for i, p := range pairs {
		joined[i] = p[0] + "=" + p[1]
	}
	return strings.Join(joined, "&"), nil
}

// canonicalHeaders writes the signed headers, each with its line feed, values
// trimmed and runs of blanks made one.
func canonicalHeaders(r *http.Request, signed []string) (string, error) {
	var b strings.Builder
	for _, name := range signed {
		values := headerValues(r, name)
		if len(values) == 0 {
			return "", mismatch("'" + name + "' is a 'SignedHeader' and is missing from the request.")
		}
		for i, v := range values {
			values[i] = strings.Join(strings.Fields(v), " ")
		}
		b.WriteString(name + ":" + strings.Join(values, ",") + "\n")
	}
	return b.String(), nil
}

// headerValues returns a copy of a header's values. net/http keeps host (with
// its port) and the body's length out of the header map.
func headerValues(r *http.Request, name string) []string {
	values := append([]string(nil), r.Header.Values(name)...)
	switch {
	case name == "host":
		return []string{r.Host}
	case name == "content-length" && len(values) == 0 && r.ContentLength >= 0:
		return []string{strconv.FormatInt(r.ContentLength, 10)}
	}
	return values
}

// encode percent-encodes all but the unreserved characters of RFC 3986 §2.3.
func encode(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		if c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	return b.String()
}
