//go:build unix

// Package awsfiles tells what a command has done to the files below ~/.aws: whether each is the
// old one or the new one as a whole, and only its user's.
package awsfiles

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Files are the shapes of the files below ~/.aws, by their names there. The shape of a text
// is the text; that of a cache, whose members are new each time, is the names of those that
// hold something, so that one that is cut off has another.
type Files map[string]string

// leftover are files that a write had begun, under names that nobody else uses.
var leftover = regexp.MustCompile(`(^|/)\.[^/]+\.fob-[0-9]+$`)

// Look reads all files below root, an ~/.aws, but those of the processes' own turns and what writes
// have left over, whose number it returns. It checks modes on the way, which are 0644 for
// the config, and that what is JSON parses.
func Look(t testing.TB, root, where string) (found Files, leftovers int) {
	t.Helper()
	found = Files{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		mode, want := info.Mode(), fs.FileMode(0o600)
		switch {
		case entry.IsDir():
			want = fs.ModeDir | 0o700
		case name == "config", strings.HasPrefix(name, ".config.") && mode != want:
			want = 0o644
		}
		if mode != want {
			t.Errorf("%s: %s has mode %v, want %v", where, name, mode, want)
		}
		switch {
		case entry.IsDir():
		case leftover.MatchString(name):
			leftovers++
		case strings.HasPrefix(name, "fob/") && strings.HasSuffix(name, ".lock"):
			if info.Size() != 0 {
				t.Errorf("%s: the lock %s holds something", where, name)
			}
		case strings.HasPrefix(name, "fob/"): // what a process says of its work, to those who wait for it
			shape(t, where, name, path)
		default:
			found[name] = shape(t, where, name, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found, leftovers
}

func shape(t testing.TB, where, name, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(name) != ".json" {
		return string(text)
	}
	var o map[string]any
	if err := json.Unmarshal(text, &o); err != nil {
		t.Errorf("%s: %s, of %d bytes, does not parse: %v", where, name, len(text), err)
	}
	return members(o)
}

// members lists the members of o that are not empty, those of objects in it too.
func members(o map[string]any) string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(o)) {
		switch value := o[name].(type) {
		case map[string]any:
			list = append(list, name+"("+members(value)+")")
		case string:
			if value != "" {
				list = append(list, name)
			}
		}
	}
	return strings.Join(list, " ")
}

// OldOrNew reports each file that is neither as it was nor as the command leaves it.
func (f Files) OldOrNew(t testing.TB, where string, before, after Files) {
	t.Helper()
	for name, got := range f {
		was, wasThere := before[name]
		willBe, willBeThere := after[name]
		if !(wasThere && got == was) && !(willBeThere && got == willBe) {
			t.Errorf("%s: %s, of %d bytes, is neither old nor new: %.300q", where, name, len(got), got)
		}
	}
	for name := range before {
		_, isThere := f[name]
		if _, willBeThere := after[name]; !isThere && willBeThere {
			t.Errorf("%s: %s is gone", where, name)
		}
	}
}

// Below returns the files whose names begin so.
func (f Files) Below(prefix string) Files {
	below := Files{}
	for name, text := range f {
		if strings.HasPrefix(name, prefix) {
			below[name] = text
		}
	}
	return below
}
