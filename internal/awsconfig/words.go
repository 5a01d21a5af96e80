package awsconfig

import (
	"errors"
	"strings"
)

// SplitWords splits text into words as a POSIX shell does: at blanks, with
// single quotes, double quotes and backslashes, and without expanding anything.
// It is how AWS reads section headers and the credential_process setting. A #
// is an ordinary character; a quote that is not closed, or a backslash at the
// end, is an error.
func SplitWords(text string) ([]string, error) {
	var words []string
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		if text == "" {
			return words, nil
		}
		word, rest, err := cutWord(text)
		if err != nil {
			return nil, err
		}
		words, text = append(words, word), rest
	}
}

var errNoClosingQuote = errors.New("no closing quotation")

// cutWord takes one word off the start of text, which does not begin with a
// blank.
func cutWord(text string) (word, rest string, err error) {
	var b strings.Builder
	quote := byte(0) // the quote that is open, or 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && quote != '\'':
			i++
			if i == len(text) {
				return "", "", errors.New("no escaped character")
			}
			if quote == '"' && text[i] != '"' && text[i] != '\\' {
				b.WriteByte('\\')
			}
			b.WriteByte(text[i])
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && strings.IndexByte(" \t\r\n", c) >= 0:
			return b.String(), text[i:], nil
		default:
			b.WriteByte(c)
		}
	}
	if quote != 0 {
		return "", "", errNoClosingQuote
	}
	return b.String(), "", nil
}
