package prompt

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
)

// editor is a line of text with a cursor in it.
type editor struct {
	text []rune
	at   int // how many of text are before the cursor
}

func (e *editor) String() string { return string(e.text) }

func (e *editor) set(text string) {
	e.text = []rune(text)
	e.at = len(e.text)
}

// insert puts text in at the cursor, without what cannot be seen.
func (e *editor) insert(text string) {
	runes := []rune(visible(text))
	e.text = slices.Insert(e.text, e.at, runes...)
	e.at += len(runes)
}

func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, text)
}

func (e *editor) deleteAfter() { e.cut(e.at, min(e.at+1, len(e.text))) }

func (e *editor) cut(from, to int) {
	e.text = slices.Delete(e.text, from, to)
	e.at = from
}

// press does what a key does in a shell's line.
func (e *editor) press(key tea.KeyPressMsg) {
	switch key.String() {
	case "left", "ctrl+b":
		e.at = max(e.at-1, 0)
	case "right", "ctrl+f":
		e.at = min(e.at+1, len(e.text))
	case "home", "ctrl+a":
		e.at = 0
	case "end", "ctrl+e":
		e.at = len(e.text)
	case "backspace", "ctrl+h":
		e.cut(max(e.at-1, 0), e.at)
	case "delete":
		e.deleteAfter()
	case "ctrl+u":
		e.cut(0, e.at)
	case "ctrl+k":
		e.cut(e.at, len(e.text))
	case "ctrl+w":
		e.cut(e.wordBefore(), e.at)
	default:
		e.insert(key.Text)
	}
}

// wordBefore is where the word before the cursor begins.
func (e *editor) wordBefore() int {
	at := e.at
	for at > 0 && e.text[at-1] == ' ' {
		at--
	}
	for at > 0 && e.text[at-1] != ' ' {
		at--
	}
	return at
}
