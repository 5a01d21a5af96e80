package output_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// TestShapes prints what the AWS CLI was made to print by the same means: as
// the literal of a query.
func TestShapes(t *testing.T) {
	data, err := os.ReadFile("testdata/shapes.json")
	if err != nil {
		t.Fatal(err)
	}
	var shapes []struct {
		Format         output.Format
		Answer, Stdout string
	}
	if err := json.Unmarshal(data, &shapes); err != nil {
		t.Fatal(err)
	}
	for _, shape := range shapes {
		query, err := jmespath.Compile("`" + strings.ReplaceAll(shape.Answer, "`", "\\`") + "`")
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		p := output.Settings{Format: shape.Format, Query: query, Title: "ListAccounts", Pages: "accountList"}.Printer(&b)
		if err := p.Page(orderedjson.Object{}); err != nil {
			t.Fatal(err)
		}
		if err := p.End(""); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shape.Stdout, b.String()); diff != "" {
			t.Errorf("%s of %s\n%s", shape.Format, shape.Answer, diff)
		}
	}
	if len(shapes) != 233 {
		t.Errorf("%d shapes, want 233", len(shapes))
	}
}
