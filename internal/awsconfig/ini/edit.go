package ini

import (
	"iter"
	"strings"
	"unicode/utf8"
)

// The methods below answer what a file's text is after one change, and leave the
// File as it was: parse the answer to go on. They write lines, and find the place
// for new ones, as `aws configure set` does, and touch no byte of any other line.
// Nothing is checked: a key with a = in it makes a line that reads as another key.

// nestedIndent is what the AWS CLI writes before a line of a block.
const nestedIndent = "    "

// AddSection answers the text with an empty section called name at its end.
func (f *File) AddSection(name string) string {
	return f.insert(len(f.Text), "["+name+"]")
}

// Rename answers the text with section called name, which may be no other's. What stands
// around the brackets stays.
func (f *File) Rename(section *Section, name string) string {
	header := section.Span.Start + strings.Index(f.Text[section.Span.Start:], "["+section.Name+"]") + len("[")
	return f.Text[:header] + name + f.Text[header+len(section.Name):]
}

// Set answers the text with key of section set to value. A key that is there gets
// a new line in place of its own. Lines below it that belong to the old value
// stay, and so belong to the new one.
func (f *File) Set(section *Section, key, value string) string {
	line := key + " = " + value
	setting := section.Own(key)
	if setting == nil {
		place := f.endOfKeys(section)
		return f.insert(place, f.nextIndent(place)+line)
	}
	if f.nextIndent(setting.Span.End) != "" {
		// At the margin it would take the lines that follow for its own.
		line = f.indentOf(setting) + line
	}
	return f.replaceLine(setting.Span.Start, line)
}

// SetNested answers the text with name of the block key set to value. Without the
// key a block is begun. Under a key with a value of its own the line becomes part
// of that value.
func (f *File) SetNested(section *Section, key, name, value string) string {
	line := name + " = " + value
	setting := section.Own(key)
	if setting == nil {
		place := f.endOfKeys(section)
		indent := f.nextIndent(place)
		return f.insert(place, indent+key+" =", indent+nestedIndent+line)
	}
	if old, ok := f.nestedLine(setting, name); ok {
		return f.replaceLine(old.span.Start, leading(old.text)+line)
	}
	indent := nestedIndent
	if own := f.indentOf(setting); utf8.RuneCountInString(own) >= len(nestedIndent) {
		indent += own // must be deeper than the key
	}
	return f.insert(f.endOfBlock(setting), indent+line)
}

// Remove answers the text without key and its value. Comments inside the value
// stay.
func (f *File) Remove(section *Section, key string) string {
	setting := section.Own(key)
	if setting == nil {
		return f.Text
	}
	return f.drop(setting.Span, func(string) bool { return true })
}

// RemoveNested answers the text without name of the block key. The key stays.
func (f *File) RemoveNested(section *Section, key, name string) string {
	setting := section.Own(key)
	if setting == nil {
		return f.Text
	}
	return f.drop(f.below(setting), func(content string) bool { return isNested(content, name) })
}

// endOfKeys answers where a new key of section goes: after its last, and after a
// comment that looks like one; in a file's last section the AWS CLI lets one more
// line pass.
func (f *File) endOfKeys(section *Section) int {
	_, length := lineEnd(f.Text[section.Span.Start:])
	place := section.Span.Start + length
	if n := len(section.Settings); n > 0 {
		place = section.Settings[n-1].Span.End
	}
	for l := range f.lines(Span{place, section.Span.End}) {
		if strings.ContainsAny(l.text, "=:") {
			place = l.span.End
		}
	}
	if section.Span.End == len(f.Text) {
		_, length := lineEnd(f.Text[place:])
		place += length
	}
	return place
}

// endOfBlock answers where a new line of a block goes: after its last, and like
// the AWS CLI after the blank lines that follow, unless a comment follows them,
// which will be about what comes next.
func (f *File) endOfBlock(setting *Setting) int {
	end := setting.Span.End
	for l := range f.lines(Span{end, len(f.Text)}) {
		switch content := Trim(l.text); {
		case content == "":
		case isComment(content):
			return end
		default:
			return l.span.Start
		}
	}
	return len(f.Text)
}

// nextIndent answers the white space before the first line at or after place that
// means something. A line put there with more would be taken for a part of the
// value above, one with less would take the next line for its own.
func (f *File) nextIndent(place int) string {
	for l := range f.lines(Span{place, len(f.Text)}) {
		if content := Trim(l.text); content != "" && !isComment(content) {
			return leading(l.text)
		}
	}
	return ""
}

// nestedLine answers the line of a block that gives name its value.
func (f *File) nestedLine(setting *Setting, name string) (last line, ok bool) {
	for l := range f.lines(f.below(setting)) {
		if isNested(Trim(l.text), name) {
			last, ok = l, true
		}
	}
	return last, ok
}

// isNested tells whether the content of a line is NAME = VALUE and nothing else.
func isNested(content, name string) bool {
	before, _, ok := strings.Cut(content, "=")
	return ok && Trim(before) == name && !isComment(content) && !strings.ContainsFunc(content, endsBlockLine)
}

// below answers the lines of a setting below that of its key.
func (f *File) below(setting *Setting) Span {
	_, length := lineEnd(f.Text[setting.Span.Start:])
	return Span{setting.Span.Start + length, setting.Span.End}
}

func (f *File) indentOf(setting *Setting) string { return leading(f.Text[setting.Span.Start:]) }

// lines yields the lines of a span, which stand where they stand in the file.
func (f *File) lines(span Span) iter.Seq[line] {
	return func(yield func(line) bool) {
		for l := range lines(f.Text[span.Start:span.End]) {
			l.span.Start += span.Start
			l.span.End += span.Start
			if !yield(l) {
				return
			}
		}
	}
}

// insert answers the text with whole lines put in at place, where a line begins.
func (f *File) insert(place int, added ...string) string {
	before, end := f.Text[:place], f.newline(place)
	if before != "" && !strings.HasSuffix(before, end) {
		before += end
	}
	return before + strings.Join(added, end) + end + f.Text[place:]
}

// replaceLine answers the text with other content in the line that begins at
// start. The line keeps its end; the AWS CLI gives it one if it has none.
func (f *File) replaceLine(start int, content string) string {
	_, length := lineEnd(f.Text[start:])
	next := start + length
	return f.Text[:start] + content + f.newline(next) + f.Text[next:]
}

// newline answers how a line that ends at place does, or would: as the file's
// first, or with LF.
func (f *File) newline(place int) string {
	before := f.Text[:place]
	switch {
	case strings.HasSuffix(before, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(before, "\n"), strings.HasSuffix(before, "\r"):
		return before[place-1:]
	}
	if length, end := lineEnd(f.Text); length < end {
		return f.Text[length:end]
	}
	return "\n"
}

// drop answers the text without the unwanted lines of a span. Blank lines and
// comments are kept.
func (f *File) drop(span Span, unwanted func(content string) bool) string {
	var kept strings.Builder
	kept.WriteString(f.Text[:span.Start])
	for l := range f.lines(span) {
		if content := Trim(l.text); content == "" || isComment(content) || !unwanted(content) {
			kept.WriteString(f.Text[l.span.Start:l.span.End])
		}
	}
	kept.WriteString(f.Text[span.End:])
	return kept.String()
}
