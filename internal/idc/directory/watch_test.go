package directory_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/directory"
)

// TestAFileThatChanges goes through what editors do to one, look by look.
func TestAFileThatChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "company.yaml")
	stamp := time.Now()
	put := func(path, text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		stamp = stamp.Add(time.Second) // as if time had passed
		if err := os.Chtimes(path, stamp, stamp); err != nil {
			t.Fatal(err)
		}
	}
	put(path, full)
	file, d, err := directory.Open(path)
	if err != nil || d.Users[0].DisplayName != "Alice" {
		t.Fatal(d, err)
	}
	look := func(what, wantName, wantErr string) {
		t.Helper()
		d, err := file.Changed()
		if name := nameOfFirst(d); name != wantName {
			t.Errorf("%s: read %q, want %q", what, name, wantName)
		}
		if (err != nil) != (wantErr != "") || err != nil && !strings.Contains(err.Error(), wantErr) {
			t.Errorf("%s: %v, want %q", what, err, wantErr)
		}
	}
	look("as it was", "", "")

	put(path, strings.Replace(full, "Alice", "Ada", 1))
	look("just written", "", "")
	look("settled", "Ada", "")
	look("read", "", "")

	put(path, full[:100])
	look("half written", "", "")
	put(path, strings.Replace(full, "Alice", "Eve", 1))
	look("written whole", "", "")
	look("settled again", "Eve", "")

	put(path, strings.Replace(full, "consent: never", "consent: perhaps", 1))
	look("just broken", "", "")
	look("broken", "", "company.yaml:16:12: consent")
	look("still broken", "", "")

	put(path+".new", full)
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
	look("just replaced", "", "")
	look("replaced", "Alice", "")

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	look("just gone", "", "")
	look("gone", "", "does not exist")
	look("still gone", "", "")
	if err := os.Mkdir(path, 0o700); err != nil {
		t.Fatal(err)
	}
	look("just a folder", "", "")
	look("a folder", "", "read the directory file")
	look("still a folder", "", "")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	look("just gone again", "", "")
	look("gone again", "", "does not exist")

	put(path, full)
	look("just back", "", "")
	look("back", "Alice", "")
}

func nameOfFirst(d *directory.Directory) string {
	if d == nil {
		return ""
	}
	return d.Users[0].DisplayName
}

func TestOpenWhatIsNoFile(t *testing.T) {
	if _, _, err := directory.Open(filepath.Join(t.TempDir(), "none")); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("got %v", err)
	}
	if _, _, err := directory.Open(t.TempDir()); err == nil {
		t.Error("a folder is read")
	}
}
