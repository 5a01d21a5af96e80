package awsconfig_test

import (
	"errors"
	"strings"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

// What looks like a start URL and is read otherwise by a browser, by a person or by
// another program is refused before anything is sent.
func TestParseStartURLRefuses(t *testing.T) {
	const (
		user = "must not name a user"
		host = "has a host that is not of letters a to z, digits, hyphens and dots"
		port = "has a port that does not exist"
	)
	for text, reason := range map[string]string{
		"http://d-1.awsapps.com/start":                    "must use the https scheme",
		"HTTP://d-1.awsapps.com/start":                    "must use the https scheme",
		"d-1.awsapps.com/start":                           "must use the https scheme",
		"javascript:alert(1)":                             "must use the https scheme",
		"https:d-1.awsapps.com/start":                     "has no host",
		"https:/d-1.awsapps.com/start":                    "has no host",
		"https:///start":                                  "has no host",
		"https://:443/start":                              "has no host",
		"https://ada@d-1.awsapps.com/start":               user,
		"https://d-1.awsapps.com@evil.test/start":         user,
		"https://ada:s3cret@d-1.awsapps.com/start":        user,
		"https://@d-1.awsapps.com/start":                  user,
		"https://d-1.аwsapps.com/start":                   host, // the first a is Cyrillic
		"https://d-1.awsapps。com/start":                   host, // an ideographic full stop
		"https://d-1.awsapps.com\u200b/start":             host,
		"https://d-1.awsapps.com%D0%B0/start":             host,
		"https://d-1!.awsapps.com/start":                  host,
		"https://[fe80::1%25eth0]/start":                  host,
		"https://d-1.awsapps.com:99999/start":             port,
		"https://d-1.awsapps.com:0/start":                 port,
		"https://d-1.awsapps.com:/start":                  port,
		"https://d-1.awsapps.com:-1/start":                "is not a URL",
		"https://d-1.awsapps.com:x/start":                 "is not a URL",
		`https://evil.test\@d-1.awsapps.com/start`:        "is not a URL",
		`https://evil.test\.awsapps.com/start`:            "is not a URL",
		`https://d-1.awsapps.com/\evil.test`:              "is not a URL",
		`https:\\d-1.awsapps.com\start`:                   "is not a URL",
		"https://d-1.awsapps.com\n/start":                 "is not a URL",
		"https://d-1.awsapps.com/start#\n":                "is not a URL",
		"https://d-1.awsapps.com/start#/\u009b0m":         "is not a URL",
		"https://d-1.awsapps.com%2eevil.test/start":       "is not a URL",
		"https://[::1/start":                              "is not a URL",
		"https://ada:s3 cret@d-1.awsapps.com:443:1/start": "is not a URL",
		"": "must use the https scheme",
	} {
		t.Run("H31 "+text, func(t *testing.T) {
			_, err := awsconfig.ParseStartURL(text)
			refused, ok := errors.AsType[*awsconfig.StartURLError](err)
			if !ok || refused.Reason != reason {
				t.Errorf("%v, want: %s", err, reason)
			}
			if err != nil && (strings.Contains(err.Error(), "ada") || strings.Contains(err.Error(), "s3")) {
				t.Errorf("a password may be in %v", err)
			}
		})
	}
}

func TestParseStartURLAccepts(t *testing.T) {
	for _, text := range []string{
		"https://d-1234567890.awsapps.com/start",
		"https://d-1234567890.awsapps.com/start/#/?tab=accounts",
		"HTTPS://D-1234567890.AWSAPPS.COM./start",
		"https://sso.example.com",
		"https://sso_1.example.com:8443/start",
		"https://127.0.0.1:8443/start",
		"https://[::1]:8443/start",
	} {
		if u, err := awsconfig.ParseStartURL(text); err != nil || u.Hostname() == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}
