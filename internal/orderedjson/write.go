package orderedjson

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Style says how Marshal lays a value out.
type Style struct {
	Comma, Colon string // between members and behind a name
	Indent       string // one step; "" writes a single line
	ASCII        bool   // write everything beyond ASCII as \uXXXX
}

// Python is json.dumps(v): the form of every file in the AWS CLI's caches.
func Python() Style { return Style{Comma: ", ", Colon: ": ", ASCII: true} }

// Minified is json.dumps(v, separators=(",", ":")), which the AWS CLI hashes to
// name a cached role.
func Minified() Style { return Style{Comma: ",", Colon: ":", ASCII: true} }

// Indented is json.dumps(v, indent=n): the form the AWS CLI prints.
func Indented(n int, ascii bool) Style {
	return Style{Comma: ",", Colon: ": ", Indent: strings.Repeat(" ", n), ASCII: ascii}
}

// Marshal writes v, without a newline at the end. It panics on a value of a
// type that Member does not list: such a value is a mistake in this program.
func Marshal(v any, style Style) []byte {
	w := writer{style, make([]byte, 0, 128)}
	w.value(v, 0)
	return w.buf
}

type writer struct {
	Style
	buf []byte
}

func (w *writer) value(v any, depth int) {
	switch v := v.(type) {
	case nil:
		w.text("null")
	case bool, int, int64:
		w.buf = fmt.Append(w.buf, v)
	case json.Number:
		w.text(v.String())
	case string:
		w.buf = AppendString(w.buf, v, w.ASCII)
	case Object:
		w.buf = append(w.buf, '{')
		for i, m := range v {
			w.separate(i, depth+1)
			w.buf = AppendString(w.buf, m.Name, w.ASCII)
			w.text(w.Colon)
			w.value(m.Value, depth+1)
		}
		w.end('}', len(v), depth)
	case []any:
		w.buf = append(w.buf, '[')
		for i, item := range v {
			w.separate(i, depth+1)
			w.value(item, depth+1)
		}
		w.end(']', len(v), depth)
	case []string:
		w.buf = append(w.buf, '[')
		for i, item := range v {
			w.separate(i, depth+1)
			w.buf = AppendString(w.buf, item, w.ASCII)
		}
		w.end(']', len(v), depth)
	default:
		panic(fmt.Sprintf("orderedjson: cannot write a %T", v))
	}
}

func (w *writer) text(s string) { w.buf = append(w.buf, s...) }

// separate writes what stands before the i-th of several.
func (w *writer) separate(i, depth int) {
	if i > 0 {
		w.text(w.Comma)
	}
	w.newline(depth)
}

// end writes what stands behind the last of n.
func (w *writer) end(shut byte, n, depth int) {
	if n > 0 {
		w.newline(depth)
	}
	w.buf = append(w.buf, shut)
}

func (w *writer) newline(depth int) {
	if w.Indent != "" {
		w.buf = append(w.buf, '\n')
		for range depth {
			w.text(w.Indent)
		}
	}
}

// AppendString appends s to buf as Marshal writes it, escaped as Python's json module
// does: the short escapes, \u00XX for other control characters, and beyond ASCII UTF-16
// units where ascii is set.
func AppendString(buf []byte, s string, ascii bool) []byte {
	plain := 0 // what needs no second look
	for plain < len(s) && s[plain] >= ' ' && s[plain] < 0x7f && s[plain] != '"' && s[plain] != '\\' {
		plain++
	}
	buf = append(append(buf, '"'), s[:plain]...)
	for _, r := range s[plain:] {
		switch {
		case r == '"', r == '\\':
			buf = append(buf, '\\', byte(r))
		case r == '\n':
			buf = append(buf, `\n`...)
		case r == '\r':
			buf = append(buf, `\r`...)
		case r == '\t':
			buf = append(buf, `\t`...)
		case r == '\b':
			buf = append(buf, `\b`...)
		case r == '\f':
			buf = append(buf, `\f`...)
		case r < 0x20, ascii && r == 0x7f, ascii && r >= utf8.RuneSelf && r <= 0xffff:
			buf = appendUnit(buf, r)
		case ascii && r > 0xffff:
			high, low := utf16.EncodeRune(r)
			buf = appendUnit(appendUnit(buf, high), low)
		default:
			buf = utf8.AppendRune(buf, r)
		}
	}
	return append(buf, '"')
}

func appendUnit(buf []byte, r rune) []byte { return fmt.Appendf(buf, `\u%04x`, r) }
