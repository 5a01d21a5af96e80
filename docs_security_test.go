package fob_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocsSecurity holds docs/security.md to the tests: those that it names are there, and
// its hostile cases are those that tests play.
func TestDocsSecurity(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("docs", "security.md"))
	if err != nil {
		t.Fatal(err)
	}
	tests, cases := testsAndCases(t)
	for _, m := range regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+|[a-z-]+\\.txtar)`").FindAllStringSubmatch(string(page), -1) {
		if !tests[m[1]] {
			t.Errorf("docs/security.md names %s, which is no test", m[1])
		}
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^\| (H\d\d) \|`).FindAllStringSubmatch(string(page), -1) {
		listed[m[1]] = true
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(cases)), slices.Sorted(maps.Keys(listed))); diff != "" {
		t.Errorf("cases that tests play (-) and that docs/security.md lists (+):\n%s", diff)
	}
}

// testsAndCases finds the tests, the transcripts, and the hostile cases in the tests' names and
// the transcripts' comments.
func testsAndCases(t *testing.T) (tests, cases map[string]bool) {
	tests, cases = map[string]bool{}, map[string]bool{}
	function := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9]+)\(`)
	hostile := regexp.MustCompile(`(?:"|^func Test|^# )(H\d\d)(?:[ ":]|[A-Z])`)
	for _, root := range []string{"internal", "cmd", "test", "."} {
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && root == "." && path != ".":
				return fs.SkipDir
			case strings.HasSuffix(path, ".txtar"):
				tests[filepath.Base(path)] = true
			case !strings.HasSuffix(path, "_test.go"):
				return nil
			}
			source, err := os.ReadFile(path)
			for _, m := range function.FindAllSubmatch(source, -1) {
				tests[string(m[1])] = true
			}
			for line := range strings.Lines(string(source)) {
				for _, m := range hostile.FindAllStringSubmatch(line, -1) {
					cases[m[1]] = true
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return tests, cases
}
