package orderedjson

import (
	"bytes"
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
	w := writer{Style: style}
	w.buf.Grow(128)
	w.value(v, 0)
	return w.buf.Bytes()
}

type writer struct {
	Style
	buf bytes.Buffer
}

func (w *writer) value(v any, depth int) {
	switch v := v.(type) {
	case nil:
		w.buf.WriteString("null")
	case bool, int, int64:
		fmt.Fprint(&w.buf, v)
	case json.Number:
		w.buf.WriteString(v.String())
	case string:
		w.string(v)
	case Object:
		w.sequence('{', '}', len(v), depth, func(i int) {
			w.string(v[i].Name)
			w.buf.WriteString(w.Colon)
			w.value(v[i].Value, depth+1)
		})
	case []any:
		w.sequence('[', ']', len(v), depth, func(i int) { w.value(v[i], depth+1) })
	case []string:
		w.sequence('[', ']', len(v), depth, func(i int) { w.string(v[i]) })
	default:
		panic(fmt.Sprintf("orderedjson: cannot write a %T", v))
	}
}

func (w *writer) sequence(open, shut byte, n, depth int, item func(int)) {
	w.buf.WriteByte(open)
	for i := range n {
		if i > 0 {
			w.buf.WriteString(w.Comma)
		}
		w.newline(depth + 1)
		item(i)
	}
	if n > 0 {
		w.newline(depth)
	}
	w.buf.WriteByte(shut)
}

func (w *writer) newline(depth int) {
	if w.Indent != "" {
		w.buf.WriteByte('\n')
		for range depth {
			w.buf.WriteString(w.Indent)
		}
	}
}

// string escapes as Python's json module does: the short escapes, \u00XX for
// other control characters, and beyond ASCII UTF-16 units where ASCII is set.
func (w *writer) string(s string) {
	w.buf.WriteByte('"')
	plain := 0 // what needs no second look
	for plain < len(s) && s[plain] >= ' ' && s[plain] < 0x7f && s[plain] != '"' && s[plain] != '\\' {
		plain++
	}
	w.buf.WriteString(s[:plain])
	s = s[plain:]
	for _, r := range s {
		switch {
		case r == '"', r == '\\':
			w.buf.WriteByte('\\')
			w.buf.WriteRune(r)
		case r == '\n':
			w.buf.WriteString(`\n`)
		case r == '\r':
			w.buf.WriteString(`\r`)
		case r == '\t':
			w.buf.WriteString(`\t`)
		case r == '\b':
			w.buf.WriteString(`\b`)
		case r == '\f':
			w.buf.WriteString(`\f`)
		case r < 0x20, w.ASCII && r == 0x7f, w.ASCII && r >= utf8.RuneSelf && r <= 0xffff:
			w.unit(r)
		case w.ASCII && r > 0xffff:
			high, low := utf16.EncodeRune(r)
			w.unit(high)
			w.unit(low)
		default:
			w.buf.WriteRune(r)
		}
	}
	w.buf.WriteByte('"')
}

func (w *writer) unit(r rune) { fmt.Fprintf(&w.buf, `\u%04x`, r) }
