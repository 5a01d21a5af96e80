package awsconfig_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/awsconfig/ini"
)

// TestEditProperties puts files and edits together from parts that mean something
// to each other, which random bytes seldom do.
func TestEditProperties(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if checks := flag.Lookup("rapid.checks"); checks.Value.String() == checks.DefValue {
		if err := checks.Value.Set("2000"); err != nil { // about a second
			t.Fatal(err)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		checkEdit(t, path, drawFile(t), drawEdit(t))
	})
}

// drawFile draws sections of lines, none of which is in a section twice, so that most
// files can be read.
func drawFile(t *rapid.T) string {
	headers := rapid.SampledFrom([]string{
		"[default]", "[profile a]", `[profile "a"]`, "[profile  a]", "  [profile b]", `[profile "b c"]`, "[profile 'b c']",
		"[DEFAULT]", "[plugins]", "[p]", "[a]", "[sso-session a] # note = 1", "[services a]",
	})
	lines := rapid.SampledFrom([]string{
		"region = a", "  region = a", "REGION: c", "output = json", "\toutput=d", " output = text", "s3 =", "  s3 =", "      s3=",
		"  a = 1", "    a = 2", "\tb=2", "  region = 3", "          deep = 4", " e =", "  x = 1\u2028a = 2", "a = 1", "new : 1",
		"# c", "  ; region = c", "  # a = 3", "", "   ", "\u00a0",
	})
	var text strings.Builder
	add := func(line string) {
		text.WriteString(line + rapid.SampledFrom([]string{"\n", "\n", "\r\n", "\r"}).Draw(t, "end"))
	}
	for _, header := range rapid.SliceOfNDistinct(headers, 0, 4, rapid.ID[string]).Draw(t, "headers") {
		add(header)
		for _, line := range rapid.SliceOfNDistinct(lines, 0, 5, rapid.ID[string]).Draw(t, "lines") {
			add(line)
		}
	}
	if rapid.Bool().Draw(t, "final end") {
		return text.String()
	}
	return strings.TrimRight(text.String(), "\r\n")
}

