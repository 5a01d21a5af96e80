package orderedjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzParse holds Parse against encoding/json: it reads what that reads, to the same values,
// but for what is refused on purpose.
func FuzzParse(f *testing.F) {
	many := strings.Repeat(`"%d": 0, `, manyNames)
	for i := range manyNames {
		many = strings.Replace(many, "%d", fmt.Sprint("n", i), 1)
	}
	for _, text := range []string{
		`{"a": [true, false, null, {"b": "c"}], "d": -1.5e+10, "e": 0}`, ` [ ] `, "{ }", `""`, "0", "-0", "01", "1.", ".5", "1e", "1e5", "+1", "--1",
		`"\u00e9\ud83d\ude00\ud83d\"\\\/\b\f\n\r\t"`, `"\x"`, `"\u12"`, `"\`, "\"\x00\"", "\"a\nb\"", "\"\x7f\"", "{}\x00", "\x00", "\ufeff{}",
		`{"a": 1, "A": 2}`, `{"k": 1, "` + "\u212a" + `": 2}`, `{"s": 1, "` + "\u017f" + `": 2}`, `{` + many + `"x": 1}`, `{` + many + `"N1": 1}`, `{` + many + `"i": 1, "\u0130": 2}`, `{` + many + `"k": 1, "\u212a": 2}`,
		`{"a" 1}`, `{"a":}`, `{,}`, `{"a":1,}`, `[1,]`, `[1 2]`, `[`, `]`, `{"a":1]`, "tru", "truex", "nul", "NaN", "true false", strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth), strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Parse(data)
		if !utf8.Valid(data) || !json.Valid(data) {
			if err == nil {
				t.Fatalf("%q is read as %v", data, got)
			}
			return
		}
		want, refused := reference(t, data)
		switch {
		case refused != "" && err == nil:
			t.Fatalf("%q is read although %s", data, refused)
		case refused == "" && err != nil:
			t.Fatalf("%q: %v", data, err)
		case err == nil && !reflect.DeepEqual(got, want):
			t.Fatalf("%q is read as %#v, want %#v", data, got, want)
		}
	})
}

// reference reads valid JSON by the decoder of encoding/json, and says why Parse refuses it.
func reference(t *testing.T, data []byte) (v any, refused string) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	depth := 0
	next := func() json.Token {
		token, err := decoder.Token()
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	var value func() any
	value = func() any {
		token := next()
		if _, opens := token.(json.Delim); opens {
			if depth++; depth > MaxDepth {
				refused = "it is nested too deep"
			}
			defer func() { next(); depth-- }()
		}
		switch token {
		case json.Delim('['):
			a := []any{}
			for decoder.More() {
				a = append(a, value())
			}
			return a
		case json.Delim('{'):
			o := Object{}
			for decoder.More() {
				name := next().(string)
				for _, m := range o {
					if strings.EqualFold(m.Name, name) {
						refused = "a member stands twice"
					}
				}
				o = append(o, Member{name, value()})
			}
			return o
		}
		return token
	}
	return value(), refused
}
