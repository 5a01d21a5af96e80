package directory

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"fob.example/fob/internal/nearest"
)

// unknownKeys finds the keys below a node that a value of type t does not have.
func unknownKeys(file string, node ast.Node, t reflect.Type) (errs []*Error) {
	t = bare(t)
	switch n := node.(type) {
	case *ast.SequenceNode:
		if t.Kind() == reflect.Slice {
			for _, v := range n.Values {
				errs = append(errs, unknownKeys(file, v, t.Elem())...)
			}
		}
	case *ast.MappingNode:
		if t.Kind() != reflect.Struct {
			return nil
		}
		for _, v := range n.Values {
			key := v.Key.GetToken()
			if f, ok := fieldOf(t, key.Value); ok {
				errs = append(errs, unknownKeys(file, v.Value, f.Type)...)
			} else {
				errs = append(errs, &Error{file, key.Position.Line, key.Position.Column, unknownKey(key.Value, t)})
			}
		}
	}
	return errs
}

func unknownKey(name string, t reflect.Type) string {
	var known []string
	for i := range t.NumField() {
		known = append(known, keyOf(t.Field(i)))
	}
	if near := nearest.Name(name, known); near != "" {
		return fmt.Sprintf("unknown key %q: did you mean %q?", name, near)
	}
	return fmt.Sprintf("unknown key %q: the keys here are %s", name, strings.Join(known, ", "))
}

// bare takes away pointers and at.
func bare(t reflect.Type) reflect.Type {
	for {
		switch {
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case t.Kind() == reflect.Struct && t.NumField() == 2 && t.Field(1).Type == reflect.TypeFor[place]():
			t = t.Field(0).Type
		default:
			return t
		}
	}
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); keyOf(f) == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

func keyOf(f reflect.StructField) string { return f.Tag.Get("yaml") }
