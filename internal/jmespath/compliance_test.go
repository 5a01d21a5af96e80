package jmespath_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
)

func TestCompliance(t *testing.T) {
	files, err := filepath.Glob("testdata/compliance/*.json")
	if err != nil {
		t.Fatal(err)
	}
	cases := 0
	for _, file := range files {
		for _, suite := range suites(t, file) {
			given, _ := suite.(orderedjson.Object).Get("given")
			list, _ := suite.(orderedjson.Object).Get("cases")
			for _, c := range list.([]any) {
				cases++
				if complaint := check(given, c.(orderedjson.Object)); complaint != "" {
					t.Errorf("%s: %s: %s", filepath.Base(file), c.(orderedjson.Object).String("expression"), complaint)
				}
			}
		}
	}
	if cases != 862 {
		t.Errorf("%d cases, want 862", cases)
	}
}

func suites(t *testing.T, file string) []any {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	v, err := orderedjson.Parse(data)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return v.([]any)
}

// check says what is wrong with the answer to one case; "" if nothing is.
func check(given any, c orderedjson.Object) string {
	query, err := jmespath.Compile(c.String("expression"))
	var got any
	if err == nil {
		got, err = query.Search(given)
	}
	want, answered := c.Get("result")
	var syntax *jmespath.SyntaxError
	switch {
	case c.String("error") == "syntax" && !errors.As(err, &syntax):
		return "no syntax error"
	case !answered && err == nil:
		return "no error"
	case answered && err != nil:
		return err.Error()
	case !answered:
		return ""
	}
	return cmp.Diff(sorted(want), sorted(got))
}
