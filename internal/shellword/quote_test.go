package shellword_test

import (
	"os/exec"
	"testing"

	"fob.example/fob/internal/shellword"
)

var quoted = map[string]string{
	"":                      "''",
	"dev":                   "dev",
	"a-b_c.d/e:f@g%h+i,j=k": "a-b_c.d/e:f@g%h+i,j=k",
	"a b":                   "'a b'",
	"it's me":               `'it'\''s me'`,
	"$(rm -rf x)":           "'$(rm -rf x)'",
	"`x`":                   "'`x`'",
	`a"b\c`:                 `'a"b\c'`,
	"~":                     "'~'",
	"#":                     "'#'",
	"a\nb":                  "'a\nb'",
	"a;b&c|d>e<f*g?[h]!":    "'a;b&c|d>e<f*g?[h]!'",
	"é":                     "'é'",
}

func TestQuote(t *testing.T) {
	for in, want := range quoted {
		if got := shellword.Quote(in); got != want {
			t.Errorf("Quote(%q) = %s, want %s", in, got, want)
		}
	}
}

// A real shell reads each word back as it was.
func TestAShellReadsItBack(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	for in := range quoted {
		out, err := exec.Command(sh, "-c", "printf '<%s>' "+shellword.Quote(in)).Output()
		if err != nil || string(out) != "<"+in+">" {
			t.Errorf("%q comes back as %q, %v", in, out, err)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for in := range quoted {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) {
		words, err := shellword.Split(shellword.Quote(in))
		if err != nil || len(words) != 1 || words[0] != in {
			t.Errorf("%q comes back as %q, %v", in, words, err)
		}
	})
}
