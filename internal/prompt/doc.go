// Package prompt asks a person: for a line of text, and for one of a list.
//
// On a terminal both are small programs of their own that draw in place. A line can be
// edited and stays on the screen once it is answered; a menu is filtered as one types
// and is gone afterwards. Where there is no terminal, or one that can draw nothing, the
// lines of an input answer instead.
//
// Whatever is shown, a text from a server as well as what was typed, is cleaned on its
// way to the screen.
package prompt

import (
	"errors"
	"strings"
)

// How a question can end without an answer.
var (
	// ErrInterrupted means that the person pressed Ctrl-C.
	ErrInterrupted = errors.New("interrupted")
	// ErrEnded means that the input ended, as with Ctrl-D.
	ErrEnded = errors.New("the input ended before the question was answered")
)

// Question asks for a line.
type Question struct {
	// Text stands before the answer, as in "Region [None]: ".
	Text string
	// Default is what an empty answer stands for.
	Default string
	// Check says what is wrong with an answer, "" if nothing is. Its words are shown
	// below the line, and the person goes on editing. Nil: any answer will do.
	Check func(answer string) string
	// Known returns the answers that Tab completes. Optional.
	Known func() []string
	// Note returns what to show below the line while it holds this answer, "" for
	// nothing. Optional.
	Note func(answer string) string
}

// WrongAnswerError is what Check had to say.
type WrongAnswerError struct{ Problem string }

func (e *WrongAnswerError) Error() string { return e.Problem }

// Answer returns what a line of text answers: the text without the blanks around it, or
// the default if it is empty. The error is a *WrongAnswerError.
func (q Question) Answer(text string) (string, error) {
	answer := strings.TrimSpace(text)
	if answer == "" {
		answer = q.Default
	}
	if q.Check != nil {
		if problem := q.Check(answer); problem != "" {
			return "", &WrongAnswerError{problem}
		}
	}
	return answer, nil
}
