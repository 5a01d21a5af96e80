package jmespath

import (
	"fmt"

	"github.com/jmespath-community/go-jmespath/pkg/parsing"

	"fob.example/fob/internal/orderedjson"
)

type interpreter struct{ literals []any }

// eval answers the query below node for value.
func (in interpreter) eval(node parsing.ASTNode, value any) (any, error) {
	switch node.NodeType {
	case parsing.ASTIdentity, parsing.ASTCurrentNode:
		return value, nil
	case parsing.ASTField:
		object, _ := value.(orderedjson.Object)
		found, _ := object.Get(node.Value.(string))
		return found, nil
	case parsing.ASTIndex:
		return index(value, node.Value.(int)), nil
	case parsing.ASTSlice:
		return slice(value, node.Value.([]*int))
	case parsing.ASTLiteral:
		return in.literals[int(node.Value.(float64))], nil
	case parsing.ASTSubexpression, parsing.ASTIndexExpression, parsing.ASTPipe:
		return in.chain(node.Children, value)
	case parsing.ASTOrExpression, parsing.ASTAndExpression, parsing.ASTNotExpression, parsing.ASTComparator:
		return in.condition(node, value)
	case parsing.ASTProjection, parsing.ASTValueProjection, parsing.ASTFilterProjection:
		return in.projection(node, value)
	case parsing.ASTFlatten:
		return in.flatten(node, value)
	case parsing.ASTMultiSelectList:
		return in.multiSelectList(node, value)
	case parsing.ASTMultiSelectHash:
		return in.multiSelectHash(node, value)
	case parsing.ASTFunctionExpression:
		return in.call(node, value)
	case parsing.ASTExpRef:
		return nil, &EvalError{Reason: "& stands only before an argument of a function"}
	}
	return nil, &EvalError{Reason: fmt.Sprintf("%v is not part of the language", node.NodeType)}
}

func (in interpreter) chain(steps []parsing.ASTNode, value any) (result any, err error) {
	result = value
	for _, step := range steps {
		if result, err = in.eval(step, result); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (in interpreter) flatten(node parsing.ASTNode, value any) (any, error) {
	base, err := in.eval(node.Children[0], value)
	list, ok := base.([]any)
	if err != nil || !ok {
		return nil, err
	}
	flat := []any{}
	for _, item := range list {
		if inner, ok := item.([]any); ok {
			flat = append(flat, inner...)
		} else {
			flat = append(flat, item)
		}
	}
	return flat, nil
}

func (in interpreter) multiSelectList(node parsing.ASTNode, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	list := make([]any, len(node.Children))
	for i, child := range node.Children {
		var err error
		if list[i], err = in.eval(child, value); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (in interpreter) multiSelectHash(node parsing.ASTNode, value any) (any, error) {
	if value == nil {
		return nil, nil
	}
	object := orderedjson.Object{}
	for _, pair := range node.Children {
		v, err := in.eval(pair.Children[0], value)
		if err != nil {
			return nil, err
		}
		object = with(object, pair.Value.(string), v)
	}
	return object, nil
}

// with sets a member: in its old place if there is one, and else at the end.
func with(object orderedjson.Object, name string, value any) orderedjson.Object {
	for i := range object {
		if object[i].Name == name {
			object[i].Value = value
			return object
		}
	}
	return append(object, orderedjson.Member{Name: name, Value: value})
}
