package shellword_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/shellword"
)

func TestSplit(t *testing.T) {
	tests := []struct {
		text string
		want []string
	}{
		{``, nil},
		{" \t", nil},
		{`a b`, []string{"a", "b"}},
		{"  a\t b\r\n", []string{"a", "b"}},
		{`a "" ''`, []string{"a", "", ""}},
		{`a"b c"'d e'f`, []string{"ab cd ef"}},
		{`a\ b c\"d \\`, []string{"a b", `c"d`, `\`}},
		{`"a\"b\\c\d$"`, []string{`a"b\c\d$`}},
		{`'a\"b'`, []string{`a\"b`}},
		{`"it's" '"'`, []string{"it's", `"`}},
		{`a #b c#d`, []string{"a", "#b", "c#d"}},
		{"a\u00a0b\fc", []string{"a\u00a0b\fc"}}, // blanks are ASCII only
	}
	for _, test := range tests {
		got, err := shellword.Split(test.text)
		if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
			t.Errorf("Split(%q): %v\n%s", test.text, err, diff)
		}
	}
	for _, text := range []string{`"`, `a 'b`, `a\`, `"a\`, `"a\"`} {
		if words, err := shellword.Split(text); err == nil {
			t.Errorf("Split(%q) = %q, want an error", text, words)
		}
	}
}
