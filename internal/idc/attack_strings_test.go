package idc_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestHostileStrings: what a directory or a client calls itself gives orders to no browser
// and to no terminal, and does not flood either.
func TestHostileStrings(t *testing.T) {
	const hostile = "<b onclick=x>&\x1b[2J\u009b1m\u202etxt.exe\u2066\u200b\u2028\x7f"
	c := newCenter(t, "displayName: Alice", "displayName: "+yamlText(hostile+strings.Repeat("long", 1000)),
		"accountName: prod", "accountName: "+yamlText(hostile), "dev, prod]", "\"111122223333\", \"222233334444\"]",
		"emailAddress: dev@example.com", "emailAddress: "+yamlText(hostile))
	client := c.register(pkceClient.with("clientName", hostile))
	path := authorizeQuery(client, "http://127.0.0.1:1/oauth/callback", "state", hostile)
	page, csrf := c.asAlice("/portal")
	d := c.start(c.register(deviceClient.with("clientName", hostile)))
	pages := map[string]string{
		"sign-in": c.inNewBrowser().get(path).body, "portal": page, "consent": c.get(path).body, "device": c.get(c.path(d["verificationUriComplete"])).body,
		"account":     c.get("/portal?account=222233334444").body,
		"credentials": c.submit("/portal/credentials", map[string][]string{"csrf": {csrf}, "role": {"222233334444/Developer"}}).body,
	}
	for name, page := range pages {
		if !strings.Contains(page, "&lt;b onclick=x&gt;&amp;") {
			t.Errorf("%s does not show it: %s", name, page)
		}
		if strings.ContainsAny(page, "\x1b\u009b\u202e\u2066\u200b\u2028\x7f") || strings.Contains(page, "<b ") || strings.Contains(page, strings.Repeat("long", 100)) {
			t.Errorf("%s shows it raw: %q", name, page)
		}
	}
	r := c.request("GET", "/%1b[2J%e2%80%ae%0aforged%20line", "")
	r.URL.RawQuery = "scope=%1b[2J%0a%e2%80%ae&%1b=x"
	c.do(r)
	for line := range bytes.Lines(c.log.Bytes()) {
		if bytes.ContainsAny(bytes.TrimSuffix(line, []byte("\n")), "\x1b\u009b\u202e\u2066\u200b\u2028\x7f\n") || !bytes.HasPrefix(line, []byte("time=")) {
			t.Errorf("in the log: %q", line)
		}
	}
}

// yamlText writes a string in double quotes, every character that is not plain escaped.
func yamlText(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			fmt.Fprintf(&b, `\U%08x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return `"` + b.String() + `"`
}
