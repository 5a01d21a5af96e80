package fob_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the documents that are made from the program")

// TestDocsCommandReference holds docs/commands.md to the help of every command.
func TestDocsCommandReference(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Commands\n\nMade from the program's own help by `make docs`.\n")
	for _, command := range commands(t, nil) {
		fmt.Fprintf(&b, "\n## %s\n\n```\n%s```\n", strings.Join(append([]string{"fob"}, command...), " "), help(t, command))
	}
	compare(t, filepath.Join("docs", "commands.md"), b.String())
}

// TestDocsDirectorySchema holds the schema that editors fetch to the one that is printed.
func TestDocsDirectorySchema(t *testing.T) {
	out, err := exec.Command(fobBinary(t), "idc", "schema").Output()
	if err != nil {
		t.Fatal(err)
	}
	compare(t, filepath.Join("docs", "directory.schema.json"), string(out))
}

// TestDocsDirectories holds the directories in docs/local-idc.md to the one that fob idc
// init writes and to the one that is measured.
func TestDocsDirectories(t *testing.T) {
	example := filepath.Join(t.TempDir(), "directory.yaml")
	if out, err := exec.Command(fobBinary(t), "idc", "init", example).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	path := filepath.Join("docs", "local-idc.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := string(page)
	for mark, source := range map[string]string{"default.yaml": example, "large.yaml": filepath.Join("test", "bench", "large.yaml")} {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		begin, end := "<!-- "+mark+" -->\n```yaml\n", "```\n<!-- end -->"
		before, rest, ok := strings.Cut(want, begin)
		_, after, ok2 := strings.Cut(rest, end)
		if !ok || !ok2 {
			t.Fatalf("%s has no %s between its marks", path, mark)
		}
		want = before + begin + string(text) + end + after
	}
	compare(t, path, want)
}

// TestDocsReadmeTranscript holds the README's transcript to a run of the demo.
func TestDocsReadmeTranscript(t *testing.T) {
	const begin, end = "<!-- transcript: fob demo --yes -->\n```\n", "```\n<!-- end -->"
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(readme), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatal("README.md has no transcript between its marks")
	}
	compare(t, "README.md", before+begin+transcript(t)+end+after)
}

// transcript runs the demo and replaces what differs from run to run.
func transcript(t *testing.T) string {
	cmd := exec.Command(fobBinary(t), "demo", "--yes")
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	text := strings.TrimPrefix(string(out), "\n")
	for _, r := range []struct{ pattern, with string }{
		{`127\.0\.0\.1(:|%3A)\d+`, "127.0.0.1${1}43127"},
		{`HOME is \S+:`, "HOME is /tmp/fob-demo:"},
		{`client_id=[^&]+`, "client_id=…"},
		{`state=[^&]+`, "state=…"},
		{`code_challenge=\S+`, "code_challenge=…"},
		{`[A-Z]{4}-[A-Z]{4}`, "BCDF-GHJK"},
		{`answered in [\d.]+ ms`, "answered in … ms"},
	} {
		text = regexp.MustCompile(r.pattern).ReplaceAllString(text, r.with)
	}
	return text
}

// commands walks the command tree by what each help lists.
func commands(t *testing.T, path []string) [][]string {
	found := [][]string{path}
	_, listed, _ := strings.Cut(help(t, path), "Available Commands:\n")
	listed, _, _ = strings.Cut(listed, "\n\n")
	for line := range strings.Lines(listed) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] == "help" {
			continue
		}
		found = append(found, commands(t, append(path[:len(path):len(path)], words[0]))...)
	}
	return found
}

func help(t *testing.T, path []string) string {
	t.Helper()
	out, err := exec.Command(fobBinary(t), append(path, "--help")...).Output()
	if err != nil {
		t.Fatalf("fob %s --help: %v", strings.Join(path, " "), err)
	}
	return string(out)
}

// compare holds a file to its text, or writes it with -update.
func compare(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the program says; run: make docs\n%s", path, diff)
	}
}
