package ini

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// line is one line of a file.
type line struct {
	number int    // counted from 1
	text   string // without its end
	span   Span   // with its end
}

// lines yields the lines of text. LF, CRLF and a lone CR end one; form feed, NEL
// and U+2028 do not.
func lines(text string) iter.Seq[line] {
	return func(yield func(line) bool) {
		feed := -1 // where the next LF is, looked for once, however many lines a CR ends before it
		for number, start := 1, 0; start < len(text); number++ {
			if feed < start {
				feed = index(text, start, '\n')
			}
			length, end := lineEndAt(text[start:], feed-start)
			l := line{number, text[start : start+length], Span{start, start + end}}
			if !yield(l) {
				return
			}
			start += end
		}
	}
}

// index answers where text has c next, at start or later, or its length.
func index(text string, start int, c byte) int {
	if i := strings.IndexByte(text[start:], c); i >= 0 {
		return start + i
	}
	return len(text)
}

// lineEnd answers the length of text's first line without and with its end.
func lineEnd(text string) (length, end int) { return lineEndAt(text, index(text, 0, '\n')) }

// lineEndAt is lineEnd where it is known that text's first LF is at feed.
func lineEndAt(text string, feed int) (length, end int) {
	length = index(text[:feed], 0, '\r')
	switch {
	case length == len(text):
		return length, length
	case length+1 == feed && feed < len(text):
		return length, length + 2
	}
	return length, length + 1
}

// outdent takes the white space off both sides of text, and answers how many
// characters, not bytes, stood before the rest. Each counts as one, a tab and a
// no-break space too.
func outdent(text string) (content string, indent int) {
	if text == "" {
		return "", 0
	}
	if isPlain(text[0]) {
		return Trim(text), 0
	}
	content = strings.TrimLeftFunc(text, isSpace)
	indent = utf8.RuneCountInString(text[:len(text)-len(content)])
	return Trim(content), indent
}

// leading answers the white space that text begins with.
func leading(text string) string {
	return text[:len(text)-len(strings.TrimLeftFunc(text, isSpace))]
}

// isComment tells whether a line is one, by its content, which is not empty.
func isComment(content string) bool { return content[0] == '#' || content[0] == ';' }

// foldKey answers how a key is known, whatever its case.
func foldKey(key string) string { return strings.ToLower(Trim(key)) }

// Trim takes the white space off both sides of text, as reading a value does.
func Trim(text string) string {
	text = strings.Trim(text, " ")
	if text == "" || isPlain(text[0]) && isPlain(text[len(text)-1]) {
		return text
	}
	return strings.TrimFunc(text, isSpace)
}

// isPlain tells whether a byte is a character of ASCII, and neither white space nor a
// control character. Nearly every line begins and ends with such.
func isPlain(c byte) bool { return ' ' < c && c < utf8.RuneSelf }

// isSpace is Python's white space: Unicode's and the four ASCII separators.
func isSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }

// checkEncoding refuses what is not plain UTF-8, and names what it looks like.
func checkEncoding(text string) *Error {
	switch {
	case strings.HasPrefix(text, "\ufeff"):
		return &Error{1, "the file begins with a byte-order mark; save it as UTF-8 without one"}
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return &Error{1, "the file is UTF-16; save it as UTF-8"}
	case utf8.ValidString(text):
		return nil
	}
	bad, number := firstInvalid(text), 0
	for range lines(text[:bad+1]) {
		number++
	}
	return &Error{number, fmt.Sprintf("byte 0x%02x is not valid UTF-8", text[bad])}
}

// firstInvalid answers where text, which is not valid UTF-8, stops being it.
func firstInvalid(text string) int {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			return i
		}
	}
	return len(text) - 1
}
