// Package botocore_test holds awsconfig against botocore, the library below the AWS CLI:
// both read the same thousands of generated files and must find the same in them.
package botocore_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var (
	seed   = flag.Uint64("seed", 1, "generate other files")
	number = flag.Int("files", 6000, "generate so many homes")
)

func TestSameAsBotocore(t *testing.T) {
	python := findPython(t)
	root := t.TempDir()
	for i := range *number {
		generate(*seed, uint64(i)).write(t, home(root, i))
	}
	answers := ask(t, python, root)
	nested, refused, differences, meant := nestedNames(), 0, 0, 0
	for i := range *number {
		var theirs reading
		if err := answers.Decode(&theirs); err != nil {
			t.Fatalf("the answer for home %d: %v", i, err)
		}
		if theirs.Error != "" {
			refused++
		}
		ours := read(home(root, i), nested)
		diff, f := compare(theirs, ours), generate(*seed, uint64(i))
		switch {
		case diff == "":
		case theirs.Error == "" && f.unusedDefault(ours.Error):
			meant++
		default:
			if differences++; differences <= 10 {
				t.Errorf("home %d, config %q, credentials %q: botocore (-), fob (+)\n%s", i, f.config, f.credentials, diff)
			}
		}
	}
	t.Logf("seed %d: %d homes, of which botocore refuses %d; %d differences, and %d that are meant", *seed, *number, refused, differences, meant)
	if refused == 0 || refused > *number/2 {
		t.Errorf("%d of %d homes are refused; the files say little", refused, *number)
	}
}

// compare takes one error for another: the texts are each program's own.
func compare(theirs, ours reading) string {
	if theirs.Error != "" && ours.Error != "" {
		return ""
	}
	if theirs.Services == nil { // a botocore before July 2023
		ours.Services = nil
	}
	return cmp.Diff(theirs, ours, cmpopts.EquateEmpty())
}

// unusedDefault tells of the one difference that is meant: a block of [DEFAULT] that
// cannot be read is an error, also where every section has the key itself, or there is
// no section. botocore then does not look at it, until somebody adds a section.
func (f files) unusedDefault(refusal string) bool {
	return strings.Contains(f.config+f.credentials, "[DEFAULT]") && strings.Contains(refusal, "a line of the block")
}

// findPython returns a Python that has botocore.
func findPython(t *testing.T) string {
	const missing = "no Python here has botocore; install it with: scripts/install-botocore.sh"
	named := os.Getenv("FOB_TEST_BOTOCORE")
	for _, python := range []string{named, "python3", "/usr/bin/python3"} {
		if python != "" && exec.Command(python, "-c", "import botocore.session").Run() == nil {
			return python
		}
		if named != "" {
			break
		}
	}
	if named != "" || os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return ""
}

// ask has botocore read all homes below root.
func ask(t *testing.T, python, root string) *json.Decoder {
	cmd := exec.Command(python, "read.py", root)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + root, "PYTHONUTF8=1"}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("read.py: %v\n%s", err, stderr.String())
	}
	answers := json.NewDecoder(strings.NewReader(string(out)))
	var versions map[string]string
	if err := answers.Decode(&versions); err != nil {
		t.Fatal(err)
	}
	t.Log(versions)
	return answers
}

func home(root string, i int) string { return filepath.Join(root, fmt.Sprintf("%06d", i)) }

func (f files) write(t *testing.T, dir string) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "config"), []byte(f.config), 0o600); err != nil {
		t.Fatal(err)
	}
	if !f.hasCredentials {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, "credentials"), []byte(f.credentials), 0o600); err != nil {
		t.Fatal(err)
	}
}
