package jmespath

import (
	"strings"
	"unicode/utf8"
)

// SyntaxError says why a query cannot be understood.
type SyntaxError struct {
	Expression string
	Offset     int // in bytes: where in Expression the trouble was seen
	Reason     string
}

func (e *SyntaxError) Error() string { return e.Reason }

// Picture is the line of the expression that holds the trouble, in quotes, and
// below it a caret, which a further line break does not follow.
func (e *SyntaxError) Picture() string {
	start := strings.LastIndexByte(e.Expression[:e.Offset], '\n') + 1
	line, _, _ := strings.Cut(e.Expression[start:], "\n")
	before := utf8.RuneCountInString(e.Expression[start:e.Offset])
	return `"` + line + `"` + "\n" + strings.Repeat(" ", 1+before) + "^"
}

// EvalError says why a query that was understood has no answer for a value.
type EvalError struct {
	Function string // the function that was called; "" outside of one
	Reason   string
}

func (e *EvalError) Error() string {
	if e.Function == "" {
		return e.Reason
	}
	return e.Function + "(): " + e.Reason
}
