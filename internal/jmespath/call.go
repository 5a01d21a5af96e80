package jmespath

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/jmespath-community/go-jmespath/pkg/parsing"
)

// function is a function of the language: what it takes, and what it does then.
type function struct {
	params   []kind // 0 takes a reference to an expression
	variadic bool   // the last of params may come again
	call     func(args []any) (any, error)
}

// reference is an argument written &expression: what it answers for a value.
type reference func(value any) (any, error)

func (in interpreter) call(node parsing.ASTNode, value any) (any, error) {
	name := node.Value.(string)
	f, ok := named(name)
	if !ok {
		return nil, &EvalError{name, "there is no such function"}
	}
	args := make([]any, len(node.Children))
	for i, child := range node.Children {
		if child.NodeType == parsing.ASTExpRef {
			args[i] = reference(func(v any) (any, error) { return in.eval(child.Children[0], v) })
			continue
		}
		var err error
		if args[i], err = in.eval(child, value); err != nil {
			return nil, err
		}
	}
	if reason := f.refuses(args); reason != "" {
		return nil, &EvalError{name, reason}
	}
	result, err := f.call(args)
	if e, ok := err.(*EvalError); ok && e.Function == "" {
		e.Function = name
	}
	return result, err
}

// refuses says what is wrong with the arguments; "" if nothing is.
func (f function) refuses(args []any) string {
	switch {
	case f.variadic && len(args) < len(f.params):
		return fmt.Sprintf("the number of arguments must be at least %d, not %d", len(f.params), len(args))
	case !f.variadic && len(args) != len(f.params):
		return fmt.Sprintf("the number of arguments must be %d, not %d", len(f.params), len(args))
	}
	for i, arg := range args {
		if wanted := f.params[min(i, len(f.params)-1)]; !wanted.takes(arg) {
			return fmt.Sprintf("argument %d must be %s, not %s", i+1, wanted, describe(arg))
		}
	}
	return ""
}

func (k kind) takes(arg any) bool {
	if _, ok := arg.(reference); ok || k == 0 {
		return ok && k == 0
	}
	list, _ := arg.([]any)
	return k&kindOf(arg) != 0 || kindOf(arg) == kindArray &&
		(k&kindNumbers != 0 && allOf(list, kindNumber) || k&kindStrings != 0 && allOf(list, kindString))
}

func allOf(list []any, k kind) bool {
	for _, item := range list {
		if kindOf(item) != k {
			return false
		}
	}
	return true
}

func (k kind) String() string {
	if k == 0 {
		return "an expression (&…)"
	}
	var names []string
	for i, name := range []string{"null", "a boolean", "a number", "a string", "an array", "an object", "an array of numbers", "an array of strings"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, " or ")
}

// describe names an argument for a message, without showing what it holds.
func describe(arg any) string {
	switch arg := arg.(type) {
	case reference:
		return kind(0).String()
	case []any:
		if len(arg) > 0 {
			return "an array of other things"
		}
	}
	return kindOf(arg).String()
}

// typeName is the language's own name of a value's type.
func typeName(v any) string {
	switch v.(type) {
	case bool:
		return "boolean"
	case json.Number:
		return "number"
	case string:
		return "string"
	case []any:
		return "array"
	case nil:
		return "null"
	}
	return "object"
}
