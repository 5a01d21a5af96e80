package output

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"fob.example/fob/internal/orderedjson"
)

// textWriter writes lines of values with tabs between them. What lies below a
// member is written after the line of its object, each line of it beginning
// with the member's name in capitals.
type textWriter struct{ strings.Builder }

func textOf(v any) string {
	w := textWriter{}
	w.value(v, "", nil)
	return w.String()
}

func (w *textWriter) line(words []string, name string) {
	if name != "" {
		w.WriteString(strings.ToUpper(name) + "\t")
	}
	w.WriteString(strings.Join(words, "\t") + "\n")
}

// value writes v, the member called name. The columns are those of an object in
// a list: the names of all scalars that any object of the list has.
func (w *textWriter) value(v any, name string, columns []string) {
	switch v := v.(type) {
	case orderedjson.Object:
		w.object(v, name, columns)
	case []any:
		w.list(v, name)
	default:
		w.line([]string{pythonString(v)}, "")
	}
}

func (w *textWriter) object(object orderedjson.Object, name string, columns []string) {
	if columns == nil {
		columns = scalarNames([]any{object})
	}
	var words []string
	for _, column := range columns {
		word := ""
		if v, ok := object.Get(column); ok {
			word = pythonString(v)
		}
		words = append(words, word)
	}
	if len(words) > 0 {
		w.line(words, name)
	}
	for _, m := range sortedByName(object) {
		if !slices.Contains(columns, m.Name) {
			w.value(m.Value, m.Name, nil)
		}
	}
}

func (w *textWriter) list(list []any, name string) {
	var scalars []string
	var nested []any
	objects := false
	for _, item := range list {
		if isScalar(item) {
			scalars = append(scalars, pythonString(item))
		} else {
			nested = append(nested, item)
		}
		_, ok := item.(orderedjson.Object)
		objects = objects || ok
	}
	if objects {
		columns := scalarNames(list)
		for _, item := range list {
			w.value(item, name, columns)
		}
		return
	}
	w.scalars(scalars, name)
	for _, item := range nested {
		w.value(item, name, nil)
	}
}

// scalars writes one line, or one for each word if they have a name.
func (w *textWriter) scalars(words []string, name string) {
	if name != "" {
		for _, word := range words {
			w.line([]string{word}, name)
		}
	} else if len(words) > 0 {
		w.line(words, "")
	}
}

// scalarNames are the names of the scalars in the objects of a list, sorted.
// It is never nil.
func scalarNames(list []any) []string {
	names := []string{}
	for _, item := range list {
		object, _ := item.(orderedjson.Object)
		for _, m := range object {
			if isScalar(m.Value) {
				names = append(names, m.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func sortedByName(object orderedjson.Object) orderedjson.Object {
	return slices.SortedFunc(slices.Values(object), func(a, b orderedjson.Member) int { return cmp.Compare(a.Name, b.Name) })
}

// pythonString is Python's str(v) of a scalar. Of what is nested, which stands
// in a line only where other objects of its list have a scalar, it is JSON.
func pythonString(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case json.Number:
		return v.String()
	case string:
		return v
	}
	return string(orderedjson.Marshal(v, orderedjson.Style{Comma: ", ", Colon: ": "}))
}
