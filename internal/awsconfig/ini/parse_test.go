package ini_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig/ini"
)

// show writes a file's sections one a line: [name] key="value" ...
func show(file *ini.File) string {
	var b strings.Builder
	for _, section := range file.Sections {
		fmt.Fprintf(&b, "[%s]", section.Name)
		for setting := range section.All() {
			fmt.Fprintf(&b, " %s=%q", setting.Key, setting.Value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func parse(t *testing.T, text string) *ini.File {
	t.Helper()
	file, err := ini.Parse(text)
	if err != nil {
		t.Fatalf("Parse(%q): %v", text, err)
	}
	return file
}

func TestParse(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"empty", "", ""},
		{"only blank lines and comments", "\n \n# a\n  ; b\n", ""},

		{"lf", "[a]\nk = 1\nl = 2\n", `[a] k="1" l="2"`},
		{"crlf", "[a]\r\nk = 1\r\nl = 2\r\n", `[a] k="1" l="2"`},
		{"cr", "[a]\rk = 1\rl = 2\r", `[a] k="1" l="2"`},
		{"no final line end", "[a]\nk = 1", `[a] k="1"`},
		{"form feed, vertical tab, NEL and U+2028 end no line", "[a]\nk = 1\f2\v3\u00854\u20285\n", `[a] k="1\f2\v3\u00854\u20285"`},
		{"NUL is kept", "[a]\nk = 1\x002\n", `[a] k="1\x002"`},

		{"comments at any indentation", "#\n[a]\n  # x = 1\n; y\nk = 1\n", `[a] k="1"`},
		{"no inline comments", "[a]\nk = 1 # 2\nl = 1 ; 2\n", `[a] k="1 # 2" l="1 ; 2"`},

		{"header kept verbatim", "[ a  b\t]\n", "[ a  b\t]"},
		{"header up to the last bracket", "[a]b]\n[[c]\n[]]\n", "[a]b]\n[[c]\n[]]"},
		{"text after the header", "[a] # note\n[b]c = 1\n", "[a]\n[b]"},
		{"header names keep their case", "[A]\n[a]\n", "[A]\n[a]"},
		{"indented header", "  [a]\nk = 1\n  [b]\n", "[a] k=\"1\\n[b]\""},
		{"header at the key's indentation", "[a]\n  k = 1\n  [b]\n", "[a] k=\"1\"\n[b]"},
		{"header without its end is a key", "[a]\n[b = 1\n[] = 2\n", `[a] [b="1" []="2"`},

		{"keys are lower-cased", "[a]\nKeY = 1\nÉ = 2\n", `[a] key="1" é="2"`},
		{"first delimiter", "[a]\nk: 1=2\nl = 1:2\n", `[a] k="1=2" l="1:2"`},
		{"blanks around the delimiter", "[a]\nk=1\nl   =   2   \nm\t:\t3\n", `[a] k="1" l="2" m="3"`},
		{"blanks and punctuation in a key", "[a]\nmy key! \"x\" = 1\n", `[a] my key! "x"="1"`},

		{"empty values", "[a]\nk =\nl =   \n", `[a] k="" l=""`},
		{"nothing is quoted or expanded", "[a]\nk = \"$HOME\" ~ %d \\\nl = 1\n", `[a] k="\"$HOME\" ~ %d \\" l="1"`},
		{"unicode white space is trimmed", "[a]\nk = \u00a0\u20031\u3000\x1c\n", `[a] k="1"`},

		{"continuation", "[a]\nk = 1\n  2\n\t3\nl = 4\n", `[a] k="1\n2\n3" l="4"`},
		{"continuation that looks like a key", "[a]\nk = 1\n  l = 2\n", `[a] k="1\nl = 2"`},
		{"continuation across blank lines", "[a]\nk = 1\n\n \n  2\n\n\n", `[a] k="1\n\n\n2"`},
		{"comment inside a value", "[a]\nk = 1\n# c\n  2\n  # d\n  3\n", `[a] k="1\n2\n3"`},
		{"indented keys", "[a]\n  k = 1\n  l = 2\n m = 3\n    n = 4\n", `[a] k="1" l="2" m="3\nn = 4"`},
		{"a header ends a value", "[a]\nk = 1\n[b]\n  l = 2\n", "[a] k=\"1\"\n[b] l=\"2\""},
		{"indentation counts characters", "[a]\n\u00a0\u00a0k = 1\n\t\tl = 2\n   m\n", `[a] k="1" l="2\nm"`},

		{"block", "[a]\nk =\n  x = 1\n\n  y = 2\n", `[a] k="\nx = 1\n\ny = 2"`},
		{"block after blank lines", "[a]\nk =\n\n  x = 1\n", `[a] k="\n\nx = 1"`},

		{"DEFAULT is inherited", "[a]\nk = 1\n[DEFAULT]\nk = 2\nl = 3\n[b]\n", "[a] k=\"1\" l=\"3\"\n[b] k=\"2\" l=\"3\""},
		{"DEFAULT twice", "[DEFAULT]\nk = 1\n[DEFAULT]\nl = 2\n[a]\n", `[a] k="1" l="2"`},
		{"default is not DEFAULT", "[default]\nk = 1\n[a]\n", "[default] k=\"1\"\n[a]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := test.want
			if want != "" {
				want += "\n"
			}
			if diff := cmp.Diff(want, show(parse(t, test.text))); diff != "" {
				t.Errorf("Parse(%q), -want +got:\n%s", test.text, diff)
			}
		})
	}
}

func TestParseNamesWhatIsWrong(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"garbage", "garbage\n", "line 1: text before the first section header"},
		{"key before a header", "\n# c\nk = 1\n[a]\n", "line 3: text before the first section header"},
		{"no delimiter", "[a]\r\nk = 1\r\nl\r\n", "line 3: neither a comment, a section header nor KEY = VALUE"},
		{"empty header", "[a]\n[]\n", "line 2: neither a comment, a section header nor KEY = VALUE"},
		{"no key", "[a]\n = 1\n", `line 2: no key before the "="`},
		{"no key before a colon", "[a]\n: 1\n", `line 2: no key before the ":"`},
		{"section twice", "[a b]\n\n[c]\n[a b]\n", `line 4: the section "a b" is already on line 1`},
		{"section name with an escape", "[\x1b]\n[\x1b]\n", `line 2: the section "\x1b" is already on line 1`},
		{"key twice", "[a]\rk = 1\rl = 2\rk = 3\r", `line 4: the key "k" is already on line 2 of the same section`},
		{"key twice but for case", "[a]\nk = 1\nK: 2\n", `line 3: the key "k" is already on line 2 of the same section`},
		{"key twice in two DEFAULTs", "[DEFAULT]\nk = 1\n[DEFAULT]\nk = 2\n", `line 4: the key "k" is already on line 2 of the same section`},
		{"block with a colon", "[a]\nk =\n  x = 1\n\n  y: 2\n", `line 5: a line of the block "k" is not NAME = VALUE`},
		{"block with a line inside a line", "[a]\nk =\n  x = 1\vy\n", `line 3: a line of the block "k" is not NAME = VALUE`},
		{"block in DEFAULT that nothing inherits", "[DEFAULT]\nk =\n  x: 1\n", `line 3: a line of the block "k" is not NAME = VALUE`},
		{"byte-order mark", "\ufeff[a]\n", "line 1: the file begins with a byte-order mark; save it as UTF-8 without one"},
		{"utf-16", "\xff\xfe[\x00a\x00]\x00", "line 1: the file is UTF-16; save it as UTF-8"},
		{"latin-1", "[a]\r\nk = 1\r\nl = \xe9\r\n", "line 3: byte 0xe9 is not valid UTF-8"},
		{"latin-1 after a replacement character", "[a]\nk = \ufffd\xe9", "line 2: byte 0xe9 is not valid UTF-8"},
		{"cut in a character", "[a]\nk = \xe2\x98\n", "line 2: byte 0xe2 is not valid UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := ini.Parse(test.text)
			if bad := (*ini.Error)(nil); !errors.As(err, &bad) || bad.Error() != test.want {
				t.Errorf("Parse(%q)\n got: %v\nwant: %s", test.text, err, test.want)
			}
		})
	}
}

