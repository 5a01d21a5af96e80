package recorded

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// names are what stands for a value in a recording, such as {CLIENT_ID_1}, and the value
// in this run. A name takes the first value that it meets; from then on it must be that.
type names struct {
	values map[string]string
	began  time.Time // of the step: {ISO_Z:+3600} is an hour later
}

// tolerance is how far a time may be from the recorded one, which is rounded to a minute.
const tolerance = 90 * time.Second

var nameSyntax = regexp.MustCompile(`\{([A-Z][A-Z0-9_]*)(?::([+-]\d+))?\}`)

// beginStep forgets what is another one in each step.
func (n *names) beginStep() {
	n.began = time.Now()
	delete(n.values, "CALLBACK_PORT")
}

// expand puts values in place of names.
func (n *names) expand(text string) string {
	for name, value := range n.values {
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return text
}

// align returns got with recorded strings in place of those that fit them, so that only
// what does not fit is different from want.
func (n *names) align(want, got any) any {
	switch got := got.(type) {
	case string:
		text, _ := want.(string)
		return n.alignText(text, got)
	case []any:
		list, _ := want.([]any)
		out := make([]any, len(got))
		for i, item := range got {
			out[i] = n.align(at(list, i), item)
		}
		return out
	case map[string]any:
		members, _ := want.(map[string]any)
		out := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(got)) {
			out[key] = n.align(members[key], got[key])
		}
		return out
	}
	return got
}

func at(list []any, i int) any {
	if i >= len(list) {
		return nil
	}
	return list[i]
}

func (n *names) alignText(want, got string) string {
	found := nameSyntax.FindAllStringSubmatch(want, -1)
	match := n.pattern(want).FindStringSubmatch(got)
	if match == nil || !n.learn(found, match[1:]) {
		return n.restore(got)
	}
	return want
}

// pattern is the expression that a text with names stands for.
func (n *names) pattern(want string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?s)^`)
	rest := want
	for _, place := range nameSyntax.FindAllStringIndex(want, -1) {
		before := len(want) - len(rest)
		b.WriteString(regexp.QuoteMeta(want[before:place[0]]) + "(" + shape(want[place[0]:place[1]]) + ")")
		rest = want[place[1]:]
	}
	b.WriteString(regexp.QuoteMeta(rest) + `$`)
	return regexp.MustCompile(b.String())
}

// shape is what a name's value looks like.
func shape(name string) string {
	switch strings.TrimPrefix(kind(strings.Trim(name, "{}")), "AGAIN_") {
	case "UUID":
		return `[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`
	case "PKCE_CHALLENGE":
		return `[A-Za-z0-9_-]{43}`
	case "PKCE_VERIFIER":
		return `[A-Za-z0-9._~-]{43,128}`
	case "USER_CODE":
		return `[A-Z]{4}-[A-Z]{4}`
	case "CALLBACK_PORT", "EPOCH":
		return `\d+`
	case "ROLE_ID":
		return `AROA[A-Z0-9]{17}`
	case "ROLE_HASH":
		return `[0-9a-f]{16}`
	}
	return `[^\s"&,]+`
}

// kind is a name without its number.
func kind(name string) string { return strings.TrimRight(name, "_0123456789") }

// learn gives names the values they met, and reports whether those that have one had it,
// and no two of a kind the same.
func (n *names) learn(found [][]string, values []string) bool {
	for i, f := range found {
		name, offset, value := f[1], f[2], values[i]
		switch name {
		case "ISO_Z":
			if !n.isTime("2006-01-02T15:04:05Z", value, offset) {
				return false
			}
			continue
		case "ISO_OFFSET":
			if !n.isTime("2006-01-02T15:04:05+00:00", value, offset) {
				return false
			}
			continue
		case "EPOCH", "ROLE_ID", "ROLE_HASH", "NEXT_TOKEN": // another one each time
			continue
		}
		for other, known := range n.values {
			if kind(other) == kind(name) && (other == name) != (known == value) {
				return false
			}
		}
		n.values[name] = value
	}
	return true
}

// isTime reports whether value is a time so many seconds after the step began.
func (n *names) isTime(layout, value, offset string) bool {
	t, err := time.Parse(layout, value)
	seconds, errOffset := strconv.Atoi(offset)
	if err != nil || errOffset != nil {
		return false
	}
	return t.Sub(n.began.Add(time.Duration(seconds)*time.Second)).Abs() <= tolerance
}

// restore puts names in place of values, for a difference that people can read.
func (n *names) restore(text string) string {
	for _, name := range slices.Sorted(maps.Keys(n.values)) {
		if value := n.values[name]; len(value) >= 4 {
			text = strings.ReplaceAll(text, value, "{"+name+"}")
		}
	}
	return text
}
