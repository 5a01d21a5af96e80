// Package orderedjson reads and writes JSON whose members keep their order.
//
// The AWS CLI and the SDKs write their cache files, and print their answers, in
// an order of their own; Go's maps would lose it. Reading is strict where
// encoding/json is lenient, because the files and answers read here are worth
// stealing: no member may stand twice, not even in another case, nesting is
// bounded, and text must be valid UTF-8.
package orderedjson

import "errors"

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