func TestErrorsQuoteNoLine(t *testing.T) {
	const secret = "wJalrXUtnFEMI"
	for _, text := range []string{secret, "[a]\n" + secret, "[a]\n=" + secret, "[a]\nk =\n  " + secret, "[a]\nk = 1\nk = " + secret} {
		if _, err := ini.Parse(text); err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("Parse(%q): %v", text, err)
		}
	}
}

func TestNested(t *testing.T) {
	const text = "[a]\nplain = 1\nhead = x\n  y = 1\nblock =\n" +
		"  a = 1\n  B =2\n\n  # no = comment\n  c = d = e\n  deep =\n    under = 3\n  a = 4\n  f = 5\fg = 6\n"
	section := parse(t, text).Section("a")
	for _, test := range []struct{ key, name, want string }{
		{"block", "a", "4"},
		{"block", "B", "2"},
		{"block", "b", ""},
		{"block", "c", "d = e"},
		{"block", "deep", ""},
		{"block", "under", "3"},
		{"block", "f", "5"},
		{"block", "g", "6"},
		{"block", "# no", ""},
		{"head", "y", ""},
		{"plain", "x", ""},
		{"absent", "x", ""},
	} {
		if got, _ := section.Find(test.key).Nested(test.name); got != test.want {
			t.Errorf("%s.%s = %q, want %q", test.key, test.name, got, test.want)
		}
	}
	if _, ok := section.Find("block").Nested("deep"); !ok {
		t.Error("an empty nested value counts as absent")
	}
	for key, want := range map[string]bool{"block": true, "head": false, "plain": false, "absent": false} {
		if got := section.Find(key).IsBlock(); got != want {
			t.Errorf("IsBlock of %s = %v, want %v", key, got, want)
		}
	}
}

func TestLongSections(t *testing.T) {
	var text strings.Builder
	text.WriteString("[a]\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "k%d = %d\n", i, i)
	}
	section := parse(t, text.String()).Section("a")
	for _, i := range []int{0, 15, 16, 17, 999} {
		if got, ok := section.Find(fmt.Sprintf("k%d", i)).Plain(); !ok || got != fmt.Sprint(i) {
			t.Errorf("k%d = %q", i, got)
		}
	}
	if section.Find("k1000") != nil {
		t.Error("found a key that is not there")
	}
	if _, err := ini.Parse(text.String() + "k5 = again\n"); err == nil {
		t.Error("a repeated key was not noticed")
	}
}
