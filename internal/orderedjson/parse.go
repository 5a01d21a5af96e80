package orderedjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxDepth bounds the nesting that Parse accepts.
const MaxDepth = 64

// Parse reads one JSON value and nothing after it. Numbers come as json.Number.
// An error never quotes the text.
func Parse(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("not valid UTF-8")
	}
	if tooDeep(data) {
		return nil, fmt.Errorf("nested more than %d deep", MaxDepth)
	}
	if !json.Valid(data) {
		return nil, invalid(data)
	}
	p := parser{text: string(data)}
	return p.value()
}

// tooDeep tells whether a text is nested too deep, if it is JSON up to there.
func tooDeep(data []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{', c == '[':
			if depth++; depth > MaxDepth {
				return true
			}
		case c == '}', c == ']':
			depth--
		}
	}
	return false
}

// invalid says where a text that is not JSON stops being it.
func invalid(data []byte) error {
	var syntax *json.SyntaxError
	err := json.Unmarshal(append(data[:len(data):len(data)], ' '), new(any))
	if !errors.As(err, &syntax) || syntax.Offset > int64(len(data)) {
		return errors.New("the JSON ends early")
	}
	return fmt.Errorf("not JSON at byte %d", syntax.Offset-1)
}

// parser walks a text that is JSON for certain.
type parser struct {
	text string
	at   int
}

func (p *parser) value() (any, error) {
	switch p.next() {
	case '{':
		return p.object()
	case '[':
		return p.array()
	case '"':
		return p.string(), nil
	}
	begin := p.at
	for p.at < len(p.text) && strings.IndexByte(",]} \t\r\n", p.text[p.at]) < 0 {
		p.at++
	}
	switch word := p.text[begin:p.at]; word {
	case "null":
		return nil, nil
	case "true", "false":
		return word == "true", nil
	default:
		return json.Number(word), nil
	}
}

// next skips what has no meaning and returns the byte there.
func (p *parser) next() byte {
	for strings.IndexByte(" \t\r\n,:", p.text[p.at]) >= 0 {
		p.at++
	}
	return p.text[p.at]
}

func (p *parser) object() (Object, error) {
	o := make(Object, 0, 8)
	seen := map[string]bool{}
	for p.at++; p.next() != '}'; {
		name := p.string()
		if folded := strings.ToLower(name); seen[folded] {
			return nil, fmt.Errorf("a member stands twice at byte %d", p.at)
		} else {
			seen[folded] = true
		}
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		o = append(o, Member{name, v})
	}
	p.at++
	return o, nil
}

func (p *parser) array() ([]any, error) {
	a := []any{}
	for p.at++; p.next() != ']'; {
		v, err := p.value()
		if err != nil {
			return nil, err
		}
		a = append(a, v)
	}
	p.at++
	return a, nil
}

func (p *parser) string() string {
	begin, escaped := p.at, false
	for p.at++; p.text[p.at] != '"'; p.at++ {
		if p.text[p.at] == '\\' {
			escaped = true
			p.at++
		}
	}
	p.at++
	if !escaped {
		return p.text[begin+1 : p.at-1]
	}
	var s string
	_ = json.Unmarshal([]byte(p.text[begin:p.at]), &s) // it is JSON for certain
	return s
}
