package output_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

func TestByName(t *testing.T) {
	for _, name := range strings.Split(output.Names(), ", ") {
		if format, ok := output.ByName(name); !ok || string(format) != name {
			t.Errorf("%s: got %s, %t", name, format, ok)
		}
	}
	for _, name := range []string{"", "JSON", "xml", "yaml_stream"} {
		if _, ok := output.ByName(name); ok {
			t.Errorf("accepted %q", name)
		}
	}
}

func page(accounts ...string) orderedjson.Object {
	list := make([]any, len(accounts))
	for i, id := range accounts {
		list[i] = orderedjson.Object{{Name: "accountId", Value: id}}
	}
	return orderedjson.Object{{Name: "nextToken", Value: "tok2"}, {Name: "accountList", Value: list}}
}

// The wanted texts are what the AWS CLI prints for two pages of one account
// each, cut off behind them.
func TestPages(t *testing.T) {
	for name, tt := range map[string]struct {
		format output.Format
		query  string
		want   string
	}{
		"json":                       {output.JSON, "", "{\n    \"accountList\": [\n        {\n            \"accountId\": \"1\"\n        },\n        {\n            \"accountId\": \"2\"\n        }\n    ],\n    \"NextToken\": \"more\"\n}\n"},
		"json, query":                {output.JSON, "length(accountList)", "2\n"},
		"yaml":                       {output.YAML, "", "NextToken: more\naccountList:\n- accountId: '1'\n- accountId: '2'\n"},
		"text":                       {output.Text, "", "ACCOUNTLIST\t1\nACCOUNTLIST\t2\nNEXTTOKEN\tmore\n"},
		"text, query of each page":   {output.Text, "length(accountList || `[]`)", "1\n1\n0\n"},
		"text, nothing in the token": {output.Text, "accountList[].accountId", "1\n2\nNone\n"},
		"yaml-stream":                {output.YAMLStream, "", "- accountList:\n  - accountId: '1'\n  nextToken: tok2\n- accountList:\n  - accountId: '2'\n  nextToken: tok2\n"},
		"yaml-stream, query":         {output.YAMLStream, "accountList", "- - accountId: '1'\n- - accountId: '2'\n"},
		"off":                        {output.Off, "accountList", ""},
	} {
		t.Run(name, func(t *testing.T) {
			settings := output.Settings{Format: tt.format, Pages: "accountList", Title: "ListAccounts", Query: compiled(t, tt.query)}
			var b strings.Builder
			p := settings.Printer(&b)
			for _, id := range []string{"1", "2"} {
				if err := p.Page(page(id)); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.End("more"); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, b.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func compiled(t *testing.T, query string) *jmespath.Expression {
	t.Helper()
	if query == "" {
		return nil
	}
	expression, err := jmespath.Compile(query)
	if err != nil {
		t.Fatal(err)
	}
	return expression
}

// A page without its list, as the AWS CLI shows it.
func TestEmptyPage(t *testing.T) {
	for format, want := range map[output.Format]string{
		output.JSON: "", output.YAML: "", output.Table: "", output.Text: "None\n", output.YAMLStream: "- {}\n", output.Off: "",
	} {
		var b strings.Builder
		p := output.Settings{Format: format, Pages: "accountList", Title: "ListAccounts"}.Printer(&b)
		if err := errors.Join(p.Page(orderedjson.Object{}), p.End("")); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%s: got %q, want %q", format, b.String(), want)
		}
	}
}

func TestEmptyAnswer(t *testing.T) {
	for _, format := range []output.Format{output.JSON, output.Text, output.Table, output.YAML, output.YAMLStream, output.Off} {
		if got := printed(t, output.Settings{Format: format}, nil); got != "" {
			t.Errorf("%s: got %q", format, got)
		}
	}
}

// Both pictures are the AWS CLI's, on terminals of 16 and 15 columns.
func TestTableTurnsWhereTheTerminalIsNarrow(t *testing.T) {
	answer := orderedjson.Object{{Name: "Name", Value: "日本"}, {Name: "Id", Value: int64(12)}, {Name: "Tags", Value: []string{"é", "x"}}}
	const wide = `----------------
| ListAccounts |
+-----+--------+
| Id  | Name   |
+-----+--------+
|  12 |  日本  |
+-----+--------+
||    Tags    ||
|+------------+|
||  é        ||
||  x         ||
|+------------+|
`
	const narrow = `------------------
|  ListAccounts  |
+-------+--------+
|  Id   |  12    |
|  Name |  日本  |
+-------+--------+
||     Tags     ||
|+--------------+|
||  é          ||
||  x           ||
|+--------------+|
`
	for width, want := range map[int]string{0: wide, 16: wide, 15: narrow} {
		if diff := cmp.Diff(want, printed(t, output.Settings{Format: output.Table, Title: "ListAccounts", Width: width}, answer)); diff != "" {
			t.Errorf("width %d: %s", width, diff)
		}
	}
}

// What the AWS CLI fails at with an error of Python is drawn as rows below each other.
func TestTableOfUnlikeThings(t *testing.T) {
	answer := orderedjson.Object{{Name: "l", Value: []any{"a", []any{"b", "c"}, []any{}, orderedjson.Object{{Name: "k", Value: []any{true}}}, nil}}}
	const want = `--------------
|      T     |
+------------+
||     l    ||
|+----------+|
||  a       ||
|+----------+|
|+----+-----+|
||  b |  c  ||
|+----+-----+|
|||    k   |||
||+--------+||
|||  True  |||
||+--------+||
|+----------+|
||  None    ||
|+----------+|
`
	if diff := cmp.Diff(want, printed(t, output.Settings{Format: output.Table, Title: "T"}, answer)); diff != "" {
		t.Error(diff)
	}
}

func TestClean(t *testing.T) {
	clean := func(s string) string { return strings.ReplaceAll(s, "\x1b", `\x1b`) }
	answer := orderedjson.Object{{Name: "a\x1b", Value: []any{"\x1b[2J", orderedjson.Object{{Name: "b", Value: "\x1b"}}}}}
	for _, format := range []output.Format{output.JSON, output.Text, output.Table, output.YAML, output.YAMLStream} {
		if got := printed(t, output.Settings{Format: format, Clean: clean}, answer); strings.Contains(got, "\x1b") || !strings.Contains(got, "x1b[2J") {
			t.Errorf("%s: got %q", format, got)
		}
	}
}

var errFull = errors.New("no space left")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestErrors(t *testing.T) {
	answer := orderedjson.Object{{Name: "a", Value: "b"}}
	for _, format := range []output.Format{output.JSON, output.Text, output.Table, output.YAML, output.YAMLStream} {
		if err := (output.Settings{Format: format}).Print(fullDisk{}, answer); !errors.Is(err, errFull) {
			t.Errorf("%s: got %v", format, err)
		}
		var eval *jmespath.EvalError
		if err := (output.Settings{Format: format, Query: compiled(t, "length(`1`)")}).Print(fullDisk{}, answer); !errors.As(err, &eval) {
			t.Errorf("%s: got %v", format, err)
		}
	}
}
