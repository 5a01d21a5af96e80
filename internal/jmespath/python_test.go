package jmespath_test

import (
	"encoding/json"
	"os"
	"testing"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
)

func TestAnswersAsPythonDoes(t *testing.T) {
	data, err := os.ReadFile("testdata/python.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct {
		Documents []json.RawMessage
		Cases     []struct {
			Expression    string
			Document      int
			Result, Error string
		}
	}
	if err := json.Unmarshal(data, &recorded); err != nil {
		t.Fatal(err)
	}
	for _, c := range recorded.Cases {
		document, err := orderedjson.Parse(recorded.Documents[c.Document])
		if err != nil {
			t.Fatal(err)
		}
		if result, class := ask(c.Expression, document); result != c.Result || class != c.Error {
			t.Errorf("%s\n got %s %s\nwant %s %s", c.Expression, result, class, c.Result, c.Error)
		}
	}
	if len(recorded.Cases) != 500 {
		t.Errorf("%d cases, want 500", len(recorded.Cases))
	}
}

// ask returns the answer as Python's json.dumps writes it, or the class of the error.
func ask(expression string, document any) (result, class string) {
	query, err := jmespath.Compile(expression)
	if err != nil {
		return "", "syntax"
	}
	v, err := query.Search(document)
	if err != nil {
		return "", "error"
	}
	return string(orderedjson.Marshal(v, orderedjson.Python())), ""
}
