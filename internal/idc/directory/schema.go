package directory

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"fob.example/fob/internal/idc/fault"
)

// Schema returns the JSON schema (draft 2020-12) of a directory file, for editors. It is
// stricter than Parse in that text must be quoted where YAML would read a number, and
// less strict in what one key demands of another.
func Schema() []byte {
	s := schemaOf(reflect.TypeFor[document]())
	s.Schema, s.Title = "https://json-schema.org/draft/2020-12/schema", "Directory of fob's local Identity Center"
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(s); err != nil {
		panic("directory: " + err.Error()) // plain values; a test makes it
	}
	return out.Bytes()
}

type schema struct {
	Schema               string     `json:"$schema,omitempty"`
	Title                string     `json:"title,omitempty"`
	Description          string     `json:"description,omitempty"`
	Type                 string     `json:"type"`
	Enum                 []any      `json:"enum,omitempty"`
	Pattern              string     `json:"pattern,omitempty"`
	Items                *schema    `json:"items,omitempty"`
	Properties           properties `json:"properties,omitempty"`
	AdditionalProperties any        `json:"additionalProperties,omitempty"` // false, or the schema of all of them
	Required             []string   `json:"required,omitempty"`
}

// properties keep the order in which a document has them.
type properties []property

type property struct {
	key    string
	schema *schema
}

// MarshalJSON implements json.Marshaler.
func (p properties) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for i, one := range p {
		if i > 0 {
			out = append(out, ',')
		}
		value, err := json.Marshal(one.schema)
		if err != nil {
			return nil, err
		}
		out = append(out, `"`+one.key+`":`...)
		out = append(out, value...)
	}
	return append(out, '}'), nil
}

func schemaOf(t reflect.Type) *schema {
	switch t = bare(t); t.Kind() {
	case reflect.Int:
		return &schema{Type: "integer"}
	case reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.String:
		return &schema{Type: "string"}
	case reflect.Slice:
		if t == reflect.TypeFor[pairs]() {
			return &schema{Type: "object", AdditionalProperties: &schema{Type: "string"}}
		}
		return &schema{Type: "array", Items: schemaOf(t.Elem())}
	}
	s := &schema{Type: "object", AdditionalProperties: false}
	for i := range t.NumField() {
		f := t.Field(i)
		p := schemaOf(f.Type)
		p.Description, p.Pattern, p.Enum = f.Tag.Get("doc"), f.Tag.Get("pattern"), enumOf(f.Tag.Get("enum"))
		if f.Tag.Get("required") != "" {
			s.Required = append(s.Required, keyOf(f))
		}
		s.Properties = append(s.Properties, property{keyOf(f), p})
	}
	return s
}

// enumOf returns the values of an enum tag; those of faults are the fault package's.
func enumOf(tag string) (values []any) {
	switch tag {
	case "":
		return nil
	case "1":
		return []any{1}
	case "operations":
		tag = strings.Join(append(fault.Operations(), fault.AnyOperation), ",")
	case "kinds":
		for _, k := range fault.Kinds() {
			values = append(values, k)
		}
		return values
	}
	for _, v := range strings.Split(tag, ",") {
		values = append(values, v)
	}
	return values
}
