package fob_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// tokens are what recordings write in place of what differs from run to run.
type tokens map[string]string

func (t tokens) expand(text string) string {
	for token, value := range t {
		text = strings.ReplaceAll(text, token, value)
	}
	return text
}

// restore puts the tokens back into what came out of a run.
func (t tokens) restore(text string) string {
	text = strings.ReplaceAll(text, t["{HOME}"], "{HOME}")
	if port := t["{PORT}"]; port != "" {
		text = regexp.MustCompile(`(127\.0\.0\.1:)`+port+`\b`).ReplaceAllString(text, "${1}{PORT}")
	}
	return text
}

// caseFile is what lies at a path below the home folder.
type caseFile struct {
	Text, B64, Link string // one of them: text, other bytes, the target of a symbolic link
	Dir             bool
	Mode            string // four octal digits; 0600 if a recording does not say
}

func (f *caseFile) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &f.Text) == nil {
		return nil
	}
	type plain caseFile
	return json.Unmarshal(data, (*plain)(f))
}

// makeCaseFiles lays the files of a case into its home, which always has a folder .aws.
func makeCaseFiles(t *testing.T, home string, files map[string]caseFile, tokens tokens) {
	t.Helper()
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o755); err != nil {
		t.Fatal(err)
	}
	for key, file := range files {
		path := filepath.Join(home, casePath(key))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := file.make(path, tokens); err != nil {
			t.Fatal(err)
		}
	}
}

func casePath(key string) string {
	if key == "config" || key == "credentials" {
		return filepath.Join(".aws", key)
	}
	return key
}

func (f caseFile) make(path string, tokens tokens) error {
	switch {
	case f.Dir:
		return os.MkdirAll(path, 0o755)
	case f.Link != "":
		return os.Symlink(tokens.expand(f.Link), path)
	}
	data := []byte(tokens.expand(f.Text))
	if f.B64 != "" {
		var err error
		if data, err = base64.StdEncoding.DecodeString(f.B64); err != nil {
			return err
		}
	}
	mode := uint64(0o600)
	if f.Mode != "" {
		var err error
		if mode, err = strconv.ParseUint(f.Mode, 8, 32); err != nil {
			return err
		}
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		return err
	}
	return os.Chmod(path, os.FileMode(mode))
}

// unrecorded is state of the program's own, which the recordings leave out.
var unrecorded = regexp.MustCompile(`^\.aws/(cli(/cache(/.*)?)?|fob(/.*)?)$`)

// snapshot returns everything below home, under the names that recordings use.
func snapshot(t *testing.T, home string, tokens tokens) map[string]caseFile {
	t.Helper()
	files := map[string]caseFile{}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == home {
			return err
		}
		key := strings.TrimPrefix(path, home+"/")
		if unrecorded.MatchString(key) {
			return nil
		}
		for _, short := range []string{"config", "credentials"} {
			if key == casePath(short) {
				key = short
			}
		}
		files[key], err = readCaseFile(path, entry, tokens)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readCaseFile(path string, entry fs.DirEntry, tokens tokens) (caseFile, error) {
	info, err := entry.Info()
	if err != nil {
		return caseFile{}, err
	}
	mode := fmt.Sprintf("%04o", info.Mode().Perm())
	switch {
	case entry.IsDir():
		return caseFile{Dir: true, Mode: mode}, nil
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(path)
		return caseFile{Link: tokens.restore(target)}, err
	}
	data, err := os.ReadFile(path)
	if !utf8.Valid(data) {
		return caseFile{B64: base64.StdEncoding.EncodeToString(data), Mode: mode}, err
	}
	return caseFile{Text: tokens.restore(string(data)), Mode: mode}, err
}

// changes returns what was made or changed, and nil for what was removed; nil if all
// is as it was.
func changes(before, after map[string]caseFile) map[string]*caseFile {
	var changed map[string]*caseFile
	note := func(key string, file *caseFile) {
		if changed == nil {
			changed = map[string]*caseFile{}
		}
		changed[key] = file
	}
	for key := range before {
		if _, ok := after[key]; !ok {
			note(key, nil)
		}
	}
	for key, file := range after {
		if was, ok := before[key]; !ok || was != file {
			note(key, &file)
		}
	}
	return changed
}
