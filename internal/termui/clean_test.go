package termui_test

import (
	"strings"
	"testing"
	"unicode"

	"fob.example/fob/internal/termui"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain äöü 日本":              "plain äöü 日本",
		"\x1b[31mred\x07":           `\x1b[31mred\a`,
		"two\r\nlines":              `two\r\nlines`,
		"right\u202eto left":        `right\u202eto left`,
		"zero\u200bwidth\u2028line": `zero\u200bwidth\u2028line`,
		"c1 \u009b31m del \x7f":     `c1 \u009b31m del \x7f`,
		"bad \xff byte":             `bad \ufffd byte`,
		strings.Repeat("ä", 301):    strings.Repeat("ä", 300) + "…",
	} {
		if got := termui.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("\x1b]0;title\x07")
	f.Add("a\u202eb")
	f.Fuzz(func(t *testing.T, s string) {
		got := termui.Clean(s)
		for _, r := range got {
			if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
				t.Errorf("Clean(%q) = %q holds %U", s, got, r)
			}
		}
	})
}

func TestShort(t *testing.T) {
	for name, want := range map[string]string{
		"":                                "",
		strings.Repeat("é", 100):          strings.Repeat("é", 100),
		strings.Repeat("é", 100) + "x":    strings.Repeat("é", 100) + "…",
		strings.Repeat("\xff", 100) + "x": strings.Repeat("\xff", 100) + "…",
	} {
		if got := termui.Short(name); got != want {
			t.Errorf("%q became %q", name, got)
		}
	}
}
