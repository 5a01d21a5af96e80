package doctor

import (
	"fmt"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// Diff shows the changes of texts as a unified diff, in which only values that are nobody's
// secret are shown.
func (p Plan) Diff() string {
	var b strings.Builder
	for _, t := range p.Texts {
		text := string(diff.Diff(t.Path, anchored(t.Old), t.Path, anchored(t.New)))
		for line := range strings.Lines(text) {
			b.WriteString(withoutAnchor(line))
		}
	}
	return b.String()
}

// anchor ends what makes a line one of its kind. In the lines themselves it is escaped.
const anchor = "\x00"

// anchored returns the lines of a text, their secrets masked, each with its section before
// it, and how many equal ones that has had. A diff that is anchored in lines which occur
// once is then as short as can be.
func anchored(text string) []byte {
	var b strings.Builder
	section, seen := "", map[string]int{}
	for line := range strings.Lines(text) {
		line = mask(strings.ReplaceAll(line, anchor, `\x00`))
		if name, ok := strings.CutPrefix(strings.TrimPrefix(line, byteOrderMark), "["); ok {
			name, _, _ = strings.Cut(name, "]")
			section = name[strings.LastIndex(name, " ")+1:] // [dev] and [profile dev] are one
		}
		key := section + " " + line
		seen[key]++
		fmt.Fprintf(&b, "%s %d%s%s", section, seen[key], anchor, line)
	}
	return []byte(b.String())
}

// withoutAnchor takes an anchor out of a line of a diff.
func withoutAnchor(line string) string {
	if before, after, ok := strings.Cut(line, anchor); ok {
		return before[:1] + after
	}
	if strings.HasPrefix(line, "diff ") { // the next two lines say it again
		return ""
	}
	return line
}

// masked stands in a diff for a value, and for a line that is none of a setting.
const masked = "********"

// mask hides the value of a line, unless its setting is known to be no secret, and all of a
// comment or of a line that may go on with the value above.
func mask(line string) string {
	whole := strings.TrimRight(line, "\r\n")
	end, content := line[len(whole):], strings.TrimSpace(strings.TrimPrefix(whole, byteOrderMark))
	i := strings.IndexAny(whole, "=:")
	switch {
	case content == "":
		return line
	case strings.Contains(whole, "\r"): // several lines, to AWS
		return masked + end
	case content[0] == '#', content[0] == ';':
		return whole[:strings.IndexAny(whole, "#;")+1] + " " + masked + end
	case content[0] == '[': // what stands behind the header may be anything
		return whole[:strings.LastIndex(whole, "]")+1] + end
	case i >= 0 && isPublic(whole[:i]) && !strings.Contains(whole, "@"):
		return line
	case i < 0, strings.TrimLeft(whole, " \t") != whole:
		return whole[:len(whole)-len(strings.TrimLeft(whole, " \t"))] + masked + end
	}
	return whole[:i+1] + " " + masked + end
}

// isPublic reports whether the values of a setting may be shown. What is not known is not.
func isPublic(key string) bool {
	switch key = strings.ToLower(strings.TrimSpace(key)); key {
	case "sso_session", "sso_start_url", "sso_region", "sso_registration_scopes", "sso_account_id", "sso_role_name",
		"region", "output", "role_arn", "source_profile", "credential_source", "services", "cli_pager":
		return true
	}
	return strings.HasPrefix(key, "fob_")
}
