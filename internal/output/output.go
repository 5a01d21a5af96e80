// Package output prints answers as the AWS CLI does.
package output

import (
	"cmp"
	"slices"
	"strings"

	"fob.example/fob/internal/orderedjson"
)

// Format turns an answer into text with a newline at the end; an empty answer is no text.
type Format func(orderedjson.Object) string

// Names lists the formats for a message.
const Names = "json, text"

// ByName returns the format that --output names.
func ByName(name string) (Format, bool) {
	switch name {
	case "json":
		return JSON, true
	case "text":
		return Text, true
	}
	return nil, false
}

// JSON keeps the members' order, indents by four and writes non-ASCII as it is.
func JSON(answer orderedjson.Object) string {
	if len(answer) == 0 {
		return ""
	}
	return string(orderedjson.Marshal(answer, orderedjson.Indented(4, false))) + "\n"
}

// Text writes the values of one flat object on a line, tab-separated, sorted by name.
func Text(answer orderedjson.Object) string {
	if len(answer) == 0 {
		return ""
	}
	sorted := slices.SortedFunc(slices.Values(answer), func(a, b orderedjson.Member) int { return cmp.Compare(a.Name, b.Name) })
	values := make([]string, len(sorted))
	for i, m := range sorted {
		values[i] = textOf(m.Value)
	}
	return strings.Join(values, "\t") + "\n"
}

func textOf(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	return string(orderedjson.Marshal(v, orderedjson.Python()))
}
