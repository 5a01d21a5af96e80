// Package termui is what a terminal needs of us: text that cannot give it orders.
package termui

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds, in characters, of what a name, one foreign string, and a message with several
// in it, may take of a person's screen.
const (
	maxName    = 100
	maxText    = 300
	maxMessage = 1500
)

// Clean makes text that came from a server, a file or an argument safe and
// short enough to show: control characters (C0, C1, DEL), direction overrides,
// zero-width characters and line separators come out as their escapes, and
// anything beyond 300 characters is cut. Its result holds no control character.
func Clean(s string) string { return clean(s, maxText) }

// Escape does the same to data and cuts nothing.
func Escape(s string) string { return clean(s, len(s)) }

// Short cuts a name, so that a message keeps its point. It still has to be cleaned.
func Short(name string) string {
	for i, n := 0, 0; i < len(name); n++ {
		if n == maxName {
			return name[:i] + "…"
		}
		_, size := utf8.DecodeRuneInString(name[i:])
		i += size
	}
	return name
}

// CleanMessage does the same for a whole message, which may hold several such texts.
func CleanMessage(s string) string { return clean(s, maxMessage) }

func clean(s string, limit int) string {
	if len(s) <= limit && strings.IndexFunc(s, hazardous) < 0 {
		return s
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > limit {
			b.WriteString("…")
			break
		}
		if hazardous(r) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func hazardous(r rune) bool {
	if ' ' <= r && r <= '~' {
		return false
	}
	// Cf holds the direction overrides and most zero-width characters, the ignorable code
	// points the others, and those that may become such; Zl and Zp are the line separators.
	return r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Other_Default_Ignorable_Code_Point)
}
