package jmespath_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
)

func TestSearchKeepsOrder(t *testing.T) {
	answer := orderedjson.Object{
		{Name: "UserId", Value: "u"}, {Name: "Account", Value: "1"}, {Name: "Arn", Value: "a"},
		{Name: "expiration", Value: int64(4102444800000)}, {Name: "scopes", Value: []string{"z", "y"}},
	}
	for query, want := range map[string]string{
		"@":                                   `{"UserId":"u","Account":"1","Arn":"a","expiration":4102444800000,"scopes":["z","y"]}`,
		"keys(@)":                             `["UserId","Account","Arn","expiration","scopes"]`,
		"values(@)[:2]":                       `["u","1"]`,
		"{Z:Account,A:UserId}":                `{"Z":"1","A":"u"}`,
		"{Z:Account,A:UserId,Z:Arn}":          `{"Z":"a","A":"u"}`,
		"merge({b:Arn,a:Arn},{b:UserId})":     `{"b":"u","a":"a"}`,
		"`{\"z\":1,\"a\":{\"y\":1,\"b\":2}}`": `{"z":1,"a":{"y":1,"b":2}}`,
		"expiration":                          `4102444800000`,
		"sort(scopes)":                        `["y","z"]`,
		"to_string(@)":                        `"{\"UserId\":\"u\",\"Account\":\"1\",\"Arn\":\"a\",\"expiration\":4102444800000,\"scopes\":[\"z\",\"y\"]}"`,
	} {
		if diff := cmp.Diff(want, search(t, query, answer)); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
}

func search(t *testing.T, query string, value any) string {
	t.Helper()
	compiled, err := jmespath.Compile(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	found, err := compiled.Search(value)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return string(orderedjson.Marshal(found, orderedjson.Minified()))
}

// The wanted texts are what the AWS CLI prints for the query.
func TestNumbersArePythons(t *testing.T) {
	for query, want := range map[string]string{
		"`12345678901234567890`":         "12345678901234567890",
		"`1e3`":                          "1000.0",
		"`1e16`":                         "1e+16",
		"`0.00001`":                      "1e-05",
		"`1.50`":                         "1.5",
		"`-0`":                           "0",
		"avg(`[1,2]`)":                   "1.5",
		"avg(`[2,2]`)":                   "2.0",
		"sum(`[1,2]`)":                   "3",
		"sum(`[9223372036854775807,1]`)": "9223372036854775808",
		"sum(`[1,2.5]`)":                 "3.5",
		"ceil(`1.2`)":                    "2",
		"floor(`-1.2`)":                  "-2",
		"ceil(`1e23`)":                   "99999999999999991611392",
		"abs(`-1.0`)":                    "1.0",
		"to_number('12')":                "12",
		"to_number(' 1.50 ')":            "1.5",
		"to_number('0x10')":              "null",
		"to_number('inf')":               "null",
		"`1` == `1.0`":                   "true",
		"max(`[1, 2.0, 2]`)":             "2.0",
		"`9007199254740993` > `9007199254740992`": "true",
	} {
		if got := search(t, query, nil); got != want {
			t.Errorf("%s = %s, want %s", query, got, want)
		}
	}
}

func TestCompileRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"":                       "the expression is empty\n\"\"\n ^",
		"a[":                     "the expression ends too early\n\"a[\"\n   ^",
		"@@":                     "unexpected \"@\"\n\"@@\"\n  ^",
		"a.":                     "the expression ends too early\n\"a.\"\n   ^",
		"{}":                     "unexpected \"}\"\n\"{}\"\n  ^",
		"é.a":                    "unexpected \"é\"\n\"é.a\"\n ^",
		"\"é\".b c":              "unexpected \"c\"\n\"\"é\".b c\"\n       ^",
		"a.b\n | c,d":            "unexpected \",\"\n\" | c,d\"\n     ^",
		"a!b":                    "unexpected \"!\"\n\"a!b\"\n  ^",
		"a ! `1`":                "unexpected \"!\"\n\"a ! `1`\"\n   ^",
		"`1` 'x'":                "unexpected \"'\"\n\"`1` 'x'\"\n     ^",
		"a.'x'":                  "unexpected \"'\"\n\"a.'x'\"\n   ^",
		"'x":                     "the closing ' is missing\n\"'x\"\n ^",
		"a.\"\\q\"":              "the quoted name is not a JSON string\n\"a.\"\\q\"\"\n   ^",
		"`{a}\"`":                "the literal is not JSON: not JSON at byte 1\n\"`{a}\"`\"\n ^",
		"a * b":                  "unexpected \"*\"\n\"a * b\"\n   ^",
		"a - b":                  "unexpected \"-\"\n\"a - b\"\n   ^",
		"a + b":                  "unexpected \"+\"\n\"a + b\"\n   ^",
		"let $x = a in $x":       "unexpected \"$\"\n\"let $x = a in $x\"\n     ^",
		"$.a":                    "unexpected \"$\"\n\"$.a\"\n ^",
		"a[?b = 'c']":            "= is no operator; equality is ==\n\"a[?b = 'c']\"\n      ^",
		"a[9999999999999999999]": "the number is too large\n\"a[9999999999999999999]\"\n   ^",
		"\"keys\"(@)":            "unexpected \"\\\"\"\n\"\"keys\"(@)\"\n ^",
		"a\u0080":                "unexpected \"\\u0080\"\n\"a\u0080\"\n  ^",
	} {
		_, err := jmespath.Compile(query)
		var syntax *jmespath.SyntaxError
		if !errors.As(err, &syntax) {
			t.Errorf("%s: got %v", query, err)
			continue
		}
		if diff := cmp.Diff(want, syntax.Error()+"\n"+syntax.Picture()); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
}

func TestCompileRefusesWhatIsTooLong(t *testing.T) {
	for _, piece := range []string{"(", "[", "!", "a.", "&", "a[?"} {
		if _, err := jmespath.Compile(strings.Repeat(piece, 100_000)); err == nil {
			t.Errorf("accepted 100,000 times %q", piece)
		}
	}
}

func TestSearchRefuses(t *testing.T) {
	for query, want := range map[string]string{
		"nothing(@)":                   "nothing(): there is no such function",
		"split(',', 'a,b')":            "split(): there is no such function",
		"length(`5`)":                  "length(): argument 1 must be a string or an array or an object, not a number",
		"length()":                     "length(): the number of arguments must be 1, not 0",
		"not_null()":                   "not_null(): the number of arguments must be at least 1, not 0",
		"sum(`[1,\"a\"]`)":             "sum(): argument 1 must be an array of numbers, not an array of other things",
		"sort_by(`[{\"a\":1},{}]`,&a)": "sort_by(): the expression must give numbers only, or strings only",
		"sort_by(`[]`, a)":             "sort_by(): argument 2 must be an expression (&…), not null",
		"contains('a', `1`)":           "contains(): a string contains only strings, not a number",
		"'a' < `1`":                    "a number and a string have no order",
		"`[1]`[::0]":                   "the step of a slice cannot be 0",
		"[&a]":                         "& stands only before an argument of a function",
		"max_by(`[{}]`, &nothing(@))":  "nothing(): there is no such function",
	} {
		compiled, err := jmespath.Compile(query)
		if err != nil {
			t.Errorf("%s: %v", query, err)
			continue
		}
		_, err = compiled.Search(orderedjson.Object{})
		var eval *jmespath.EvalError
		if !errors.As(err, &eval) || err.Error() != want {
			t.Errorf("%s: got %v, want %s", query, err, want)
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"a[?b=='c'].{d:e}", "`{\"a\":[1]}`.a[::-1]", "sort_by(@,&a)[0] | [1]", "\"é\".*", "a\u0080", "!`1`!'x'",
		"join(',', keys(@))", "[*][][?@]", "(((", "a[", "&a", "let $x = a in $x", "a*b", "-", "'\\'", "`\\`", "a\n.b",
		"max_by(@, &length(a))", "{a:b,\"c\":d}", "[0:1:2:3]", "to_number('1e999')", "sum(`[1e999]`)", "ceil(`1e999`)",
	} {
		f.Add(seed, `{"a":[{"b":"c","e":1}],"b":null}`)
	}
	f.Fuzz(func(t *testing.T, expression, document string) {
		value, err := orderedjson.Parse([]byte(document))
		if err != nil {
			t.Skip()
		}
		query, err := jmespath.Compile(expression)
		if syntax := (*jmespath.SyntaxError)(nil); errors.As(err, &syntax) {
			if syntax.Offset < 0 || syntax.Offset > len(expression) || !strings.HasSuffix(syntax.Picture(), "^") {
				t.Errorf("offset %d in %q", syntax.Offset, expression)
			}
			return
		}
		if found, err := query.Search(value); err == nil {
			orderedjson.Marshal(found, orderedjson.Minified())
		}
	})
}
