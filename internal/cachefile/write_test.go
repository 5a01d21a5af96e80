package cachefile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fob.example/fob/internal/orderedjson"
)

// What is prepared takes its room on the disk before the content is known, and the file is
// as it was until then.
func TestPrepare(t *testing.T) {
	for what, length := range map[string]int{"nothing": -1, "less than was prepared for": 10, "more": 100 << 10} {
		path := filepath.Join(t.TempDir(), "a.json")
		before := orderedjson.Object{{Name: "before", Value: strings.Repeat("x", 30<<10)}}
		if err := write(path, before); err != nil {
			t.Fatal(err)
		}
		next, err := folderOf(path).Prepare("a.json")
		if err != nil {
			t.Fatal(err)
		}
		prepared, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".a.json.fob-*"))
		if err != nil || len(prepared) != 1 {
			t.Fatalf("prepared %v, %v", prepared, err)
		}
		if info, err := os.Stat(prepared[0]); err != nil || info.Size() < 30<<10+8<<10 || info.Mode() != 0o600 {
			t.Errorf("prepared %v, %v", info, err)
		}
		want := before
		if length < 0 {
			next.Discard()
		} else {
			want = orderedjson.Object{{Name: "after", Value: strings.Repeat("y", length)}}
			if err := next.Commit(want); err != nil {
				t.Error(err)
			}
		}
		text, err := os.ReadFile(path)
		if err != nil || string(text) != string(orderedjson.Marshal(want, orderedjson.Python())) {
			t.Errorf("%s: the file holds %.60q…, %d bytes, %v", what, text, len(text), err)
		}
		if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
			t.Errorf("%s: in the folder are %v", what, entries)
		}
	}
}
