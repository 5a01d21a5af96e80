package jmespath

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/jmespath-community/go-jmespath/pkg/parsing"
)

// explain says in our words, and about the expression as it was given, what the
// parser says about the text it was handed.
func (s *scanner) explain(err error) *SyntaxError {
	var syntax parsing.SyntaxError
	if !errors.As(err, &syntax) {
		return s.fail(0, err.Error())
	}
	offset := s.outside(syntax.Offset)
	if strings.HasPrefix(syntax.Error(), "SyntaxError: Unexpected token: ") {
		// This one complaint is about the operator that was just passed.
		offset = len(strings.TrimRight(s.text()[:offset], " \t\n\r")) - 1
	}
	offset = s.inSource(offset)
	if offset >= len(s.source) {
		return s.fail(len(s.source), "the expression ends too early")
	}
	return s.fail(offset, "unexpected "+strconv.Quote(firstWord(s.source[offset:])))
}

// outside leaves a literal, inside of which the parser sees its beginning.
func (s *scanner) outside(offset int) int {
	for i := 0; i < len(s.moved); i += 2 {
		if s.moved[i].out < offset && offset < s.moved[i+1].out {
			return s.moved[i].out
		}
	}
	return offset
}

// inSource is the place in the source of an offset in the parser's text.
func (s *scanner) inSource(offset int) int {
	from := move{}
	for _, m := range s.moved {
		if m.out <= offset {
			from = m
		}
	}
	return from.source + offset - from.out
}

func firstWord(text string) string {
	if n := span(text, isWord); n > 0 {
		return text[:n]
	}
	_, n := utf8.DecodeRuneInString(text)
	return text[:n]
}
