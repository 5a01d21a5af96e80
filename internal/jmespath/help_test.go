package jmespath_test

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"

	"fob.example/fob/internal/orderedjson"
)

// sorted makes values comparable where neither the order of members nor the
// spelling of numbers counts.
func sorted(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, _ := strconv.ParseFloat(string(v), 64)
		return f
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = sorted(v[i])
		}
		return list
	case orderedjson.Object:
		object := make(orderedjson.Object, len(v))
		for i, m := range v {
			object[i] = orderedjson.Member{Name: m.Name, Value: sorted(m.Value)}
		}
		slices.SortFunc(object, func(a, b orderedjson.Member) int { return cmp.Compare(a.Name, b.Name) })
		return object
	}
	return v
}
