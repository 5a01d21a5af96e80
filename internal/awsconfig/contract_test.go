package awsconfig_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"fob.example/fob/internal/awsconfig"
)

// replayed is how many recorded cases are questions to this package alone. The
// others are about command lines it never sees.
const replayed = 152

// recordedCase is a recording as testdata/contract/config/README.md describes it.
type recordedCase struct {
	Name       string
	Files      map[string]recordedFile
	FilesAfter map[string]recordedFile `json:"files_after"`
	Env        map[string]*string
	Args       []string
	Exit       int
	Stdout     string
	Stderr     string
	Ignore     []string
}

// recordedFile is what lay at a path.
type recordedFile struct {
	Text string
	B64  []byte
	Link string
	Dir  bool
	Mode string // in octal digits; "" means 0600
}

func (f *recordedFile) UnmarshalJSON(data []byte) error {
	if json.Unmarshal(data, &f.Text) == nil {
		return nil
	}
	type plain recordedFile
	return json.Unmarshal(data, (*plain)(f))
}

// TestRecordedCases asks what the AWS CLI was asked, and wants its answers: the
// exit code, stdout, and the facts on stderr. There is no case in which we chose
// to answer otherwise.
func TestRecordedCases(t *testing.T) {
	ran := 0
	for _, c := range readCases(t, "ini", "list-profiles", "get", "get-subsection", "profile") {
		question, ok := parseQuestion(c.Args)
		if !ok {
			continue
		}
		ran++
		t.Run(c.Name, func(t *testing.T) { replay(t, c, question) })
	}
	if ran != replayed {
		t.Errorf("%d cases ran, want %d", ran, replayed)
	}
}

