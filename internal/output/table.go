package output

import (
	"encoding/json"
	"slices"

	"fob.example/fob/internal/orderedjson"
)

// table is a pile of sections, one below the other in one box.
type table struct{ sections []*section }

// tableOf draws an answer; nothing for null, false, 0 and what is empty.
func tableOf(v any, s Settings) string {
	t := table{}
	t.add(s.Title, v, 0)
	if len(t.sections) == 0 {
		return ""
	}
	return t.draw(s)
}

func (t *table) begin(title string, depth int) *section {
	s := &section{title: title, depth: depth}
	t.sections = append(t.sections, s)
	return s
}

// at returns the last section if n cells at this depth can stand in it, and
// else begins one without a title.
func (t *table) at(depth, n int) *section {
	last := t.sections[len(t.sections)-1]
	if last.depth != depth || len(last.rows) > 0 && len(last.rows[0]) != n || last.headers != nil && len(last.headers) != n {
		return t.begin("", depth)
	}
	return last
}

func (t *table) row(depth int, cells []string) {
	s := t.at(depth, len(cells))
	s.rows = append(s.rows, cells)
}

func (t *table) headers(depth int, names []string) { t.at(depth, len(names)).headers = names }

// add appends v under its title.
func (t *table) add(title string, v any, depth int) {
	if isNothing(v) {
		return
	}
	t.begin(title, depth)
	switch v := v.(type) {
	case []any:
		if allObjects(v) {
			t.objects(title, v, depth)
		} else {
			t.items(v, depth)
		}
	case orderedjson.Object:
		t.object(v, depth)
	}
}

// object is one row, or two cells side by side if there is but one, and
// sections for what is not scalar.
func (t *table) object(object orderedjson.Object, depth int) {
	names := scalarNames([]any{object})
	switch len(names) {
	case 0:
	case 1:
		t.row(depth, append(names, cellsOf(object, names)...))
	default:
		t.headers(depth, names)
		t.row(depth, cellsOf(object, names))
	}
	for _, m := range sortedByName(object) {
		if !isScalar(m.Value) {
			t.add(m.Name, m.Value, depth+1)
		}
	}
}

// objects are the rows of one section, unless they hold more than scalars:
// then each has a section of its own, with what it holds below it.
func (t *table) objects(title string, list []any, depth int) {
	names, more := scalarNames(list), nestedNames(list)
	for i, item := range list {
		object := item.(orderedjson.Object)
		if i > 0 && len(more) > 0 {
			t.begin(title, depth)
		}
		if i == 0 || len(more) > 0 {
			t.headers(depth, names)
		}
		t.row(depth, cellsOf(object, names))
		for _, name := range more {
			if v, ok := object.Get(name); ok {
				t.add(name, v, depth+1)
			}
		}
	}
}

// items are rows of scalars; what is nested deeper is spread out over further rows.
func (t *table) items(list []any, depth int) {
	for _, item := range list {
		switch item := item.(type) {
		case orderedjson.Object:
			t.object(item, depth)
		case []any:
			t.nested(item, depth)
		default:
			t.row(depth, []string{pythonString(item)})
		}
	}
}

func (t *table) nested(list []any, depth int) {
	switch {
	case !slices.ContainsFunc(list, func(v any) bool { return !isScalar(v) }):
		t.row(depth, pythonStrings(list))
	case allObjects(list):
		t.objects("", list, depth)
	default:
		t.items(list, depth)
	}
}

func pythonStrings(list []any) []string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = pythonString(v)
	}
	return words
}

// cellsOf are the object's values of these names, "" where it has none.
func cellsOf(object orderedjson.Object, names []string) []string {
	cells := make([]string, len(names))
	for i, name := range names {
		if v, ok := object.Get(name); ok {
			cells[i] = pythonString(v)
		}
	}
	return cells
}

func allObjects(list []any) bool {
	return !slices.ContainsFunc(list, func(v any) bool { _, ok := v.(orderedjson.Object); return !ok })
}

// nestedNames are the names under which any object of the list has an object or a list.
func nestedNames(list []any) []string {
	var names []string
	for _, item := range list {
		for _, m := range item.(orderedjson.Object) {
			if !isScalar(m.Value) {
				names = append(names, m.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// isNothing tells of which values the AWS CLI draws no table.
func isNothing(v any) bool {
	switch v := v.(type) {
	case []any:
		return len(v) == 0
	case orderedjson.Object:
		return len(v) == 0
	case string:
		return v == ""
	case bool:
		return !v
	case json.Number:
		f, err := v.Float64()
		return f == 0 && err == nil
	}
	return v == nil
}
