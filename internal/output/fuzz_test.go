package output_test

import (
	"strings"
	"testing"

	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// FuzzPrint looks for answers that cannot be printed.
func FuzzPrint(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"a":null}`, `{"a":[]}`, `{"a":[[]]}`, `{"a":[{}]}`, `{"a":[1,{"b":2},[3,[4]]]}`, `{"":""}`,
		`{"a":"x\ny"}`, `{"a":" \n "}`, `{"a":"日本 é"}`, `{"a":{"b":{"c":[{"d":[{"e":1}]}]}}}`, `{"a":[{"b":1},{"b":[1]}]}`,
		`{"a":"- #: '\"\t\u0085\u2028"}`, `{"a b":"1","1":"yes","null":"~"}`, `{"a":1e3}`, `{"a":[["x","y"],["z"]]}`,
		`{"a":"` + strings.Repeat("word ", 40) + `"}`, `{"` + strings.Repeat("k", 200) + `":["x"]}`, `{"a":[true,false]}`, `{"a":"<<"}`,
	} {
		f.Add(seed, 80)
	}
	f.Fuzz(func(t *testing.T, text string, width int) {
		answer, err := orderedjson.ParseObject([]byte(text))
		if err != nil {
			t.Skip()
		}
		for _, format := range []output.Format{output.JSON, output.Text, output.Table, output.YAML, output.YAMLStream} {
			got := printed(t, output.Settings{Format: format, Title: "T", Width: width, Color: width%2 == 0}, answer)
			if got != "" && !strings.HasSuffix(got, "\n") && format != output.Table {
				t.Errorf("%s ends within a line: %q", format, got)
			}
		}
	})
}
