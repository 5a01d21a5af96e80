package output

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"fob.example/fob/internal/orderedjson"
)

// yamlWriter writes YAML as the AWS CLI does, which means as libyaml does when
// it is told nothing but to prefer blocks: members sorted by name, lists not
// indented below their name, lines folded behind the 80th column.
type yamlWriter struct {
	buf    strings.Builder
	column int
}

// yamlOf writes an object or a list.
func yamlOf(v any) string {
	w := yamlWriter{}
	if isBlock(v) {
		w.block(v, 0)
	} else {
		w.scalar(v, 0, false)
	}
	return w.buf.String() + "\n"
}

func (w *yamlWriter) put(s string) {
	w.buf.WriteString(s)
	w.column += utf8.RuneCountInString(s)
}

func (w *yamlWriter) newline(indent int) {
	w.buf.WriteString("\n" + blanks(indent))
	w.column = indent
}

// isBlock tells whether v takes lines of its own: a list or an object with something in it.
func isBlock(v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) > 0
	case orderedjson.Object:
		return len(v) > 0
	}
	return false
}

// block writes the lines of v, of which the first begins where the writer stands.
func (w *yamlWriter) block(v any, indent int) {
	if list, ok := v.([]any); ok {
		for i, item := range list {
			if i > 0 {
				w.newline(indent)
			}
			w.put("-")
			w.inline(item, indent)
		}
		return
	}
	for i, m := range sortedByName(v.(orderedjson.Object)) {
		if i > 0 {
			w.newline(indent)
		}
		w.member(m, indent)
	}
}

// inline writes v behind an indicator, such as the dash of a list, on the same line.
func (w *yamlWriter) inline(v any, indent int) {
	w.put(" ")
	if isBlock(v) {
		w.block(v, indent+2)
	} else {
		w.scalar(v, indent+2, true)
	}
}

func (w *yamlWriter) member(m orderedjson.Member, indent int) {
	if len(m.Name) > 128 || hasBreak(m.Name) {
		// What is no simple key in libyaml's eyes has a line of its own.
		w.put("?")
		w.inline(m.Name, indent)
		w.newline(indent)
		w.put(":")
		w.inline(m.Value, indent)
		return
	}
	w.scalar(m.Name, indent+2, false)
	w.put(":")
	if !isBlock(m.Value) {
		w.inline(m.Value, indent)
		return
	}
	if _, ok := m.Value.(orderedjson.Object); ok {
		indent += 2
	}
	w.newline(indent)
	w.block(m.Value, indent)
}

// scalar writes what needs no block; further lines of a string are indented.
func (w *yamlWriter) scalar(v any, indent int, fold bool) {
	switch v := v.(type) {
	case nil:
		w.put("null")
	case bool:
		w.put(strconv.FormatBool(v))
	case json.Number:
		w.put(v.String())
	case []any:
		w.put("[]")
	case orderedjson.Object:
		w.put("{}")
	case string:
		w.text(v, indent, fold)
	}
}
