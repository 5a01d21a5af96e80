package output_test

import (
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// Another reader of YAML sees the strings that were written, as a value and in
// a list.
func TestYAMLReadsBack(t *testing.T) {
	for _, s := range []string{
		"", "yes", "true", "Null", "~", "012", "0x1F", "-1", "1.5", "1e3", ".inf", "2001-01-01", "<<", "=", "- a", "-", "---", "...", "? a", ": a", "a: b", "a #b",
		"#a", "[a", "{a", "|a", ">a", "'a", "a'b", `"a`, "%a", "@a", "`a", " a", "a ", "a\nb", "a\n", "\na", "a \nb", "a\n b", "a\tb", "\ta", "é", "\u00a0", "\u0085",
		"\ufeff", "😀", "\x7f", "\x1b[0m", "\x00", `a\b`, strings.Repeat("word ", 40) + "end", strings.Repeat("it's ", 40) + "so", strings.Repeat("tab\t and ", 30) + "so",
	} {
		text := printed(t, output.Settings{Format: output.YAML}, orderedjson.Object{{Name: "list", Value: []string{s}}, {Name: "value", Value: s}})
		var read struct {
			List  []any
			Value any
		}
		if err := yaml.Unmarshal([]byte(text), &read); err != nil || len(read.List) != 1 || read.List[0] != any(s) || read.Value != any(s) {
			t.Errorf("%q: read %v, %v from\n%s", s, read, err, text)
		}
	}
}
