package directory

import (
	"bytes"
	"cmp"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Parse reads a directory file, in YAML or JSON; name is what errors call it.
// Its error joins an *Error for everything that is wrong, in the order of lines;
// what is not well-formed is reported alone.
func Parse(name string, data []byte) (*Directory, error) {
	doc, err := decode(name, data)
	if err != nil {
		return nil, err
	}
	c := newChecker(name)
	c.check(doc)
	if len(c.errs) > 0 {
		return nil, join(c.errs)
	}
	c.dir.Warnings = inOrder(c.warnings)
	c.dir.config = sync.OnceValue(c.dir.clientConfig)
	return c.dir, nil
}

// inOrder sorts errors by where they are.
func inOrder(errs []*Error) []*Error {
	slices.SortStableFunc(errs, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return errs
}

func join(errs []*Error) error {
	var joined []error
	for _, e := range inOrder(errs) {
		joined = append(joined, e)
	}
	return errors.Join(joined...)
}

// decode reads a file's text. The parser panics on some that are not YAML, such as
// a tag without a value where a list belongs; that is an error of the file.
func decode(name string, data []byte) (doc document, err error) {
	defer func() {
		if recover() != nil {
			err = &Error{name, 1, 1, "the file cannot be read as YAML"}
		}
	}()
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	file, err := parser.ParseBytes(data, 0)
	if err != nil {
		return doc, syntaxError(name, err)
	}
	switch {
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return doc, &Error{name, 1, 1, "the directory is empty"}
	case len(file.Docs) > 1:
		return doc, &Error{name, file.Docs[1].Start.Position.Line, 1, "more than one document in the file"}
	}
	body := anchors{}.resolve(file.Docs[0].Body)
	if errs := unknownKeys(name, body, reflect.TypeFor[document]()); len(errs) > 0 {
		return doc, join(errs)
	}
	if err := yaml.NodeToValue(body, &doc, yaml.Strict()); err != nil {
		return doc, syntaxError(name, err)
	}
	return doc, nil
}

// syntaxError puts the parser's complaint on one line and into this file's
// words: its own rendering shows the source and names Go types.
func syntaxError(name string, err error) error {
	e := &Error{File: name, Line: 1, Column: 1, Problem: firstLine(err.Error())}
	if located, ok := errors.AsType[yaml.Error](err); ok {
		e.Problem = firstLine(located.GetMessage())
		if token := located.GetToken(); token != nil {
			e.Line, e.Column = token.Position.Line, token.Position.Column
		}
	}
	if mismatch, ok := errors.AsType[*yaml.TypeError](err); ok {
		e.Problem = "want " + kindName(mismatch.DstType) + " here"
	}
	if mismatch, ok := errors.AsType[*yaml.UnexpectedNodeTypeError](err); ok && mismatch.Expected == ast.MappingType {
		e.Problem = "want keys and values here"
	}
	return e
}

func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "text"
	case reflect.Int:
		return "a whole number"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	default:
		return "keys and values"
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
