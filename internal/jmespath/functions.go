package jmespath

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"fob.example/fob/internal/orderedjson"
)

const anything = kindNull | kindBoolean | kindNumber | kindString | kindArray | kindObject

// named returns a function of the specification; the grammar knows no others.
func named(name string) (function, bool) {
	f := function{}
	switch name {
	case "abs", "ceil", "floor":
		f = function{[]kind{kindNumber}, false, arithmetic(name)}
	case "avg":
		f = function{[]kind{kindNumbers}, false, avg}
	case "contains":
		f = function{[]kind{kindArray | kindString, anything}, false, contains}
	case "ends_with":
		f = function{[]kind{kindString, kindString}, false, ofStrings(strings.HasSuffix)}
	case "join":
		f = function{[]kind{kindString, kindStrings}, false, join}
	case "keys":
		f = function{[]kind{kindObject}, false, keys}
	case "length":
		f = function{[]kind{kindString | kindArray | kindObject}, false, length}
	case "map":
		f = function{[]kind{0, kindArray}, false, mapOver}
	case "max":
		f = function{[]kind{kindNumbers | kindStrings}, false, extreme(1)}
	case "max_by":
		f = function{[]kind{kindArray, 0}, false, extremeBy(1)}
	case "merge":
		f = function{[]kind{kindObject}, true, merge}
	case "min":
		f = function{[]kind{kindNumbers | kindStrings}, false, extreme(-1)}
	case "min_by":
		f = function{[]kind{kindArray, 0}, false, extremeBy(-1)}
	case "not_null":
		f = function{[]kind{anything}, true, notNull}
	case "reverse":
		f = function{[]kind{kindString | kindArray}, false, reverse}
	case "sort":
		f = function{[]kind{kindNumbers | kindStrings}, false, sort}
	case "sort_by":
		f = function{[]kind{kindArray, 0}, false, sortBy}
	case "starts_with":
		f = function{[]kind{kindString, kindString}, false, ofStrings(strings.HasPrefix)}
	case "sum":
		f = function{[]kind{kindNumbers}, false, sum}
	case "to_array":
		f = function{[]kind{anything}, false, toArray}
	case "to_number":
		f = function{[]kind{anything}, false, toNumber}
	case "to_string":
		f = function{[]kind{anything}, false, toString}
	case "type":
		f = function{[]kind{anything}, false, typeOf}
	case "values":
		f = function{[]kind{kindObject}, false, values}
	}
	return f, f.call != nil
}

func arithmetic(name string) func([]any) (any, error) {
	return func(args []any) (any, error) {
		n := args[0].(json.Number)
		switch name {
		case "ceil":
			return rounded(n, math.Ceil), nil
		case "floor":
			return rounded(n, math.Floor), nil
		}
		return json.Number(strings.TrimPrefix(string(n), "-")), nil
	}
}

func avg(args []any) (any, error) {
	list := args[0].([]any)
	if len(list) == 0 {
		return nil, nil
	}
	_, total := sumOf(list)
	return finite(total / float64(len(list)))
}

func sum(args []any) (any, error) {
	exact, approximate := sumOf(args[0].([]any))
	if exact != nil {
		return json.Number(exact.String()), nil
	}
	return finite(approximate)
}

func finite(f float64) (any, error) {
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil, &EvalError{Reason: "the result is too large"}
	}
	return spelt(f), nil
}

func contains(args []any) (any, error) {
	if list, ok := args[0].([]any); ok {
		return slices.ContainsFunc(list, func(item any) bool { return equal(item, args[1]) }), nil
	}
	part, ok := args[1].(string)
	if !ok {
		return nil, &EvalError{Reason: "a string contains only strings, not " + describe(args[1])}
	}
	return strings.Contains(args[0].(string), part), nil
}

func ofStrings(holds func(s, part string) bool) func([]any) (any, error) {
	return func(args []any) (any, error) { return holds(args[0].(string), args[1].(string)), nil }
}

func join(args []any) (any, error) {
	parts := make([]string, len(args[1].([]any)))
	for i, part := range args[1].([]any) {
		parts[i] = part.(string)
	}
	return strings.Join(parts, args[0].(string)), nil
}

func keys(args []any) (any, error) {
	object := args[0].(orderedjson.Object)
	names := make([]any, len(object))
	for i, m := range object {
		names[i] = m.Name
	}
	return names, nil
}

func values(args []any) (any, error) {
	list, _ := valuesOf(args[0])
	return list, nil
}

// length counts code points in a string.
func length(args []any) (any, error) {
	switch v := args[0].(type) {
	case string:
		return integer(int64(utf8.RuneCountInString(v))), nil
	case []any:
		return integer(int64(len(v))), nil
	}
	return integer(int64(len(args[0].(orderedjson.Object)))), nil
}

func merge(args []any) (any, error) {
	merged := orderedjson.Object{}
	for _, arg := range args {
		for _, m := range arg.(orderedjson.Object) {
			merged = with(merged, m.Name, m.Value)
		}
	}
	return merged, nil
}

func notNull(args []any) (any, error) {
	for _, arg := range args {
		if arg != nil {
			return arg, nil
		}
	}
	return nil, nil
}

func reverse(args []any) (any, error) {
	if s, ok := args[0].(string); ok {
		runes := []rune(s)
		slices.Reverse(runes)
		return string(runes), nil
	}
	list := slices.Clone(args[0].([]any))
	slices.Reverse(list)
	return list, nil
}

func toArray(args []any) (any, error) {
	if list, ok := args[0].([]any); ok {
		return list, nil
	}
	return []any{args[0]}, nil
}

// toNumber is null for what is no decimal number. Python would also read "nan",
// "inf" and "1_000", which JSON cannot write or nobody means.
func toNumber(args []any) (any, error) {
	switch v := args[0].(type) {
	case json.Number:
		return v, nil
	case string:
		text := strings.TrimSpace(v)
		if n, ok := whole(json.Number(text)); ok {
			return json.Number(n.String()), nil
		}
		f, err := strconv.ParseFloat(text, 64)
		if err == nil && strings.Trim(text, "+-.eE0123456789") == "" {
			return spelt(f), nil
		}
	}
	return nil, nil
}

func toString(args []any) (any, error) {
	if s, ok := args[0].(string); ok {
		return s, nil
	}
	return string(orderedjson.Marshal(args[0], orderedjson.Minified())), nil
}

func typeOf(args []any) (any, error) { return typeName(args[0]), nil }
