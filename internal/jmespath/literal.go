package jmespath

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode"

	"fob.example/fob/internal/orderedjson"
)

// literal reads 'raw' or `JSON`. In a raw string \' is a quote, and any other
// backslash is itself.
func (s *scanner) literal(quote byte) error {
	n, err := s.closing(quote)
	if err != nil {
		return err
	}
	inner := strings.ReplaceAll(s.source[s.pos+1:s.pos+n-1], `\`+string(quote), string(quote))
	value := any(inner)
	if quote == '`' {
		if value, err = literalValue(inner); err != nil {
			return s.fail(s.pos, "the literal is not JSON: "+err.Error())
		}
	}
	s.moved = append(s.moved, move{s.out.Len(), s.pos})
	fmt.Fprintf(&s.out, "`%d`", len(s.literals))
	s.pos += n
	s.moved = append(s.moved, move{s.out.Len(), s.pos})
	s.literals = append(s.literals, value)
	s.operand = true
	return nil
}

// literalValue reads JSON, and as a string in want of its quotes what is none.
func literalValue(text string) (any, error) {
	value, err := orderedjson.Parse([]byte(text))
	if err != nil {
		var bare string
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if json.Unmarshal([]byte(`"`+text+`"`), &bare) == nil {
			return bare, nil
		}
		return nil, err
	}
	return normalised(value), nil
}

// normalised writes the numbers of a literal as the AWS CLI would print them.
func normalised(v any) any {
	switch v := v.(type) {
	case json.Number:
		return canonical(v)
	case []any:
		for i := range v {
			v[i] = normalised(v[i])
		}
	case orderedjson.Object:
		for i := range v {
			v[i].Value = normalised(v[i].Value)
		}
	}
	return v
}
