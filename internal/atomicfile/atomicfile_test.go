package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"fob.example/fob/internal/atomicfile"
)

func TestWriteMakesPrivateFilesInPrivateDirectories(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sso", "cache")
	path := filepath.Join(dir, "x.json")
	write(t, path, "one")
	wantMode(t, path, 0o600)
	wantMode(t, dir, 0o700)
}

func TestWriteTightensAWiderMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.json")
	if err := os.WriteFile(path, []byte("a longer old text"), 0o644); err != nil {
		t.Fatal(err)
	}
	write(t, path, "new")
	wantMode(t, path, 0o600)
	wantText(t, path, "new")
}

func TestReplaceKeepsTheMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o646); err != nil {
		t.Fatal(err)
	}
	old, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Replace(nil, path, []byte("new"), old); err != nil {
		t.Fatal(err)
	}
	wantMode(t, path, 0o646)
	wantText(t, path, "new")
}

func TestReplaceMakesAPrivateFileAndNoDirectory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if err := atomicfile.Replace(nil, path, []byte("new"), nil); err != nil {
		t.Fatal(err)
	}
	wantMode(t, path, 0o600)
	if err := atomicfile.Replace(nil, filepath.Join(filepath.Dir(path), "no", "config"), nil, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestWriteReplacesALinkAndLeavesItsTarget(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := os.WriteFile(target, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	write(t, link, "new")
	wantText(t, target, "precious")
	wantText(t, link, "new")
}

func TestWriteLeavesTheOldFileAndNoOtherWhenItFails(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "occupied")
	if err := os.MkdirAll(filepath.Join(path, "child"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(nil, path, []byte("x")); err == nil {
		t.Fatal("replaced a directory")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := atomicfile.Write(nil, path, []byte(text)); err != nil {
		t.Fatal(err)
	}
	wantText(t, path, text)
}

func wantText(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("%s holds %q, %v; want %q", path, got, err, want)
	}
}

func wantMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	if runtime.GOOS == "windows" {
		return
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", path, got, want)
	}
}
