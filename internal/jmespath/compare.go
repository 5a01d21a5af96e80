package jmespath

import (
	"encoding/json"
	"strings"

	"github.com/jmespath-community/go-jmespath/pkg/parsing"

	"fob.example/fob/internal/orderedjson"
)

// condition answers ||, &&, ! and the comparisons. The first two give one of
// their sides, of which the right one is evaluated only if it is that.
func (in interpreter) condition(node parsing.ASTNode, value any) (any, error) {
	left, err := in.eval(node.Children[0], value)
	if err != nil {
		return nil, err
	}
	switch {
	case node.NodeType == parsing.ASTNotExpression:
		return !truthy(left), nil
	case node.NodeType == parsing.ASTOrExpression && truthy(left),
		node.NodeType == parsing.ASTAndExpression && !truthy(left):
		return left, nil
	}
	right, err := in.eval(node.Children[1], value)
	if err != nil || node.NodeType != parsing.ASTComparator {
		return right, err
	}
	switch node.Value.(parsing.TokType) {
	case parsing.TOKEQ:
		return equal(left, right), nil
	case parsing.TOKNE:
		return !equal(left, right), nil
	}
	return ordered(node.Value.(parsing.TokType), left, right)
}

// truthy is false for null, false and what is empty; 0 is true.
func truthy(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case string:
		return v != ""
	case []any:
		return len(v) > 0
	case orderedjson.Object:
		return len(v) > 0
	}
	return true
}

// ordered compares two numbers or two strings. Of other values the answer is
// null; of a number and a string there is none, which the AWS CLI reports too.
func ordered(operator parsing.TokType, left, right any) (any, error) {
	const comparable = kindNumber | kindString
	if kindOf(left)&comparable == 0 || kindOf(right)&comparable == 0 {
		return nil, nil
	}
	if kindOf(left) != kindOf(right) {
		return nil, &EvalError{Reason: "a number and a string have no order"}
	}
	c := compare(left, right)
	switch operator {
	case parsing.TOKLT:
		return c < 0, nil
	case parsing.TOKLTE:
		return c <= 0, nil
	case parsing.TOKGT:
		return c > 0, nil
	}
	return c >= 0, nil
}

// compare orders two numbers, or two strings by their code points.
func compare(a, b any) int {
	if x, ok := a.(json.Number); ok {
		return compareNumbers(x, b.(json.Number))
	}
	return strings.Compare(a.(string), b.(string))
}

// equal compares deeply: numbers by value, objects whatever their members' order.
func equal(a, b any) bool {
	if kindOf(a) != kindOf(b) {
		return false
	}
	switch a := a.(type) {
	case json.Number:
		return compareNumbers(a, b.(json.Number)) == 0
	case []any:
		return equalLists(a, b.([]any))
	case orderedjson.Object:
		return equalObjects(a, b.(orderedjson.Object))
	}
	return a == b
}

func equalLists(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !equal(a[i], b[i]) {
			return false
		}
	}
	return true
}

func equalObjects(a, b orderedjson.Object) bool {
	if len(a) != len(b) {
		return false
	}
	for _, m := range a {
		if v, ok := b.Get(m.Name); !ok || !equal(m.Value, v) {
			return false
		}
	}
	return true
}
