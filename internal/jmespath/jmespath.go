// Package jmespath answers JMESPath queries as the --query option of the AWS
// CLI does.
//
// The language is the one of https://jmespath.org/specification.html, with the
// two habits of the AWS CLI's own implementation that queries in the wild rely
// on: strings can be ordered by < and >, and a literal that is not JSON is a
// string ([?State==`running`]). Values are those of package orderedjson, so that
// a result keeps the order of the answer's members, and of the query's own.
//
// The grammar is that of the community's parser, which knows more than AWS
// does (arithmetic, variables, let) and reads literals into Go's maps and
// floats. So the text is first scanned here: literals are taken out and read
// with their order and their digits, and what AWS would refuse is refused.
package jmespath

import (
	"encoding/json"

	"github.com/jmespath-community/go-jmespath/pkg/parsing"

	"fob.example/fob/internal/orderedjson"
)

// Expression is a query that was understood; it can be asked of any number of values.
type Expression struct {
	root     parsing.ASTNode
	literals []any
}

// Compile reads a query. Its error is a *SyntaxError. Names of functions and
// what they are given are looked at by Search only, as in the AWS CLI.
func Compile(text string) (*Expression, error) {
	scanned, err := scan(text)
	if err != nil {
		return nil, err
	}
	root, err := parsing.NewParser().Parse(scanned.text())
	if err != nil {
		return nil, scanned.explain(err)
	}
	return &Expression{root, scanned.literals}, nil
}

// Search returns what the query finds in value; nil where it finds nothing. The
// result is made of orderedjson.Object, []any, string, json.Number, bool and nil,
// and may share parts with value. Its error is an *EvalError.
func (e *Expression) Search(value any) (any, error) {
	return interpreter{e.literals}.eval(e.root, Plain(value))
}

// Plain returns v made of the types that Search gives: int, int64 and []string,
// which a member may be too, are replaced at any depth.
func Plain(v any) any {
	switch v := v.(type) {
	case int:
		return integer(int64(v))
	case int64:
		return integer(v)
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return list
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = Plain(item)
		}
		return list
	case orderedjson.Object:
		object := make(orderedjson.Object, len(v))
		for i, m := range v {
			object[i] = orderedjson.Member{Name: m.Name, Value: Plain(m.Value)}
		}
		return object
	}
	return v
}

// kind is a set of JMESPath's types.
type kind uint8

const (
	kindNull kind = 1 << iota
	kindBoolean
	kindNumber
	kindString
	kindArray
	kindObject
	kindNumbers // an array of nothing but numbers
	kindStrings // an array of nothing but strings
)

func kindOf(v any) kind {
	switch v.(type) {
	case bool:
		return kindBoolean
	case json.Number:
		return kindNumber
	case string:
		return kindString
	case []any:
		return kindArray
	case orderedjson.Object:
		return kindObject
	}
	return kindNull
}
