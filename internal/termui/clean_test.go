package termui_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

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
		"hangul\u3164filler \u2065": `hangul\u3164filler \u2065`,
		strings.Repeat("ä", 301):    strings.Repeat("ä", 300) + "…",
	} {
		if got := termui.Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzClean looks for text that still gives a terminal orders, or that says something else
// than it did.
func FuzzClean(f *testing.F) {
	for _, text := range []string{
		"", "plain", "äöü 日本 🙂", "\x1b]0;title\x07", "\x1b[31mred", "\x9b31m", "\u009b31m", "a\r\nb", "\x00", "\x7f", "\b\b\b", "\t", "a\u202eb", "\u2066x\u2069", "\u200b\u200d\ufeff",
		"\u2028\u2029", "\u061c", "\u00ad", "\U000e0041", "\ue000", "\u2065", "\u3164", "\U000e0fff", "\xff\xfe", "\ufffd", "a\u0301", `\x1b \\ '`, strings.Repeat("ä", 301), strings.Repeat("\x1b", 301), strings.Repeat("x", 2000), "'\"$(id)`",
	} {
		f.Add(text)
	}
	isHazard := func(r rune) bool {
		return r < 0x20 || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f ||
			r == 0x61c || r == 0xad || r == 0xfeff || r == utf8.RuneError || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Other_Default_Ignorable_Code_Point)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, tt := range []struct {
			got   string
			limit int
		}{{termui.Clean(s), 300}, {termui.CleanMessage(s), 1500}, {termui.Escape(s), len(s)}} {
			if i := strings.IndexFunc(tt.got, isHazard); i >= 0 || !utf8.ValidString(tt.got) {
				t.Fatalf("%q is shown as %q", s, tt.got)
			}
			short, plain := utf8.RuneCountInString(s) <= tt.limit, strings.IndexFunc(s, isHazard) < 0
			if short && plain && tt.got != s {
				t.Errorf("%q becomes %q", s, tt.got)
			}
			if !short && (!strings.HasSuffix(tt.got, "…") || utf8.RuneCountInString(tt.got) > len(`\U00000000`)*tt.limit+1) {
				t.Errorf("%d characters of %q are left", utf8.RuneCountInString(tt.got), s)
			}
		}
		if once := termui.Escape(s); termui.Escape(once) != once {
			t.Errorf("%q is not clean after once", s)
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
