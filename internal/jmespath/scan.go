package jmespath

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxLength keeps the parser, which recurses, far from the end of its stack.
const maxLength = 64 << 10

// scanner reads an expression word by word and writes it anew for the parser,
// with every literal replaced by its place in the list of literals: `0`, `1`, …
type scanner struct {
	source   string
	pos      int // of the next byte of source
	out      strings.Builder
	literals []any
	moved    []move
	operand  bool // the last word was the end of a value, so that * would multiply
}

// move is a point from which on the text for the parser lies elsewhere: there is
// one at the beginning and one at the end of every literal.
type move struct{ out, source int }

func (s *scanner) text() string { return s.out.String() }

func scan(source string) (*scanner, error) {
	s := &scanner{source: source}
	switch {
	case source == "":
		return nil, s.fail(0, "the expression is empty")
	case len(source) > maxLength:
		return nil, s.fail(0, "the expression is longer than 64 KiB")
	case !utf8.ValidString(source):
		return nil, s.fail(0, "the expression is not valid UTF-8")
	}
	for s.pos < len(source) {
		if err := s.word(); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *scanner) fail(offset int, reason string) *SyntaxError {
	return &SyntaxError{Expression: s.source, Offset: offset, Reason: reason}
}

func (s *scanner) word() error {
	rest := s.source[s.pos:]
	switch c := rest[0]; {
	case c == '\'' || c == '`':
		return s.literal(c)
	case c == '"':
		return s.quotedIdentifier()
	case c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		s.copy(span(rest, isWord), true)
	case c >= '0' && c <= '9' || c == '-':
		return s.number(rest)
	case strings.IndexByte(" \t\n\r", c) >= 0:
		s.copy(1, s.operand)
	case c == '*':
		if s.operand {
			return s.fail(s.pos, `unexpected "*"`)
		}
		s.copy(1, true)
	case strings.IndexByte("@])}", c) >= 0:
		s.copy(1, true)
	default:
		return s.operator(rest)
	}
	return nil
}

// copy hands n bytes on.
func (s *scanner) copy(n int, operand bool) {
	s.out.WriteString(s.source[s.pos : s.pos+n])
	s.pos += n
	s.operand = operand
}

func (s *scanner) operator(rest string) error {
	for _, word := range []string{"[?", "[", "||", "|", "&&", "&", "==", "!=", "!", "<=", "<", ">=", ">", ".", ",", ":", "{", "("} {
		if strings.HasPrefix(rest, word) {
			s.copy(len(word), false)
			return nil
		}
	}
	if rest[0] == '=' {
		return s.fail(s.pos, "= is no operator; equality is ==")
	}
	r, _ := utf8.DecodeRuneInString(rest)
	return s.fail(s.pos, fmt.Sprintf("unexpected %q", string(r)))
}

// number is an index or a part of a slice. The AWS CLI takes any; more digits
// than these index nothing that was ever sent.
func (s *scanner) number(rest string) error {
	n := 1 + span(rest[1:], func(c byte) bool { return c >= '0' && c <= '9' })
	if rest[:n] == "-" {
		return s.fail(s.pos, `unexpected "-"`)
	}
	if n > 18 {
		return s.fail(s.pos, "the number is too large")
	}
	s.copy(n, true)
	return nil
}

func (s *scanner) quotedIdentifier() error {
	n, err := s.closing('"')
	if err != nil {
		return err
	}
	var name string
	if json.Unmarshal([]byte(s.source[s.pos:s.pos+n]), &name) != nil {
		return s.fail(s.pos, "the quoted name is not a JSON string")
	}
	s.copy(n, true)
	return nil
}

// closing returns the length of what begins here with quote and ends with its
// next one that has no backslash before it.
func (s *scanner) closing(quote byte) (int, error) {
	rest := s.source[s.pos:]
	for i := 1; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case quote:
			return i + 1, nil
		}
	}
	return 0, s.fail(s.pos, fmt.Sprintf("the closing %c is missing", quote))
}

func isWord(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// span is the length of the beginning of text that is made of such bytes.
func span(text string, such func(byte) bool) int {
	n := 0
	for n < len(text) && such(text[n]) {
		n++
	}
	return n
}
