package directory

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

// anchors are the values of a file that have a name, &name. Places are those of the
// values, wherever an alias, *name, repeats them.
type anchors map[string]ast.Node

// resolve puts values in the place of aliases below a node, and keys in the place of
// merged mappings (<<), and returns the node. An alias of no anchor above it stays.
func (a anchors) resolve(node ast.Node) ast.Node {
	switch n := node.(type) {
	case *ast.AnchorNode:
		value := a.resolve(n.Value)
		a[n.Name.GetToken().Value] = value
		return value
	case *ast.AliasNode:
		if value, ok := a[n.Value.GetToken().Value]; ok {
			return value
		}
	case *ast.SequenceNode:
		for i, v := range n.Values {
			n.Values[i] = a.resolve(v)
		}
	case *ast.MappingNode:
		for _, v := range n.Values {
			v.Value = a.resolve(v.Value)
		}
		merge(n)
	}
	return node
}

// merge adds the keys of merged mappings that a mapping does not have itself.
func merge(m *ast.MappingNode) {
	var from []ast.Node
	m.Values = slices.DeleteFunc(m.Values, func(v *ast.MappingValueNode) bool {
		if !v.Key.IsMergeKey() {
			return false
		}
		if several, ok := v.Value.(*ast.SequenceNode); ok {
			from = append(from, several.Values...)
		} else {
			from = append(from, v.Value)
		}
		return true
	})
	for _, node := range from {
		other, ok := node.(*ast.MappingNode)
		if !ok {
			continue
		}
		for _, v := range other.Values {
			if !slices.ContainsFunc(m.Values, func(has *ast.MappingValueNode) bool { return keyText(has) == keyText(v) }) {
				m.Values = append(m.Values, v)
			}
		}
	}
}

func keyText(v *ast.MappingValueNode) string { return v.Key.GetToken().Value }
