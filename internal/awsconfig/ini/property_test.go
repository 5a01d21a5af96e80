package ini_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fob.example/fob/internal/awsconfig/ini"
)

// FuzzParse starts from every file that the AWS CLI was recorded with.
func FuzzParse(f *testing.F) {
	for _, text := range recordedFiles(f) {
		f.Add(text)
	}
	f.Fuzz(checkProperties)
}

// TestProperties puts files together from lines that mean something to the
// parser, which random bytes seldom do.
func TestProperties(t *testing.T) {
	fragments := []string{
		"[default]", "[profile a]", "  [profile b]", "[DEFAULT]", "[services s] # note", "[", "[]",
		"region = a", "  region = b", "Output: json", "s3 =", "  a = 1", "\tb=2", "    c", "  d: 4", " e =",
		"# c", "  ; c", "", "   ", "\u00a0", "\u2028k = v", "k = \f", "  x = 1\vy", "=", "word",
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 5000 {
		text := "[first]\n"
		for range random.IntN(8) {
			text += fragments[random.IntN(len(fragments))] + []string{"\n", "\r\n", "\r"}[random.IntN(3)]
		}
		checkProperties(t, text)
	}
}

// checkProperties holds a text, and what is made of it, against what must be
// true of any.
func checkProperties(t *testing.T, text string) {
	file, err := ini.Parse(text)
	checkMeaning(t, text, err, "with another kind of line end", unixEnds(text))
	checkMeaning(t, text, err, "with comments between all lines", commented(text))
	if err == nil {
		checkSpans(t, file)
	}
}

// checkMeaning wants changed to be read, or refused, just as text is.
func checkMeaning(t *testing.T, text string, err error, how, changed string) {
	t.Helper()
	file, changedErr := ini.Parse(changed)
	if (err == nil) != (changedErr == nil) {
		t.Fatalf("%q: %v\n%s: %v", text, err, how, changedErr)
	}
	if err != nil {
		return
	}
	if want, got := show(parse(t, text)), show(file); got != want {
		t.Fatalf("%q\nread as\n%s%s\n%s", text, want, how, got)
	}
}

func unixEnds(text string) string {
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

func commented(text string) string {
	return strings.ReplaceAll(unixEnds(text), "\n", "\n # comment = [x]\n")
}

// checkSpans wants sections and settings to stand on bytes of their own, in
// order, and the bytes of a setting to be all there is to it.
func checkSpans(t *testing.T, file *ini.File) {
	end := 0
	for _, section := range file.Sections {
		if section.Span.Start < end || section.Span.End > len(file.Text) {
			t.Fatalf("%q: section %q stands on %v after byte %d", file.Text, section.Name, section.Span, end)
		}
		end = section.Span.Start
		for _, setting := range section.Settings {
			span := setting.Span
			if span.Start < end || span.End > section.Span.End {
				t.Fatalf("%q: key %q stands on %v after byte %d", file.Text, setting.Key, span, end)
			}
			end = span.End
			alone := parse(t, "[x]\n"+file.Text[span.Start:span.End]).Section("x").Settings
			if len(alone) != 1 || alone[0].Key != setting.Key || alone[0].Value != setting.Value {
				t.Fatalf("%q: key %q alone reads as %+v", file.Text, setting.Key, alone)
			}
		}
	}
}

// recordedFiles answers the text of every config and credentials file of the
// recorded cases.
func recordedFiles(t testing.TB) []string {
	paths, err := filepath.Glob("../../../testdata/contract/config/*.json")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no recorded cases: %v", err)
	}
	var texts []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var cases []struct{ Files map[string]json.RawMessage }
		if err := json.Unmarshal(data, &cases); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, c := range cases {
			for _, file := range c.Files {
				texts = append(texts, textOf(t, file))
			}
		}
	}
	return texts
}

// textOf reads the two forms that occur in these cases: text, and {"b64": bytes}.
func textOf(t testing.TB, raw json.RawMessage) (text string) {
	t.Helper()
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var file struct{ B64 []byte }
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatalf("%s: %v", raw, err)
	}
	return string(file.B64)
}
