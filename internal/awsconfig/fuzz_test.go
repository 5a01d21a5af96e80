package awsconfig_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/shellword"
)

// FuzzStartURL is of the gate that a start URL passes before anything else is done with it.
func FuzzStartURL(f *testing.F) {
	for _, text := range []string{
		"https://d-1234567890.awsapps.com/start", "https://d-1234567890.awsapps.com/start/#/", "HTTPS://D-1.AWSAPPS.COM", "https://my.example.com:8443/x?y=z#f",
		"http://d-1.awsapps.com/start", "https://user@d-1.awsapps.com", "https://user:pw@evil.test/", "https://d-1.awsapps.com@evil.test/start", "https://evil.test\\@d-1.awsapps.com/",
		"https://d-1.awsapps.com:99999", "https://d-1.awsapps.com:0", "https://d-1.awsapps.com:", "https://d-1.аwsapps.com", "https:d-1.awsapps.com", "https:/d-1.awsapps.com",
		"https://", "https:///start", "//d-1.awsapps.com", "d-1.awsapps.com", "", " https://d-1.awsapps.com", "https://d-1.awsapps.com\n", "https://d-1.awsapps.com/\x1b[0m",
		"https://[::1]/", "https://[fe80::1%25eth0]/", "https://d-1.awsapps.com.evil.test/", "https://d-1%2eawsapps.com/", "javascript://d-1.awsapps.com/%0aalert(1)", "https://$(id)/",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := awsconfig.ParseStartURL("https://CANARY:CANARY@" + text); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("a user is taken, or told: %v", err)
		}
		u, err := awsconfig.ParseStartURL(text)
		if err != nil {
			return
		}
		host := u.Hostname()
		if u.Scheme != "https" || u.User != nil || host == "" || u.Opaque != "" || strings.Contains(text, `\`) || strings.ContainsFunc(text, unicode.IsControl) {
			t.Errorf("%q is taken for a start URL", text)
		}
		if strings.ContainsFunc(host, func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("/@%$", r) }) {
			t.Errorf("%q is taken for a start URL on %q", text, host)
		}
		// A browser, too, finds the host right behind the slashes.
		if rest, ok := strings.CutPrefix(strings.ToLower(text), "https://"); !ok || !strings.HasPrefix(strings.TrimPrefix(rest, "["), strings.ToLower(host)) {
			t.Errorf("%q is a start URL on %q", text, host)
		}
	})
}

// FuzzCredentialProcess writes command lines into a config file. AWS splits what it reads
// there, and so do we: a word stays one, whatever is in it, or nothing is written.
func FuzzCredentialProcess(f *testing.F) {
	for _, words := range [][3]string{
		{"/usr/bin/fob", "--profile", "dev"}, {"/opt/my tools/fob", "a b", ""}, {"/x", "it's", `say "hi"`}, {"/x", `back\slash`, `\`}, {"/x", "$(id)", "`id`"},
		{"/x", "a;b", "a|b"}, {"/x", "a&b", "<c>"}, {"/x", "# c", ";c"}, {"/x", "=", "a = b"}, {"/x", "[profile p]", "]"}, {"/x", "a\nb", "c"}, {"/x", "a\r\n[profile p]", "c"},
		{"/x", "\x00", "c"}, {"/x", "\x1b[0m", "c"}, {"/x", "\u2028", "c"}, {"/x", "\u00a0", "\u3000"}, {"/x", "é", "日本"}, {"/x", "\xff", "c"}, {"/x", "%PATH%", "~"},
		{"/x", "'", "''"}, {`C:\Program Files\fob.exe`, "a", "b"}, {" ", "  ", "\t"},
	} {
		f.Add(words[0], words[1], words[2])
	}
	path := filepath.Join(f.TempDir(), "config")
	f.Fuzz(func(t *testing.T, program, first, second string) {
		words := []string{program, first, second}
		line := shellword.Quote(program) + " " + shellword.Quote(first) + " " + shellword.Quote(second)
		if got, err := shellword.Split(line); err != nil || !slices.Equal(got, words) {
			t.Fatalf("%q is split into %q, %v", line, got, err)
		}
		edited, err := awsconfig.Apply("", awsconfig.Edit{
			Place: awsconfig.Place{Kind: awsconfig.KindProfile, Name: "p", Key: "credential_process"}, Value: line,
		})
		if err != nil {
			if utf8.ValidString(line) && !strings.ContainsFunc(line, unicode.IsControl) && !strings.ContainsAny(line, "\u2028\u2029") {
				t.Errorf("%q is refused: %v", line, err)
			}
			return
		}
		if err := os.WriteFile(path, []byte(edited.Text), 0o600); err != nil {
			t.Fatal(err)
		}
		config, err := awsconfig.Load(nil, awsconfig.Paths{Config: path})
		if err != nil {
			t.Fatalf("%q is written as %q: %v", line, edited.Text, err)
		}
		if names := config.ProfileNames(); !slices.Equal(names, []string{"p"}) {
			t.Errorf("%q makes the profiles %q", line, names)
		}
		p, _ := config.Profile("p")
		read, _ := p.Get("credential_process")
		if got, err := shellword.Split(read); err != nil || !slices.Equal(got, words) {
			t.Errorf("%q is read back as %q, %v", words, got, err)
		}
	})
}
