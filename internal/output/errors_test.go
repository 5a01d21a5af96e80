package output_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// TestPrintsErrorsAsRecorded replays --cli-error-format: an error as json is the
// object that the other formats show too.
func TestPrintsErrorsAsRecorded(t *testing.T) {
	stderr := map[string]string{}
	for _, r := range recordings(t, "errfmt.json") {
		stderr[strings.TrimPrefix(r.Name, "errfmt/")] = r.Stderr
	}
	stderr["config-error-json"] = stderr["env"]
	stderr["config-error-yaml"] = stderr["config"]
	replayed := 0
	for _, kind := range []string{"no-creds", "no-region", "param", "config-error", "bad-choice", "service-error"} {
		object := errorObject(t, kind, stderr)
		for _, format := range []output.Format{output.JSON, output.Text, output.Table, output.YAML} {
			want, ok := stderr[kind+"-"+string(format)]
			if !ok {
				continue
			}
			replayed++
			if diff := cmp.Diff(want, printed(t, output.Settings{Format: format, Title: "error"}, object)); diff != "" {
				t.Errorf("%s as %s: %s", kind, format, diff)
			}
		}
	}
	if replayed != 17 {
		t.Errorf("replayed %d recordings, want 17", replayed)
	}
}

// errorObject is the object behind a kind of error. That of the service has a
// member twice, but for its case, and was not recorded as json.
func errorObject(t *testing.T, kind string, stderr map[string]string) orderedjson.Object {
	t.Helper()
	if kind == "service-error" {
		const message = "Session token not found or invalid"
		return orderedjson.Object{
			{Name: "Message", Value: message}, {Name: "Code", Value: "UnauthorizedException"}, {Name: "message", Value: message},
		}
	}
	object, err := orderedjson.ParseObject([]byte(stderr[kind+"-json"]))
	if err != nil {
		t.Fatalf("%s: %v", kind, err)
	}
	return object
}

func printed(t *testing.T, s output.Settings, answer orderedjson.Object) string {
	t.Helper()
	var b strings.Builder
	if err := s.Print(&b, answer); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
