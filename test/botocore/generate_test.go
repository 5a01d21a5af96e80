package botocore_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// files are the contents of a config and a credentials file; credentials may be missing.
type files struct {
	config, credentials string
	hasCredentials      bool
}

// generate makes files that are mostly what people write, and now and then what nobody
// should: the same for the same seed and number.
func generate(seed, number uint64) files {
	g := generator{rand.New(rand.NewPCG(seed, number))}
	f := files{config: g.file(configHeaders)}
	if f.hasCredentials = g.oneIn(3); f.hasCredentials {
		f.credentials = g.file(credentialsHeaders)
	}
	return f
}

type generator struct{ *rand.Rand }

func (g generator) oneIn(n int) bool { return g.IntN(n) == 0 }

func (g generator) of(list []string) string { return list[g.IntN(len(list))] }

// file puts lines together. How odd they are is decided once for each file: if every
// line could break it, hardly any file would get past its first ones.
func (g generator) file(headers []string) string {
	var b strings.Builder
	if g.oneIn(50) {
		b.WriteString("\ufeff")
	}
	odd, ends := g.IntN(4) == 0, g.of([]string{"\n", "\n", "\r\n", "\r", "mixed"})
	unused := g.Perm(len(headers))
	for range 1 + g.IntN(5) {
		g.line(&b, g.header(headers, &unused, odd), ends)
		keys := g.Perm(len(settings))
		for range g.IntN(6) {
			g.line(&b, settings[keys[0]], ends)
			keys = keys[1:]
			for g.oneIn(3) {
				g.line(&b, g.of(below), ends)
			}
			if odd && g.oneIn(4) {
				g.line(&b, g.of(oddLines), ends)
			}
		}
	}
	text := b.String()
	if g.oneIn(5) {
		text = strings.TrimRight(text, "\r\n")
	}
	if g.oneIn(100) {
		at := g.IntN(len(text) + 1)
		text = text[:at] + "\xe9" + text[at:]
	}
	return text
}

// header takes one that this file does not have, or any.
func (g generator) header(headers []string, unused *[]int, odd bool) string {
	if odd && g.oneIn(3) {
		return g.of(oddHeaders)
	}
	if len(*unused) == 0 || g.oneIn(40) {
		return g.of(headers)
	}
	i := (*unused)[0]
	*unused = (*unused)[1:]
	return headers[i]
}

func (g generator) line(b *strings.Builder, text, ends string) {
	b.WriteString(text)
	if ends == "mixed" {
		ends = g.of([]string{"\n", "\r\n", "\r", "\n\n"})
	}
	b.WriteString(ends)
}

var (
	configHeaders = []string{
		"[default]", "[profile a]", `[profile "a b"]`, "[profile 'x']", "[profile dev] # mine", "[DEFAULT]",
		"[sso-session corp]", `[sso-session "two words"]`, "[services local]", "[plugins]", "[profile é]",
		"[profile 'a'\"b\"c\\d]", "[profile  spaced]", "[profile a\\ c]", "[preview]", "[profile default]",
	}
	credentialsHeaders = []string{"[default]", "[a]", "[a b]", "[x]", "[profile a]", "[new]", "[DEFAULT]", "[é]"}
	oddHeaders         = []string{
		"[ profile x]", "[a]b]", "[]", "[profile z", "[profilex y]", `[profile ""]`, "[profile]", `[profile "a\"b\\c"]`,
		`[profile "open]`, "[profile a b]", "[[x]]", "[x] = y", "  [default]", "[default] region = b", "[Default]",
		"[sso-sessions many]", "[servicesx y]", "[profile #x]", "[profile \t tab]", "[profile a]\x0c", "[profile \u2028]",
		"[profile a\u00a0b]", "[#x]", "[profile a;b]", "[profile é é]", `[profile \]`, "[profile 'a\"b']",
	}
	settings = []string{
		"region = us-east-1", "REGION=eu-west-1", "output : json", "s3 =", "sso_session = corp", "sso_region:us-east-1",
		"aws_access_key_id = AKIA", "aws_secret_access_key=a=b:c", "key with blanks = 1", "empty =", "colon :",
		"k: v=w", "k2 = v:w", "hash = a # b", "semi = a ; b", "quoted = \"x\"", "  indented = 1", "\ttabbed = 1", "é = ü",
		"percent = %(region)s %", "endpoint_url = http://127.0.0.1:1", "ſ = 1", "sts =", "cli_legacy_plugin_path = x",
	}
	below = []string{
		"  addressing_style = path", "    deeper = 1", "\tby_tab = 2", "  continued", "# comment", "  ; comment", "  # comment", "", "  ",
		"  colon : 1", "  empty =", " = no name", "  addressing_style = virtual", "  a = b = c", "  NAME = Upper", "\u00a0nbsp = 1",
	}
	oddLines = []string{
		"no value", "=x", ":", "\u2028", "k\u2028=v", "x = \x0cq", "  p = 1\x0bq = 2", "  p = 1\x0bq", "\x1cfoo = 1\x1f", "a\x00b = c",
		"\u0085y = z", " \u3000deep = 1", "  é", "[y = z", " [x]", "z = 1\ufeff", "\ufeff", "x = \u2029", "  a = 1\u2028b = 2", "  a = 1\u2028b",
		"  p = 1\x1cq = 2", "rem = x", "  \x0b", "\x0b", "\u00a0", "a\u00a0= 1\u00a0", "'k' = 1", " #x = 1", "#", ";", "; = 1", "k;l = 1", "k #l = 1", "İ = 1", "ΟΔΟΣ = 1",
	}
)

// nestedNames are the names that a block in a generated file can have, sorted.
func nestedNames() []string {
	var names []string
	for _, line := range slices.Concat(settings, below, oddLines, configHeaders, credentialsHeaders, oddHeaders) {
		for _, part := range strings.FieldsFunc(line, endsLine) {
			if name, _, ok := strings.Cut(part, "="); ok {
				names = append(names, strings.TrimFunc(name, isSpace))
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// endsLine tells whether Python's splitlines breaks at a character.
func endsLine(r rune) bool { return strings.ContainsRune("\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029", r) }

func isSpace(r rune) bool { return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f }