func drawEdit(t *rapid.T) awsconfig.Edit {
	draw := func(label, odd string, from ...string) string {
		if rapid.IntRange(0, 19).Draw(t, "odd") == 19 {
			return odd
		}
		return rapid.SampledFrom(from).Draw(t, label)
	}
	return awsconfig.Edit{
		Place: awsconfig.Place{
			Credentials: rapid.IntRange(0, 4).Draw(t, "credentials") == 4,
			Kind:        draw("kind", "", awsconfig.KindProfile, awsconfig.KindProfile, awsconfig.KindSSOSession, awsconfig.KindServices),
			Name:        draw("name", "x]", "default", "default", "a", "a", "b", "b c", "p", "plugins", "it's", `\`, "DEFAULT", "\u00e9"),
			Key:         draw("key", "a=b", "region", "Region", "output", "s3", "s3", "a", "new", "[a", "\u00c9"),
			Sub:         draw("sub", "a=b", "", "", "", "a", "A", "b", "region", "x"),
		},
		Value:  draw("value", "a\nb", "v", "v", "", "  v ", "# v", "= v", "a = 1", "\u2028", "\u2028a = 1"),
		Remove: rapid.IntRange(0, 4).Draw(t, "remove") == 4,
	}
}

// FuzzApply starts from files that the AWS CLI was recorded with, and the settings that it
// was asked to make there.
func FuzzApply(f *testing.F) {
	for _, c := range readCases(f, "ini", "get", "set", "set-format") {
		command, ok := parseSet(c.Args)
		place, err := awsconfig.PlaceOf(command.variable, "dev")
		if !ok || err != nil {
			place = awsconfig.Place{Kind: awsconfig.KindProfile, Name: "default", Key: "region"}
		}
		for _, file := range c.Files {
			f.Add(file.Text+string(file.B64), place.Credentials, place.Kind, place.Name, place.Key, place.Sub, command.value, false)
		}
	}
	path := filepath.Join(f.TempDir(), "file")
	f.Fuzz(func(t *testing.T, text string, credentials bool, kind, name, key, sub, value string, remove bool) {
		if !slices.Contains([]string{awsconfig.KindProfile, awsconfig.KindSSOSession, awsconfig.KindServices, ""}, kind) {
			kind = awsconfig.KindProfile
		}
		checkEdit(t, path, text, awsconfig.Edit{
			Place: awsconfig.Place{Credentials: credentials, Kind: kind, Name: name, Key: key, Sub: sub},
			Value: value, Remove: remove,
		})
	})
}

// testingT is what testing.T and rapid.T have in common.
type testingT interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

// checkEdit holds an edit against what must be true of any. path is room for a
// file.
func checkEdit(t testingT, path, text string, edit awsconfig.Edit) {
	before, parseErr := ini.Parse(text)
	edited, err := awsconfig.Apply(text, edit)
	if err != nil {
		checkRefusal(t, text, err, parseErr, edit)
		return
	}
	after, err := ini.Parse(edited.Text)
	if err != nil {
		t.Fatalf("%q\n%+v\nmade %q: %v", text, edit, edited.Text, err)
	}
	checkBytes(t, text, edited.Text, edit)
	checkOthers(t, before, after, edit)
	if len(edited.Mixed) == 0 {
		checkReadsBack(t, path, edited.Text, edit)
		checkAgain(t, text, edited.Text, edit)
	}
}

// checkRefusal wants an error of a known type that does not tell the value.
func checkRefusal(t testingT, text string, err, parseErr error, edit awsconfig.Edit) {
	var (
		parse *ini.Error
		name  *awsconfig.NameError
		value *awsconfig.ValueError
		back  *awsconfig.NotReadBackError
	)
	switch {
	case errors.As(err, &parse):
		if parseErr == nil {
			t.Fatalf("%+v: %v", edit, err)
		}
	case errors.As(err, &name), errors.As(err, &value), errors.As(err, &back):
	default:
		t.Fatalf("%+v: an error of no type: %v", edit, err)
	}
	const canary = "wJalrXUtnFEMI"
	edit.Value += canary
	if _, err := awsconfig.Apply(text, edit); err != nil && strings.Contains(err.Error(), canary) {
		t.Fatalf("%+v: the error shows the value: %v", edit, err)
	}
}

// checkBytes wants all lines but those of the setting to stay, and in their order.
func checkBytes(t testingT, text, edited string, edit awsconfig.Edit) {
	t.Helper()
	old, changed := splitLines(ended(text)), splitLines(ended(edited))
	if edit.Remove {
		if !isSubsequence(changed, old) {
			t.Fatalf("%q\n%+v\nmade %q, which has other lines", text, edit, edited)
		}
		return
	}
	for len(old) > 0 && len(changed) > 0 && old[0] == changed[0] {
		old, changed = old[1:], changed[1:]
	}
	for len(old) > 0 && len(changed) > 0 && old[len(old)-1] == changed[len(changed)-1] {
		old, changed = old[:len(old)-1], changed[:len(changed)-1]
	}
	if len(old) > 1 || len(old) == 1 && len(changed) != 1 || len(changed) > 3 {
		t.Fatalf("%q\n%+v\nmade %q, where %q became %q", text, edit, edited, old, changed)
	}
}

func splitLines(text string) (lines []string) {
	for text != "" {
		end := strings.IndexAny(text, "\r\n") + 1
		if end > 0 && strings.HasPrefix(text[end-1:], "\r\n") {
			end++
		}
		if end == 0 {
			end = len(text)
		}
		lines, text = append(lines, text[:end]), text[end:]
	}
	return lines
}

// ended gives the last line of text an end if it has none.
func ended(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") || strings.HasSuffix(text, "\r") {
		return text
	}
	first := splitLines(text)[0]
	if end := first[len(strings.TrimRight(first, "\r\n")):]; end != "" {
		return text + end
	}
	return text + "\n"
}

func isSubsequence(part, whole []string) bool {
	for _, line := range whole {
		if len(part) > 0 && part[0] == line {
			part = part[1:]
		}
	}
	return len(part) == 0
}

// checkOthers wants all settings but the edited one to read as before, and no
// section to be new but the edited one's.
func checkOthers(t testingT, before, after *ini.File, edit awsconfig.Edit) {
	t.Helper()
	old, changed := settings(before), settings(after)
	key := strings.ToLower(edit.Key)
	differ := 0
	for place, value := range changed {
		if was, ok := old[place]; !ok || was != value {
			differ++
			if place.key != key {
				t.Fatalf("%q\n%+v\nmade %q, where %v reads as %q", before.Text, edit, after.Text, place, value)
			}
		}
	}
	for place := range old {
		if _, ok := changed[place]; !ok {
			differ++
			if place.key != key || !edit.Remove {
				t.Fatalf("%q\n%+v\nmade %q, where %v is gone", before.Text, edit, after.Text, place)
			}
		}
	}
	if added := len(after.Sections) - len(before.Sections); differ > 1 || added > 1 || added < 0 || added == 1 && edit.Remove {
		t.Fatalf("%q\n%+v\nmade %q, with %d other settings and %d more sections", before.Text, edit, after.Text, differ, added)
	}
}

type sectionKey struct{ section, key string }

func settings(file *ini.File) map[sectionKey]string {
	all := map[sectionKey]string{}
	for _, section := range append(slices.Clone(file.Sections), file.Defaults) {
		for _, setting := range section.Settings {
			all[sectionKey{section.Name, setting.Key}] = setting.Value
		}
	}
	return all
}

// checkReadsBack asks as a command would what was set.
func checkReadsBack(t testingT, path, text string, edit awsconfig.Edit) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	paths := awsconfig.Paths{Config: path}
	if edit.Credentials {
		paths = awsconfig.Paths{Credentials: path}
	}
	config, err := awsconfig.Load(nil, paths)
	if err != nil {
		t.Fatal(err)
	}
	got, ok := lookUp(config, edit.Place)
	switch {
	case edit.Remove && ok && !strings.Contains(text, "[DEFAULT]"):
		t.Fatalf("%+v\nmade %q, where it still is %q", edit, text, got)
	case !edit.Remove && (!ok || got != ini.Trim(edit.Value)):
		t.Fatalf("%+v\nmade %q, where it reads as %q, %v", edit, text, got, ok)
	}
}

func lookUp(config *awsconfig.Config, place awsconfig.Place) (string, bool) {
	key := strings.ToLower(place.Key)
	variable := key
	if place.Sub != "" {
		variable += "." + place.Sub
	}
	switch {
	case place.Kind == awsconfig.KindSSOSession && !place.Credentials:
		value, err := config.LookupSSOSession(place.Name, variable)
		return value.Text, err == nil && value.Kind == awsconfig.Plain
	case place.Kind == awsconfig.KindServices && !place.Credentials:
		value, err := config.LookupServices(place.Name, variable)
		return value.Text, err == nil && value.Kind == awsconfig.Plain
	case place.Kind == "" && !place.Credentials:
		section := config.PlainSection(place.Name)
		if place.Sub != "" {
			return section.Find(key).Nested(place.Sub)
		}
		return section.Find(key).Plain()
	}
	profile, _ := config.Profile(place.Name)
	if place.Sub != "" {
		return profile.Nested(key, place.Sub)
	}
	return profile.Get(key)
}

// checkAgain wants a second edit to change nothing, and what has been added to be
// taken away without a trace.
func checkAgain(t testingT, text, edited string, edit awsconfig.Edit) {
	t.Helper()
	again, err := awsconfig.Apply(edited, edit)
	if err != nil || again.Text != edited {
		t.Fatalf("%+v\nmade %q, and then %q, %v", edit, edited, again.Text, err)
	}
	if edit.Remove || len(splitLines(edited)) != len(splitLines(text))+1 || edit.Sub != "" {
		return
	}
	edit.Remove = true
	back, err := awsconfig.Apply(edited, edit)
	if err != nil || ended(back.Text) != ended(text) {
		t.Fatalf("%+v\nmade %q of %q, and without it %q, %v", edit, edited, text, back.Text, err)
	}
}