func readCases(t testing.TB, topics ...string) (cases []recordedCase) {
	t.Helper()
	for _, topic := range topics {
		data, err := os.ReadFile("../../testdata/contract/config/" + topic + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var some []recordedCase
		if err := json.Unmarshal(data, &some); err != nil {
			t.Fatalf("%s: %v", topic, err)
		}
		cases = append(cases, some...)
	}
	return cases
}

func replay(t *testing.T, c recordedCase, q question) {
	home := t.TempDir()
	c.makeFiles(t, home)
	lookupEnv := environment(c.environment(home))
	config, err := awsconfig.Load(nil, awsconfig.FindPaths(lookupEnv, home))
	got := answer{exit: 255}
	if err == nil {
		got, err = q.ask(config, lookupEnv)
	}
	if err != nil {
		got.stderr = "\naws: [ERROR]: " + inTheWordsOfAWS(err) + "\n"
	}
	got.stderr = strings.ReplaceAll(got.stderr, home, "{HOME}")

	if want := (answer{c.Exit, c.Stdout, c.Stderr}); got != want {
		t.Errorf("%q\n got: %+v\nwant: %+v", c.Args, got, want)
	}
}

func (c recordedCase) makeFiles(t *testing.T, home string) {
	t.Helper()
	for key, file := range c.Files {
		path := filepath.Join(home, filepath.FromSlash(key))
		if key == "config" || key == "credentials" {
			path = filepath.Join(home, ".aws", key)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := file.make(path, home); err != nil {
			t.Fatal(err)
		}
	}
}

func (f recordedFile) make(path, home string) error {
	switch {
	case f.Dir:
		return os.MkdirAll(path, 0o755)
	case f.Link != "":
		return os.Symlink(f.Link, path)
	}
	text := string(f.B64) + strings.ReplaceAll(f.Text, "{HOME}", home)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil || f.Mode == "" {
		return err
	}
	mode, err := strconv.ParseUint(f.Mode, 8, 32)
	if err != nil {
		return err
	}
	return os.Chmod(path, os.FileMode(mode))
}

func (c recordedCase) environment(home string) map[string]string {
	variables := map[string]string{
		"HOME":                        home,
		"AWS_CONFIG_FILE":             home + "/.aws/config",
		"AWS_SHARED_CREDENTIALS_FILE": home + "/.aws/credentials",
	}
	for name, value := range c.Env {
		if value == nil {
			delete(variables, name)
			continue
		}
		variables[name] = strings.ReplaceAll(*value, "{HOME}", home)
	}
	return variables
}

// question is a command line that comes down to one question.
type question struct {
	listProfiles      bool
	variable          string
	profile           string
	session, services string
}

// answer is what a command line comes to.
type answer struct {
	exit           int
	stdout, stderr string
}

// parseQuestion understands `configure list-profiles` and `configure get KEY`
// with options that are spelt out.
func parseQuestion(args []string) (q question, ok bool) {
	var ignored string
	options := map[string]*string{
		"--profile": &q.profile, "--sso-session": &q.session, "--services": &q.services,
		"--output": &ignored, "--query": &ignored,
	}
	var words []string
	for len(args) > 0 {
		name, value, inline := strings.Cut(args[0], "=")
		option := options[name]
		switch {
		case option != nil && inline:
			*option = value
		case option != nil && len(args) > 1:
			*option = args[1]
			args = args[1:]
		case strings.HasPrefix(name, "--"), strings.HasPrefix(name, "file:"):
			return q, false
		default:
			words = append(words, args[0])
		}
		args = args[1:]
	}
	switch {
	case q.session != "" && q.services != "":
		return q, false
	case len(words) == 2 && words[0] == "configure" && words[1] == "list-profiles":
		q.listProfiles = true
		return q, true
	case len(words) == 3 && words[0] == "configure" && words[1] == "get":
		q.variable = words[2]
		return q, true
	}
	return q, false
}

func (q question) ask(c *awsconfig.Config, lookupEnv awsconfig.LookupEnv) (answer, error) {
	if q.listProfiles {
		var list strings.Builder
		for _, name := range c.ProfileNames() {
			fmt.Fprintln(&list, name)
		}
		return answer{stdout: list.String()}, nil
	}
	value, err := q.lookup(c, lookupEnv)
	switch {
	case err != nil:
		return answer{exit: 255}, err
	case value.Kind == awsconfig.Plain:
		return answer{stdout: value.Text + "\n"}, nil
	case value.Kind == awsconfig.Block:
		return answer{exit: 1, stderr: "varname (" + q.variable + ") must reference a value, not a section or sub-section."}, nil
	}
	return answer{exit: 1}, nil
}

func (q question) lookup(c *awsconfig.Config, lookupEnv awsconfig.LookupEnv) (awsconfig.Value, error) {
	switch {
	case q.session != "":
		return c.LookupSSOSession(q.session, q.variable)
	case q.services != "":
		return c.LookupServices(q.services, q.variable)
	}
	profile, explicit := awsconfig.ActiveProfile(q.profile, lookupEnv)
	return c.Lookup(q.variable, profile, explicit)
}

// inTheWordsOfAWS shows that an error carries all facts of the recorded text.
func inTheWordsOfAWS(err error) string {
	const noNewlines = "newline characters and carriage returns are not allowed"
	var (
		parse      *awsconfig.ParseError
		profile    *awsconfig.ProfileNotFoundError
		section    *awsconfig.SectionNotFoundError
		name       *awsconfig.NameError
		value      *awsconfig.ValueError
		subsection *awsconfig.SubsectionError
	)
	switch {
	case errors.As(err, &parse):
		return "Unable to parse config file: " + parse.Path
	case errors.As(err, &profile):
		return "The config profile (" + profile.Name + ") could not be found"
	case errors.As(err, &section):
		return "The config sub-section (" + section.Name + ") could not be found"
	case errors.As(err, &value):
		return "Invalid value for key " + value.Place.Key + ": " + noNewlines + "."
	case errors.As(err, &name) && name.What == "key":
		return "Invalid key: " + noNewlines + ": " + pythonQuoted(name.Name)
	case errors.As(err, &name):
		return "Invalid section name: " + noNewlines + ": " + pythonQuoted(name.What+" "+name.Name)
	case errors.As(err, &subsection) && subsection.Variable != "":
		return "An error occurred (ParamValidation): Found more than two parts in the property to set. Deep nesting of properties is not supported."
	case errors.As(err, &subsection):
		return "An error occurred (ParamValidation): aws: [ERROR]: Invalid value for --" + subsection.Kind + "."
	case errors.Is(err, fs.ErrNotExist):
		return "[Errno 2] No such file or directory: ''"
	}
	return "list index out of range" // what Python says of profile.NAME without a key
}

func pythonQuoted(text string) string { return "'" + strings.ReplaceAll(text, "\n", `\n`) + "'" }
