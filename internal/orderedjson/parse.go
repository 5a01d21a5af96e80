package orderedjson

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxDepth bounds the nesting that Parse accepts.
const MaxDepth = 64

// Parse reads one JSON value (RFC 8259) and nothing after it. Numbers come as json.Number.
// An error never quotes the text.
func Parse(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("not valid UTF-8")
	}
	p := parser{text: string(data)}
	v, err := p.value()
	if err != nil {
		return nil, err
	}
	if p.next(); p.at < len(p.text) {
		return nil, p.bad()
	}
	return v, nil
}

// parser reads a text once, from the left: a status reads every cache file of a home, and
// encoding/json took most of that time.
type parser struct {
	text  string
	at    int
	depth int
}

// peek returns the byte at p.at, and at the end of the text a NUL, which is as wrong in it.
func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

// next skips white space and returns the byte there.
func (p *parser) next() byte {
	for {
		switch c := p.peek(); c {
		case ' ', '\t', '\r', '\n':
			p.at++
		default:
			return c
		}
	}
}

// bad says that the text stops being JSON at p.at.
func (p *parser) bad() error {
	if p.at >= len(p.text) {
		return errors.New("the JSON ends early")
	}
	return fmt.Errorf("not JSON at byte %d", p.at)
}

func (p *parser) value() (any, error) {
	switch c := p.next(); {
	case c == '{':
		return p.object()
	case c == '[':
		return p.array()
	case c == '"':
		return p.string()
	case c == 't':
		return true, p.word("true")
	case c == 'f':
		return false, p.word("false")
	case c == 'n':
		return nil, p.word("null")
	case c == '-', isDigit(c):
		return p.number()
	}
	return nil, p.bad()
}

func (p *parser) object() (Object, error) {
	o := make(Object, 0, 8)
	var seen names
	err := p.items('}', func() error {
		if p.next() != '"' {
			return p.bad()
		}
		name, err := p.string()
		if err != nil {
			return err
		}
		if !seen.add(o, name) {
			return fmt.Errorf("a member stands twice at byte %d", p.at)
		}
		if p.next() != ':' {
			return p.bad()
		}
		p.at++
		v, err := p.value()
		o = append(o, Member{name, v})
		return err
	})
	return o, err
}

func (p *parser) array() ([]any, error) {
	a := []any{}
	err := p.items(']', func() error {
		v, err := p.value()
		a = append(a, v)
		return err
	})
	return a, err
}

// items reads what stands between the bracket at p.at and shut: nothing, or what read reads,
// with commas between.
func (p *parser) items(shut byte, read func() error) error {
	if p.depth++; p.depth > MaxDepth {
		return fmt.Errorf("nested more than %d deep", MaxDepth)
	}
	p.at++
	if p.next() != shut {
		for {
			if err := read(); err != nil {
				return err
			}
			if p.next() != ',' {
				break
			}
			p.at++
		}
		if p.peek() != shut {
			return p.bad()
		}
	}
	p.at++
	p.depth--
	return nil
}

func (p *parser) string() (string, error) {
	begin, escaped, i := p.at, false, p.at+1
	for ; i < len(p.text) && p.text[i] != '"'; i++ {
		if p.text[i] == '\\' {
			escaped = true
			i++
		} else if p.text[i] < ' ' {
			break
		}
	}
	if p.at = i; p.peek() != '"' {
		return "", p.bad()
	}
	p.at++
	if !escaped {
		return p.text[begin+1 : i], nil
	}
	var s string
	if err := json.Unmarshal([]byte(p.text[begin:p.at]), &s); err != nil {
		p.at = begin
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
			p.at += int(syntax.Offset) - 1
		}
		return "", p.bad()
	}
	return s, nil
}

func (p *parser) word(word string) error {
	for i := range len(word) {
		if p.peek() != word[i] {
			return p.bad()
		}
		p.at++
	}
	return nil
}

func (p *parser) number() (json.Number, error) {
	begin := p.at
	if p.peek() == '-' {
		p.at++
	}
	ok := true
	if p.peek() == '0' {
		p.at++
	} else {
		ok = p.digits()
	}
	if ok && p.peek() == '.' {
		p.at++
		ok = p.digits()
	}
	if c := p.peek(); ok && (c == 'e' || c == 'E') {
		p.at++
		if c := p.peek(); c == '+' || c == '-' {
			p.at++
		}
		ok = p.digits()
	}
	if !ok {
		return "", p.bad()
	}
	return json.Number(p.text[begin:p.at]), nil
}

// digits reads one or more.
func (p *parser) digits() bool {
	begin := p.at
	for isDigit(p.peek()) {
		p.at++
	}
	return p.at > begin
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// names finds an object's members whatever their case. folded is made once there are more
// than one looks through.
type names struct{ folded map[string]bool }

const manyNames = 16

// add reports whether no member of o is called name yet.
func (n *names) add(o Object, name string) bool {
	if len(o) < manyNames {
		return !slices.ContainsFunc(o, func(m Member) bool { return strings.EqualFold(m.Name, name) })
	}
	if n.folded == nil {
		n.folded = map[string]bool{}
		for _, m := range o {
			n.folded[fold(m.Name)] = true
		}
	}
	known := n.folded[fold(name)]
	n.folded[fold(name)] = true
	return !known
}

// fold makes equal what strings.EqualFold calls so.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, name)
}
