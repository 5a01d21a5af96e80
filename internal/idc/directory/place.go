package directory

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// place is where a value stands in a file, counted from 1. The zero place is that of
// what the file does not have.
type place struct{ Line, Column int }

// given reports whether the file has the value.
func (p place) given() bool { return p.Line != 0 }

// at is a value with its place.
type at[T any] struct {
	V T
	place
}

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (a *at[T]) UnmarshalYAML(node ast.Node) error {
	a.place = placeOf(node)
	return yaml.NodeToValue(node, &a.V, yaml.Strict())
}

// placeOf returns where a node begins. The parser says of keys and values in block
// style where their first colon is.
func placeOf(node ast.Node) place {
	if m, ok := node.(*ast.MappingNode); ok && !m.IsFlowStyle && len(m.Values) > 0 {
		node = m.Values[0].Key
	}
	at := node.GetToken().Position
	return place{at.Line, at.Column}
}

// pairs are a mapping whose keys are not known beforehand, in the file's order.
type pairs []pair

type pair struct{ Key, Value at[string] }

// UnmarshalYAML implements yaml.NodeUnmarshaler.
func (p *pairs) UnmarshalYAML(node ast.Node) error {
	m, ok := node.(*ast.MappingNode)
	if !ok {
		return yaml.NodeToValue(node, &map[string]string{}, yaml.Strict()) // for the parser's own words
	}
	for _, v := range m.Values {
		var one pair
		if err := one.Key.UnmarshalYAML(v.Key); err != nil {
			return err
		}
		if err := one.Value.UnmarshalYAML(v.Value); err != nil {
			return err
		}
		*p = append(*p, one)
	}
	return nil
}

// Error is one thing wrong with a directory file, or to be warned of.
type Error struct {
	File         string
	Line, Column int // from 1
	Problem      string
}

func (e *Error) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Problem)
}
