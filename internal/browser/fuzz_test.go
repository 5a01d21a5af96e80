package browser_test

import (
	"net"
	"net/url"
	"strings"
	"testing"

	"fob.example/fob/internal/browser"
)

// FuzzCheck is of the gate that every URL passes on its way to a browser.
func FuzzCheck(f *testing.F) {
	for _, text := range []string{
		"https://d-1.awsapps.com/start", "http://127.0.0.1:8080/authorize?a=b", "http://[::1]:8080/", "http://example.com/", "http://localhost/", "https://user:pw@example.com/",
		"https:example.com", "https:/example.com", "javascript:alert(1)", "file:///etc/passwd", "--help", "https://ex\nample.com/", "HTTPS://EXAMPLE.com",
		"https://example.com/a b?c=d e#f g", "https://example.com/?a=$(id)`id`;id", `https://example.com/'x"?<a>^b|c\d{e}*`, `https:\\example.com\`, "https://d-1.аwsapps.com/",
		"https://example.com:99999/", "https://example.com:0/", "https://example.com:/", "https://:443/", "https://[fe80::1%25eth0]/", "https://[::ffff:127.0.0.1]/", "http://127.1/",
		"https://example.com/%00%1b%0a?%zz#%", "https://example.com?--x", "https://example.com/\u202e\u200b", "//example.com", "", " https://example.com", "data:text/html,x",
	} {
		f.Add(text)
	}
	const unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
	f.Fuzz(func(t *testing.T, text string) {
		got, err := browser.Check(text)
		if err != nil {
			if got != "" {
				t.Errorf("%q is refused, and answered with %q", text, got)
			}
			return
		}
		if odd := strings.Trim(got, unreserved+":/?#[]@!&+,=%"); odd != "" {
			t.Errorf("%q becomes %q, with %q", text, got, odd)
		}
		in, inErr := url.Parse(text)
		u, err := url.Parse(got)
		if err != nil || inErr != nil {
			t.Fatalf("%q becomes %q: %v", text, got, err)
		}
		loopback := u.Scheme == "http" && net.ParseIP(u.Hostname()).IsLoopback()
		if u.Scheme != "https" && !loopback || u.User != nil || u.Opaque != "" || u.Hostname() == "" {
			t.Errorf("a browser is sent to %q", got)
		}
		if u.Host != in.Host || u.Path != in.Path || u.Fragment != in.Fragment {
			t.Errorf("%q leads elsewhere: %q", text, got)
		}
		for name, values := range in.Query() {
			if strings.Join(values, "&") != strings.Join(u.Query()[name], "&") {
				t.Errorf("%q asks something else: %q", text, got)
			}
		}
		if again, err := browser.Check(got); err != nil || again != got {
			t.Errorf("%q is canonical and becomes %q, %v", got, again, err)
		}
	})
}
