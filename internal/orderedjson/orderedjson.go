// Package orderedjson reads and writes JSON whose members keep their order.
//
// The AWS CLI and the SDKs write their cache files, and print their answers, in
// an order of their own; Go's maps would lose it. Reading is strict where
// encoding/json is lenient, because the files and answers read here are worth
// stealing: no member may stand twice, not even in another case, nesting is
// bounded, and text must be valid UTF-8.
package orderedjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// MaxDepth bounds the nesting that Parse accepts.
const MaxDepth = 64

// Object is a JSON object with its members in order.
type Object []Member

// Member is a name and its value: string, bool, nil, json.Number, int, int64,
// []string, []any or Object.
type Member struct {
	Name  string
	Value any
}

// Get returns the value of the member called name, in exactly that case.
func (o Object) Get(name string) (any, bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	return nil, false
}

// String returns the member called name if it is a string, and else "".
func (o Object) String(name string) string {
	v, _ := o.Get(name)
	s, _ := v.(string)
	return s
}

// ParseObject reads one JSON object.
func ParseObject(data []byte) (Object, error) {
	v, err := Parse(data)
	if err != nil {
		return nil, err
	}
	o, ok := v.(Object)
	if !ok {
		return nil, errors.New("not a JSON object")
	}
	return o, nil
}

// Parse reads one JSON value and nothing after it. Numbers come as json.Number.
// An error never quotes the text.
func Parse(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("not valid UTF-8")
	}
	p := parser{dec: json.NewDecoder(bytes.NewReader(data))}
	p.dec.UseNumber()
	v, err := p.value(0)
	if err != nil {
		return nil, p.describe(err)
	}
	if _, err := p.dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("text after the JSON value at byte %d", p.dec.InputOffset())
	}
	return v, nil
}

type parser struct{ dec *json.Decoder }

// describe replaces the decoder's messages, which quote what they stumbled on.
func (p parser) describe(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("the JSON ends early")
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d", syntax.Offset)
	}
	return err
}

func (p parser) value(depth int) (any, error) {
	if depth > MaxDepth {
		return nil, fmt.Errorf("nested more than %d deep", MaxDepth)
	}
	t, err := p.dec.Token()
	if err != nil {
		return nil, err
	}
	switch t {
	case json.Delim('{'):
		return p.object(depth)
	case json.Delim('['):
		return p.array(depth)
	}
	return t, nil
}

func (p parser) object(depth int) (Object, error) {
	o := Object{}
	seen := map[string]bool{}
	for p.dec.More() {
		t, err := p.dec.Token()
		if err != nil {
			return nil, err
		}
		name, ok := t.(string)
		if !ok {
			return nil, fmt.Errorf("not JSON at byte %d", p.dec.InputOffset())
		}
		if folded := strings.ToLower(name); seen[folded] {
			return nil, fmt.Errorf("a member stands twice at byte %d", p.dec.InputOffset())
		} else {
			seen[folded] = true
		}
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		o = append(o, Member{name, v})
	}
	_, err := p.dec.Token()
	return o, err
}

func (p parser) array(depth int) ([]any, error) {
	a := []any{}
	for p.dec.More() {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	_, err := p.dec.Token()
	return a, err
}
