package fob_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// recordedCases is how many recordings there are of what the AWS CLI makes of its
// configuration. At least 97 in 100 have to come out equal.
const recordedCases = 570

// departures are the cases in which we chose to do otherwise than the AWS CLI, with what
// it does in them. docs/differences.md tells users of each.
var departures = map[string]string{
	"globals/dash-dash-help":           "knows no --help, which people type",
	"globals/configure-dash-dash-help": "knows no --help, which people type",
	"globals/alias-external":           "runs aliases",
	"globals/alias-subcommand":         "runs aliases",

	"set/key-empty":                    "writes a line without a key: the file cannot be read any more",
	"set/key-upper":                    "overlooks the key because of its case and adds it again: the file cannot be read any more",
	"set/env-empty-profile":            "writes the header []: the file cannot be read any more",
	"set/nested-profile":               "overlooks [profile p] and writes [p], which is no profile",
	"set/nested-env-profile":           "overlooks [profile p] and writes [p], which is no profile",
	"set/profile-single-letter":        "overlooks [profile s] and writes [s], which is no profile",
	"set/profile-letter-dotted":        "overlooks [profile s] and writes [s], which is no profile",
	"set/profile-substring-of-plugins": "writes the header [plug], which is no profile, since the name is a part of the word plugins",

	"set-format/crlf-add":                   "turns every CRLF of the file into LF",
	"set-format/nested-add-last-no-newline": "glues the new line to a last line without an end",
	"set-format/nested-comment-inside":      "crashes on a comment at the top of a block",
	"set-format/nested-key-same-name":       "takes a line of a block for the key, and leaves the key twice: the file cannot be read any more",
	"set-format/uppercase-key-existing":     "overlooks the key because of its case and adds it again: the file cannot be read any more",
}

// warned are the cases in which we do what the AWS CLI does, and warn of it.
var warned = map[string]string{
	"set/config-env-var":            "another file is written than the one that is read",
	"set/nested-over-scalar":        "the value is now more than what it was set to",
	"set/scalar-over-nested":        "the value is now more than what it was set to",
	"set-format/continuation-value": "the value is now more than what it was set to",
	"output/yaml-special":           "an account's id is not 12 digits",
	"output/text-missing-keys":      "an account's id is not 12 digits",
	"output/endpoint-sso-config":    "an account's id is not 12 digits",
}

// TestRecordedCases gives the program every command line that the AWS CLI was recorded
// with, each in a home folder of its own, and wants the same exit code, the same stdout
// and the same files. On stderr we have our own words, but there as well something is
// said exactly where the AWS CLI says something.
func TestRecordedCases(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the recordings are of paths, modes and programs on Unix")
	}
	binary := fobBinary(t)
	cases := readRecordedCases(t)
	if len(cases) != recordedCases {
		t.Errorf("%d cases, want %d", len(cases), recordedCases)
	}
	if allowed := recordedCases * 3 / 100; len(departures) > allowed {
		t.Errorf("%d departures, more than %d", len(departures), allowed)
	}
	unknown := maps.Clone(departures)
	var equal atomic.Int32
	t.Run("case", func(t *testing.T) {
		for _, c := range cases {
			delete(unknown, c.Name)
			t.Run(c.Name, func(t *testing.T) {
				t.Parallel()
				difference := cmp.Diff(c.expected(), c.run(t, binary))
				reason, chosen := departures[c.Name]
				switch {
				case difference == "":
					equal.Add(1)
					if chosen {
						t.Errorf("listed as a departure (the AWS CLI %s), but is none", reason)
					}
				case !chosen:
					t.Errorf("%q, -want +got:\n%s", c.Args, difference)
				}
			})
		}
	})
	for name := range unknown {
		t.Errorf("there is no case %s to depart from", name)
	}
	t.Logf("%d of %d cases equal, %d departures chosen", equal.Load(), len(cases), len(departures))
}

// TestDepartureIsDocumented holds docs/differences.md to the list, and the other way round.
func TestDepartureIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("docs", "differences.md"))
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for _, match := range regexp.MustCompile("`((?:set|set-format|globals|output|profile)/[^`]+)`").FindAllStringSubmatch(string(text), -1) {
		documented = append(documented, match[1])
	}
	slices.Sort(documented)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(departures)), documented); diff != "" {
		t.Errorf("-listed here +in docs/differences.md:\n%s", diff)
	}
}

// recordedCase is a recording as testdata/contract/config/README.md describes it.
type recordedCase struct {
	Name       string
	Files      map[string]caseFile
	FilesAfter map[string]*caseFile `json:"files_after"`
	Env        map[string]*string
	Args       []string
	Stdin      string
	HTTP       []caseReply
	Exit       int
	Stdout     string
	Stderr     string
	Ignore     []string
}

func readRecordedCases(t *testing.T) (cases []recordedCase) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "contract", "config", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var some []recordedCase
		if err := json.Unmarshal(data, &some); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		cases = append(cases, some...)
	}
	return cases
}

// outcome is what is compared of a run.
type outcome struct {
	Exit   int
	Stdout string
	Spoke  bool // on stderr
	Files  map[string]*caseFile
}

func (c recordedCase) expected() outcome {
	_, warned := warned[c.Name]
	return c.ignoring(outcome{c.Exit, c.Stdout, c.Stderr != "" || warned, c.FilesAfter})
}

// ignoring blanks what means nothing in this case.
func (c recordedCase) ignoring(o outcome) outcome {
	if slices.Contains(c.Ignore, "stdout") {
		o.Stdout = ""
	}
	if slices.Contains(c.Ignore, "stderr") {
		o.Spoke = false
	}
	return o
}

// run does what the recording tells with our program.
func (c recordedCase) run(t *testing.T, binary string) outcome {
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	tokens := tokens{"{HOME}": home}
	if c.HTTP != nil {
		tokens["{PORT}"] = serveReplies(t, c.HTTP)
	}
	makeCaseFiles(t, home, c.Files, tokens)
	before := snapshot(t, home, tokens)

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	args := []string{"-c", `umask 022; exec "$0" "$@"`, binary}
	for _, arg := range c.Args {
		args = append(args, tokens.expand(arg))
	}
	cmd := exec.CommandContext(ctx, "sh", args...)
	cmd.Dir, cmd.Env = home, c.environment(home, tokens)
	cmd.Stdin = strings.NewReader(tokens.expand(c.Stdin))
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return c.ignoring(outcome{
		Exit:   cmd.ProcessState.ExitCode(),
		Stdout: tokens.restore(stdout.String()),
		Spoke:  stderr.Len() > 0,
		Files:  changes(before, snapshot(t, home, tokens)),
	})
}

func (c recordedCase) environment(home string, tokens tokens) []string {
	path := os.Getenv("PATH")
	loopback := "127.0.0.1,localhost"
	variables := map[string]*string{"HOME": &home, "PATH": &path, "NO_PROXY": &loopback}
	for name, value := range map[string]string{
		"LC_ALL":                      "C.UTF-8",
		"AWS_CONFIG_FILE":             home + "/.aws/config",
		"AWS_SHARED_CREDENTIALS_FILE": home + "/.aws/credentials",
		"AWS_EC2_METADATA_DISABLED":   "true",
	} {
		variables[name] = &value
	}
	maps.Copy(variables, c.Env)
	var environ []string
	for name, value := range variables {
		if value != nil {
			environ = append(environ, name+"="+tokens.expand(*value))
		}
	}
	return environ
}
