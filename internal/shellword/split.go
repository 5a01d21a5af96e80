package shellword

import (
	"errors"
	"strings"
)

// Split splits text into words as a POSIX shell does: at blanks, with
// single quotes, double quotes and backslashes, and without expanding anything.
// It is how AWS reads section headers and the credential_process setting. A #
// is an ordinary character; a quote that is not closed, or a backslash at the
// end, is an error.
func Split(text string) ([]string, error) {
	var words []string
	for {
		text = strings.TrimLeft(text, blanks)
		if text == "" {
			return words, nil
		}
		word, rest, err := cutWord(text)
		if err != nil {
			return nil, err
		}
		if words == nil {
			words = make([]string, 0, 2) // a header's
		}
		words, text = append(words, word), rest
	}
}

const blanks = " \t\r\n"

// cutWord takes one word off the start of text, which does not begin with a
// blank.
func cutWord(text string) (word, rest string, err error) {
	plain := strings.IndexAny(text, blanks+`"'\`)
	switch {
	case plain < 0:
		return text, "", nil
	case strings.IndexByte(blanks, text[plain]) >= 0:
		return text[:plain], text[plain:], nil
	}
	return cutQuotedWord(text)
}

func cutQuotedWord(text string) (word, rest string, err error) {
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
		case quote == 0 && strings.IndexByte(blanks, c) >= 0:
			return b.String(), text[i:], nil
		default:
			b.WriteByte(c)
		}
	}
	if quote != 0 {
		return "", "", errors.New("no closing quotation")
	}
	return b.String(), "", nil
}
