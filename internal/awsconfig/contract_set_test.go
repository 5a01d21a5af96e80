package awsconfig_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

// replayedSets is how many recorded cases of `configure set` come down to an edit.
// The others are refused for their command line.
const replayedSets = 108

// departures are the recorded cases in which we chose to do otherwise, with what
// the AWS CLI does wrong in them.
//
// They are few, since in every other case a line is written as the AWS CLI writes
// it, where it writes it, even if a person would have done it more neatly.
var departures = map[string]string{
	"set-format/crlf-add":                   "turns every CRLF of the file into LF",
	"set-format/nested-add-last-no-newline": "glues the new line to a last line without an end",
	"set-format/nested-comment-inside":      "crashes on a comment at the top of a block",
	"set-format/nested-key-same-name":       "takes a line of a block for the key, and leaves the key twice: the file cannot be read any more",
	"set-format/uppercase-key-existing":     "overlooks the key because of its case and adds it again: the file cannot be read any more",
	"set/key-upper":                         "overlooks the key because of its case and adds it again: the file cannot be read any more",
	"set/key-empty":                         "writes a line without a key: the file cannot be read any more",
	"set/env-empty-profile":                 "writes the header []: the file cannot be read any more",
	"set/profile-substring-of-plugins":      "writes the header [plug], which is no profile, since the name is a part of the word plugins",
	"set/profile-single-letter":             "overlooks [profile s] and writes [s], which is no profile",
	"set/profile-letter-dotted":             "overlooks [profile s] and writes [s], which is no profile",
	"set/nested-profile":                    "overlooks [profile p] and writes [p], which is no profile",
	"set/nested-env-profile":                "overlooks [profile p] and writes [p], which is no profile",
}

func TestRecordedSets(t *testing.T) {
	ran := 0
	for _, c := range readCases(t, "set", "set-format", "profile") {
		command, ok := parseSet(c.Args)
		if !ok {
			continue
		}
		ran++
		t.Run(c.Name, func(t *testing.T) { replaySet(t, c, command) })
	}
	if ran != replayedSets {
		t.Errorf("%d cases ran, want %d", ran, replayedSets)
	}
}

func replaySet(t *testing.T, c recordedCase, s set) {
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(home)
	c.makeFiles(t, home)
	before := snapshot(t, home)

	got := answer{exit: 0}
	warning, err := s.run(t.Context(), environment(c.environment(home)), home)
	if err != nil {
		got = answer{exit: exitOf(err), stderr: "\naws: [ERROR]: " + inTheWordsOfAWS(err) + "\n"}
	}
	got.stderr = strings.ReplaceAll(got.stderr+warning, home, "{HOME}")
	want := answer{exit: c.Exit, stderr: c.Stderr}
	if slices.Contains(c.Ignore, "stderr") {
		want.stderr = got.stderr
	}

	after := snapshot(t, home)
	for path, file := range before {
		if after[path] == file {
			delete(after, path)
		}
	}
	difference := cmp.Diff(c.after(), after)
	if got != want {
		difference += fmt.Sprintf("got:  %+v\nwant: %+v\n", got, want)
	}
	reason, chosen := departures[c.Name]
	switch {
	case difference != "" && !chosen:
		t.Errorf("%q, -want +got:\n%s", c.Args, difference)
	case difference == "" && chosen:
		t.Errorf("listed as a departure (%s), but is none", reason)
	}
}

// after answers the files as snapshot does.
func (c recordedCase) after() map[string]string {
	files := map[string]string{}
	for key, file := range c.FilesAfter {
		if key == "config" || key == "credentials" {
			key = ".aws/" + key
		}
		switch {
		case file.Dir:
			files[key] = "folder"
		default:
			files[key] = file.Mode + " " + file.Text
		}
	}
	return files
}

// snapshot answers what is below home, but for our own state, under slashed paths.
func snapshot(t *testing.T, home string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		relative, err := filepath.Rel(home, path)
		if err != nil {
			return err
		}
		key := filepath.ToSlash(relative)
		info, err := entry.Info()
		switch {
		case err != nil:
			return err
		case key == ".aws/fob":
			return fs.SkipDir
		case entry.IsDir():
			files[key] = "folder"
			return nil
		case !info.Mode().IsRegular():
			files[key], err = os.Readlink(path)
			return err
		}
		mode := info.Mode()
		if runtime.GOOS == "windows" {
			mode = 0o600
		}
		text, err := os.ReadFile(path)
		files[key] = fmt.Sprintf("%04o %s", mode, text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// set is a command line that comes down to one edit.
type set struct {
	variable, value   string
	profile           string
	session, services *string
}

// parseSet understands `configure set KEY VALUE` with options that are spelt out.
func parseSet(args []string) (s set, ok bool) {
	var words []string
	for len(args) > 0 {
		name, rest := args[0], args[1:]
		if !strings.HasPrefix(name, "--") {
			words, args = append(words, name), rest
			continue
		}
		if name == "--debug" {
			args = rest
			continue
		}
		if len(rest) == 0 {
			return s, false
		}
		switch name {
		case "--profile":
			s.profile = rest[0]
		case "--sso-session":
			s.session = &rest[0]
		case "--services":
			s.services = &rest[0]
		case "--region":
		default:
			return s, false
		}
		args = rest[1:]
	}
	if len(words) != 4 || words[0] != "configure" || words[1] != "set" || words[3] == "-x" {
		return s, false
	}
	s.variable, s.value = words[2], words[3]
	return s, true
}

// run does what the command is to do, and answers its warning.
func (s set) run(ctx context.Context, lookupEnv awsconfig.LookupEnv, home string) (warning string, err error) {
	if _, err := awsconfig.Load(nil, awsconfig.FindPaths(lookupEnv, home)); err != nil {
		return "", err
	}
	place, err := s.place(lookupEnv, home)
	if err != nil {
		return "", err
	}
	path := awsconfig.FindEditPaths(lookupEnv, home).Of(place)
	edit := awsconfig.Edit{Place: place, Value: s.value}
	result, err := awsconfig.EditFile(ctx, nil, path, filepath.Join(home, ".aws", "fob"), edit)
	if place.Credentials && result.Exposed {
		warning = fmt.Sprintf("\naws: [WARNING]: The file '%[1]s' is accessible by other users. "+
			"Consider running 'chmod 600 %[1]s' to restrict access to only your user.\n", path)
	}
	return warning, err
}

func (s set) place(lookupEnv awsconfig.LookupEnv, home string) (awsconfig.Place, error) {
	variable := s.variable
	if path, ok := strings.CutPrefix(variable, "file://"); ok {
		text, err := os.ReadFile(strings.ReplaceAll(path, "{HOME}", home))
		if err != nil {
			return awsconfig.Place{}, err
		}
		variable = string(text)
	}
	switch {
	case s.session != nil:
		return awsconfig.PlaceIn(awsconfig.KindSSOSession, *s.session, variable)
	case s.services != nil:
		return awsconfig.PlaceIn(awsconfig.KindServices, *s.services, variable)
	}
	profile, _ := awsconfig.ActiveProfile(s.profile, lookupEnv)
	return awsconfig.PlaceOf(variable, profile)
}

func exitOf(err error) int {
	if bad := (*awsconfig.SubsectionError)(nil); errors.As(err, &bad) {
		return 252
	}
	return 255
}
