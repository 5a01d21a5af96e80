package awsconfig

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"fob.example/fob/internal/awsconfig/ini"
)

// Edit is a change of one setting.
type Edit struct {
	Place
	Value  string
	Remove bool // take the setting away, with all lines of its value, instead of setting it
}

// Edited is what became of a file's text.
type Edited struct {
	Text string

	// Settings that now read as more than what they were set to, since a value of
	// another shape was there before: lines below a key stay when it is set, and a
	// line of a block comes below a value that was none. The AWS CLI leaves them so
	// too.
	Mixed []Place
}

// Apply answers the text of a file, which may be empty, after edits of that file,
// one after the other. Sections that are missing are added at the end.
//
// Of what is there, only the line that sets a key is replaced, and only the lines
// of a removed one go away. All other bytes stay; a new line ends as the one above
// it. A key is found whatever its case, and gets the case it is now set with.
//
// What is set reads back as set, without blanks around it, except as Mixed says.
// Where that is not possible nothing is changed: the error is a *NameError, a
// *ValueError, a *NotReadBackError, or an *ini.Error for a text that cannot be
// parsed.
func Apply(text string, edits ...Edit) (Edited, error) {
	for _, edit := range edits {
		if err := edit.check(); err != nil {
			return Edited{}, err
		}
	}
	file, err := ini.Parse(text)
	if err != nil {
		return Edited{}, err
	}
	edited := Edited{}
	for _, edit := range edits {
		before := edit.setting(file)
		if file, err = edit.apply(file); err != nil {
			return Edited{}, err
		}
		switch after := edit.setting(file); {
		case edit.isDone(after):
		case edit.isMixed(before, after):
			edited.Mixed = append(edited.Mixed, edit.Place)
		default:
			return Edited{}, &NotReadBackError{edit.Place}
		}
	}
	edited.Text = file.Text
	return edited, nil
}

// check refuses what could become more than one line, or another one.
func (e Edit) check() error {
	what := e.Kind
	if what == "" {
		what = "section"
	}
	names := []NameError{{What: what, Name: e.Name}, {What: "key", Name: e.Key}, {What: "key", Name: e.Sub}}
	for _, name := range names {
		if name.Reason = misfit(name.Name); name.Reason != "" {
			return &name
		}
	}
	switch {
	case e.Name == "":
		return &NameError{What: what, Reason: "is empty"}
	case strings.Contains(e.Name, "]"):
		return &NameError{What: what, Name: e.Name, Reason: "contains a ]"}
	}
	if ini.Trim(e.Key) != e.Key {
		return &NameError{What: "key", Name: e.Key, Reason: "begins or ends with a blank"}
	}
	if reason := misfit(e.Value); reason != "" {
		return &ValueError{Place: e.Place, Reason: reason}
	}
	return nil
}

// misfit says why text cannot be a part of a line, or "".
func misfit(text string) string {
	if !utf8.ValidString(text) {
		return "is not valid UTF-8"
	}
	i := strings.IndexFunc(text, unicode.IsControl)
	switch {
	case i < 0:
		return ""
	case text[i] == '\n', text[i] == '\r':
		return "contains a newline or carriage return"
	}
	control, _ := utf8.DecodeRuneInString(text[i:])
	return fmt.Sprintf("contains the control character %U", control)
}

// apply answers the file after the edit, whatever became of it.
func (e Edit) apply(file *ini.File) (*ini.File, error) {
	if e.Remove {
		return e.remove(file)
	}
	section := e.findForSet(file)
	if section == nil {
		with, err := e.parse(file.AddSection(e.header()))
		if err != nil {
			return nil, err
		}
		if section = e.find(with); section == nil {
			return nil, &NotReadBackError{e.Place}
		}
		file = with
	}
	if e.Sub != "" {
		return e.parse(file.SetNested(section, e.Key, e.Sub, e.Value))
	}
	return e.parse(file.Set(section, e.Key, e.Value))
}

func (e Edit) remove(file *ini.File) (*ini.File, error) {
	section := e.find(file)
	switch {
	case section == nil:
		return file, nil
	case e.Sub != "":
		return e.parse(file.RemoveNested(section, e.Key, e.Sub))
	}
	return e.parse(file.Remove(section, e.Key))
}

// parse reads what the edit made. That it cannot be read is the edit's fault.
func (e Edit) parse(text string) (*ini.File, error) {
	file, err := ini.Parse(text)
	if err != nil {
		return nil, &NotReadBackError{e.Place}
	}
	return file, nil
}

// setting answers the setting of the key, of which Sub may be a part, or nil.
func (e Edit) setting(file *ini.File) *ini.Setting {
	if section := e.find(file); section != nil {
		return section.Own(e.Key)
	}
	return nil
}

// isDone tells whether the setting is what the edit was to make of it.
func (e Edit) isDone(s *ini.Setting) bool {
	value, ok := s.Plain()
	if e.Sub != "" {
		value, ok = s.Nested(e.Sub)
	}
	if e.Remove {
		return !ok && (e.Sub != "" || s == nil)
	}
	return ok && value == ini.Trim(e.Value)
}

// isMixed tells whether the new line stands in the setting together with lines
// that were there before, and nothing else happened to it.
func (e Edit) isMixed(before, after *ini.Setting) bool {
	if e.Remove || before == nil || after == nil {
		return false
	}
	if e.Sub != "" {
		line := ini.Trim(e.Sub + " = " + e.Value)
		return !before.IsBlock() && strings.HasPrefix(after.Value, before.Value+"\n") && strings.HasSuffix(after.Value, "\n"+line)
	}
	_, below, _ := strings.Cut(before.Value, "\n")
	return after.Value == ini.Trim(e.Value)+"\n"+below
}
