package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A write removes what killed writes have left in its folder, and nothing that may be
// anybody else's or still be written.
func TestWriteRemovesWhatKilledWritesLeft(t *testing.T) {
	dir := t.TempDir()
	old := time.Now().Add(-2 * time.Hour)
	for name, at := range map[string]time.Time{
		".x.json.fob-123":    old,
		".config.fob-4":      old,
		".x.json.fob-99":     time.Now().Add(-30 * time.Minute), // by a process on a slow disk
		".x.json.fob-100":    time.Now().Add(time.Hour),
		".x.json.5":          old,
		".x.json.fob-":       old,
		".x.json.fob-12a":    old,
		"x.json.fob-123":     old,
		".fob-123.x.json":    old,
		"another.json":       old,
		".folder.fob-1/file": old,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("secret"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chtimes(filepath.Join(dir, ".folder.fob-1"), old, old); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "x.json"), "new")
	want := []string{
		".fob-123.x.json", ".folder.fob-1", ".x.json.5", ".x.json.fob-", ".x.json.fob-100", ".x.json.fob-12a", ".x.json.fob-99",
		"another.json", "x.json", "x.json.fob-123",
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
