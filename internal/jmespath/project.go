package jmespath

import (
	"github.com/jmespath-community/go-jmespath/pkg/parsing"

	"fob.example/fob/internal/orderedjson"
)

// projection asks the right side of every item on the left, and keeps what is not null.
func (in interpreter) projection(node parsing.ASTNode, value any) (any, error) {
	base, err := in.eval(node.Children[0], value)
	if err != nil {
		return nil, err
	}
	items, ok := base.([]any)
	if node.NodeType == parsing.ASTValueProjection {
		items, ok = valuesOf(base)
	}
	if !ok {
		return nil, nil
	}
	collected := []any{}
	for _, item := range items {
		if node.NodeType == parsing.ASTFilterProjection {
			passes, err := in.eval(node.Children[2], item)
			if err != nil {
				return nil, err
			}
			if !truthy(passes) {
				continue
			}
		}
		found, err := in.eval(node.Children[1], item)
		if err != nil {
			return nil, err
		}
		if found != nil {
			collected = append(collected, found)
		}
	}
	return collected, nil
}

func valuesOf(v any) ([]any, bool) {
	object, ok := v.(orderedjson.Object)
	values := make([]any, len(object))
	for i, m := range object {
		values[i] = m.Value
	}
	return values, ok
}

// index counts from the end where i is negative.
func index(v any, i int) any {
	list, _ := v.([]any)
	if i < 0 {
		i += len(list)
	}
	if i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}

// slice takes what Python's v[start:stop:step] takes.
func slice(v any, parts []*int) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, nil
	}
	step := 1
	if parts[2] != nil {
		step = *parts[2]
	}
	if step == 0 {
		return nil, &EvalError{Reason: "the step of a slice cannot be 0"}
	}
	lowest, highest := 0, len(list)
	start, stop := lowest, highest
	if step < 0 {
		lowest, highest = -1, len(list)-1
		start, stop = highest, lowest
	}
	if parts[0] != nil {
		start = bound(*parts[0], len(list), lowest, highest)
	}
	if parts[1] != nil {
		stop = bound(*parts[1], len(list), lowest, highest)
	}
	taken := []any{}
	for i := start; step > 0 && i < stop || step < 0 && i > stop; i += step {
		taken = append(taken, list[i])
	}
	return taken, nil
}

// bound counts i from the end where it is negative and keeps it within the limits.
func bound(i, length, lowest, highest int) int {
	if i < 0 {
		i += length
	}
	return min(max(i, lowest), highest)
}
