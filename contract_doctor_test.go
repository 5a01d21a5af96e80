package fob_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// TestDoctorRaisesNoFalseAlarm looks at the home folder of every recorded case. A file is
// called unreadable where the AWS CLI could not read it, and nowhere else; and where the
// AWS CLI had credentials, nothing is called broken.
func TestDoctorRaisesNoFalseAlarm(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the recordings are of paths, modes and programs on Unix")
	}
	binary := fobBinary(t)
	for _, c := range readRecordedCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			gotKeys := c.Exit == 0 && (strings.Contains(strings.Join(c.Args, " "), "export-credentials") || strings.Contains(c.Stdout, "access_key : ****"))
			unreadable := false
			for _, f := range doctorFindings(t, binary, c) {
				unreadable = unreadable || f.Check == "unreadable-line" || f.Check == "byte-order-mark"
				if gotKeys && f.Severity == "error" && f.Family != "environment" {
					t.Errorf("a false alarm: %+v", f)
				}
			}
			if refused := strings.Contains(c.Stderr, "Unable to parse config file"); refused != unreadable {
				t.Errorf("the AWS CLI refuses a file: %v; doctor says so: %v", refused, unreadable)
			}
		})
	}
}

type doctorFinding struct {
	Check, Severity, Family, File, What string
	Line                                int
}

// doctorFindings are what doctor finds in the home folder of a case, as it was before.
func doctorFindings(t *testing.T, binary string, c recordedCase) []doctorFinding {
	home := t.TempDir()
	tokens := tokens{"{HOME}": home, "{PORT}": "1"}
	makeCaseFiles(t, home, c.Files, tokens)
	cmd := exec.Command(binary, "doctor", "--offline", "--output", "json")
	cmd.Dir, cmd.Env = home, c.environment(home, tokens)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !(ok && exit.ExitCode() == 1) {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var answer struct{ Findings []doctorFinding }
	if err := json.Unmarshal(out, &answer); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return answer.Findings
}
