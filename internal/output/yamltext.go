package output

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
)

// text writes a string in the plainest of three styles that can hold it.
func (w *yamlWriter) text(s string, indent int, fold bool) {
	plain, single := yamlStyles(s)
	switch {
	case plain && !yamlOther().MatchString(s):
		w.plain(s, indent, fold)
	case single:
		w.singleQuoted(s, indent, fold)
	default:
		w.doubleQuoted(s, indent, fold)
	}
}

// yamlOther matches what a reader of YAML 1.2, as the AWS CLI's library
// understands it, takes for something else than a string: null, a boolean, a
// number, a date, a merge key or a default value.
var yamlOther = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + strings.Join([]string{
		``, `~`, `null|Null|NULL`,
		`true|True|TRUE|false|False|FALSE`,
		`[-+]?0b[01_]+`, `[-+]?0o?[0-7_]+`, `[-+]?0x[0-9a-fA-F_]+`, `[0-9][0-9_]*`, `[-+][0-9_]+`,
		`[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?`,
		`[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+`,
		`[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?`,
		`[-+]?\.(?:inf|Inf|INF)`, `\.(?:nan|NaN|NAN)`,
		`[0-9]{4}-[0-9]{2}-[0-9]{2}`,
		`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?`,
		`<<`, `=`,
	}, `|`) + `)$`)
})

// yamlStyles tells whether s can stand without quotes and in single ones.
func yamlStyles(s string) (plain, single bool) {
	if s == "" {
		return true, true
	}
	runes := []rune(s)
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return 0
		}
		return runes[i]
	}
	plain, single = !strings.HasPrefix(s, "---") && !strings.HasPrefix(s, "..."), true
	for i, r := range runes {
		switch {
		case !isPrintable(r), isBreak(r) && at(i-1) == ' ':
			return false, false
		case r == ' ' && isBreak(at(i-1)):
			plain, single = false, false
		case isBreak(r), r == ' ' && (i == 0 || i == len(runes)-1),
			i == 0 && strings.ContainsRune("#,[]{}&*!|>'\"%@`", r),
			i == 0 && (r == '?' || r == '-') && isBlank(at(1)),
			r == ':' && isBlank(at(i+1)),
			r == '#' && isBlank(at(i-1)):
			plain = false
		}
	}
	return plain, single
}

func isBreak(r rune) bool {
	return r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029'
}

// isBlank counts the end of the text, which at gives as 0, as a blank.
func isBlank(r rune) bool { return r == 0 || r == ' ' || r == '\t' || isBreak(r) }

func hasBreak(s string) bool { return strings.ContainsFunc(s, isBreak) }

// isPrintable is libyaml's opinion, which does not hold with anything beyond U+FFFF.
func isPrintable(r rune) bool {
	return r == '\n' || r >= ' ' && r <= '~' || r >= '\u00a0' && r <= '\ufffd' && r != '\ufeff'
}

func (w *yamlWriter) full(fold bool) bool { return fold && w.column > 80 }

func (w *yamlWriter) plain(s string, indent int, fold bool) {
	runes := []rune(s)
	for i, r := range runes {
		if r == ' ' && w.full(fold) && runes[i-1] != ' ' && runes[i+1] != ' ' {
			w.newline(indent)
		} else {
			w.put(string(r))
		}
	}
}

func (w *yamlWriter) singleQuoted(s string, indent int, fold bool) {
	w.put("'")
	runes, broken := []rune(s), false
	for i, r := range runes {
		switch {
		case isBreak(r):
			if r == '\n' && !broken {
				w.buf.WriteByte('\n')
			}
			w.buf.WriteRune(r)
			broken, w.column = true, 0
			continue
		case broken:
			w.put(blanks(indent))
			broken = false
		}
		switch {
		case r == '\'':
			w.put("''")
		case r == ' ' && w.full(fold) && i > 0 && i < len(runes)-1 && runes[i-1] != ' ' && runes[i+1] != ' ':
			w.newline(indent)
		default:
			w.put(string(r))
		}
	}
	if broken {
		w.put(blanks(indent))
	}
	w.put("'")
}

func (w *yamlWriter) doubleQuoted(s string, indent int, fold bool) {
	w.put(`"`)
	runes := []rune(s)
	for i, r := range runes {
		switch {
		case !isPrintable(r) || isBreak(r) || r == '"' || r == '\\':
			w.put(yamlEscape(r))
		case r == ' ' && w.full(fold) && i > 0 && i < len(runes)-1 && runes[i-1] != ' ':
			w.newline(indent)
			if runes[i+1] == ' ' {
				w.put(`\`)
			}
		default:
			w.put(string(r))
		}
	}
	w.put(`"`)
}

func yamlEscape(r rune) string {
	const short, letters = "\x00\a\b\t\n\v\f\r\x1b\"\\\u0085\u2028\u2029", `0abtnvfre"\NLP`
	if i := strings.IndexRune(short, r); i >= 0 {
		return `\` + string([]rune(letters)[len([]rune(short[:i]))])
	}
	switch {
	case r <= 0xff:
		return fmt.Sprintf(`\x%02X`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04X`, r)
	}
	return fmt.Sprintf(`\U%08X`, r)
}
