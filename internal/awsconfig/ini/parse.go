package ini

import (
	"fmt"
	"slices"
	"strings"
)

// Error says where and why a text cannot be read. It quotes names, and never a
// whole line, which might hold a secret.
type Error struct {
	Line   int // counted from 1
	Reason string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// Bounds of the room made for what may not come.
const (
	maxSectionsExpected = 1 << 17
	maxRoom             = 1024
)

// defaultSection is the header whose settings all sections inherit.
const defaultSection = "DEFAULT"

// Parse reads a file. It stops at the first line that the AWS CLI would refuse
// the file for; the error is an *Error.
func Parse(text string) (*File, error) {
	if err := checkEncoding(text); err != nil {
		return nil, err
	}
	sections := min(strings.Count(text, "\n[")+1, maxSectionsExpected)
	p := parser{file: &File{
		Text:     text,
		Sections: make([]*Section, 0, sections),
		Defaults: &Section{Name: defaultSection},
		byName:   make(map[string]*Section, sections),
	}}
	for l := range lines(text) {
		if err := p.line(l); err != nil {
			return nil, err
		}
	}
	p.endSection(len(text))
	return p.file, nil
}

// parser is where a reading stands. The open setting is added to its section
// once its last line is known.
type parser struct {
	file    *File
	section *Section        // nil before the first header
	setting Setting         // with an empty key when none is open
	below   strings.Builder // what continuation lines have added to its value
	blank   int             // blank lines since; part of the value if it goes on
	indent  int             // of the last header or key line
	room    []Setting       // for the settings of the next sections, which share an array
}

func (p *parser) line(l line) error {
	content, indent := outdent(l.text)
	switch {
	case content == "":
		p.blank++
		return nil
	case isComment(content):
		return nil
	}
	if p.setting.Key != "" && indent > p.indent {
		return p.continuation(content, l)
	}
	p.indent = indent
	if name, ok := headerName(content); ok {
		return p.header(name, l)
	}
	return p.key(content, l)
}

// headerName answers what stands between a first character [ and the last ].
func headerName(content string) (string, bool) {
	if content[0] != '[' {
		return "", false
	}
	end := strings.LastIndexByte(content, ']')
	if end < 2 {
		return "", false
	}
	return content[1:end], true
}

func (p *parser) header(name string, l line) error {
	p.endSection(l.span.Start)
	if name == defaultSection {
		p.section = p.file.Defaults
		if p.section.Line == 0 {
			p.section.Line, p.section.Span.Start = l.number, l.span.Start
		}
		return nil
	}
	if earlier := p.file.byName[name]; earlier != nil {
		return &Error{l.number, fmt.Sprintf("the section %q is already on line %d", name, earlier.Line)}
	}
	if cap(p.room) < scanned {
		p.room = make([]Setting, 0, min(4*scanned+len(p.file.Sections), maxRoom))
	}
	p.section = &Section{
		Name: name, Line: l.number, Span: Span{Start: l.span.Start},
		Settings: p.room, defaults: p.file.Defaults,
	}
	p.file.Sections = append(p.file.Sections, p.section)
	p.file.byName[name] = p.section
	return nil
}

func (p *parser) key(content string, l line) error {
	if p.section == nil {
		return &Error{l.number, "text before the first section header"}
	}
	delimiter := indexDelimiter(content)
	switch delimiter {
	case -1:
		return &Error{l.number, "neither a comment, a section header nor KEY = VALUE"}
	case 0:
		return &Error{l.number, fmt.Sprintf("no key before the %q", content[:1])}
	}
	p.endSetting()
	key := foldKey(content[:delimiter])
	if earlier := p.section.own(key); earlier != nil {
		return &Error{l.number, fmt.Sprintf("the key %q is already on line %d of the same section", key, earlier.Line)}
	}
	p.setting = Setting{Key: key, Value: Trim(content[delimiter+1:]), Line: l.number, Span: l.span}
	p.blank = 0
	return nil
}

// indexDelimiter answers where the first = or : is, or -1. Keys are short.
func indexDelimiter(content string) int {
	for i := range len(content) {
		if content[i] == '=' || content[i] == ':' {
			return i
		}
	}
	return -1
}

func (p *parser) continuation(content string, l line) error {
	if p.setting.Value == "" && !isBlockLine(content) {
		return &Error{l.number, fmt.Sprintf("a line of the block %q is not NAME = VALUE", p.setting.Key)}
	}
	p.below.WriteString(strings.Repeat("\n", p.blank+1))
	p.below.WriteString(content)
	p.blank = 0
	p.setting.Span.End = l.span.End
	return nil
}

// endSetting adds the open setting, if there is one, to its section.
func (p *parser) endSetting() {
	if p.setting.Key == "" {
		return
	}
	if p.below.Len() > 0 {
		p.setting.Value += p.below.String()
		p.below.Reset()
	}
	p.section.add(p.setting)
	p.setting = Setting{}
}

func (p *parser) endSection(end int) {
	p.endSetting()
	if p.section == nil {
		return
	}
	p.section.Span.End = end
	if p.section != p.file.Defaults {
		p.room = p.section.Settings[len(p.section.Settings):]
		p.section.Settings = slices.Clip(p.section.Settings)
	}
}
