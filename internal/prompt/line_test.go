package prompt

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
)

// key makes the message of a key from its name or its character.
func key(name string) tea.KeyPressMsg {
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "esc":
		return tea.KeyPressMsg{Code: tea.KeyEscape}
	case "backspace":
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case "delete":
		return tea.KeyPressMsg{Code: tea.KeyDelete}
	case "up":
		return tea.KeyPressMsg{Code: tea.KeyUp}
	case "down":
		return tea.KeyPressMsg{Code: tea.KeyDown}
	case "left":
		return tea.KeyPressMsg{Code: tea.KeyLeft}
	case "right":
		return tea.KeyPressMsg{Code: tea.KeyRight}
	case "home":
		return tea.KeyPressMsg{Code: tea.KeyHome}
	case "end":
		return tea.KeyPressMsg{Code: tea.KeyEnd}
	case "pgup":
		return tea.KeyPressMsg{Code: tea.KeyPgUp}
	case "pgdown":
		return tea.KeyPressMsg{Code: tea.KeyPgDown}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: rune(letter[0]), Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// press types keys, which are names with blanks between them; a word in quotes is typed
// letter by letter.
func press(t *testing.T, m widget, keys string) {
	t.Helper()
	for word := range strings.FieldsSeq(keys) {
		if text, ok := strings.CutPrefix(word, "'"); ok {
			for _, r := range text {
				m.update(key(string(r)))
			}
			continue
		}
		if k := key(word); len([]rune(word)) > 1 && k.Text == word {
			t.Fatalf("there is no key %q", word)
		}
		m.update(key(word))
	}
}

func TestLineEditing(t *testing.T) {
	for keys, want := range map[string]string{
		"'corp":                           "corp|",
		"'crp left left 'o":               "co|rp",
		"'corp home delete":               "|orp",
		"'corp home left 'x right right":  "xco|rp",
		"'corp ctrl+a ctrl+k 'x ctrl+e":   "x|",
		"'corp left ctrl+u":               "|p",
		"'corp backspace backspace":       "co|",
		"'corp ctrl+h":                    "cor|",
		"backspace delete left right 'x":  "x|",
		"'one ctrl+w ctrl+w":              "|",
		"'日本 left backspace":              "|本",
		"'corp left left ctrl+d":          "co|p",
		"'corp home ctrl+f ctrl+b end 'x": "corpx|",
		"'ab up down pgup esc":            "ab|",
	} {
		m := &line{width: 80}
		press(t, m, keys)
		got := string(m.editor.text[:m.editor.at]) + "|" + string(m.editor.text[m.editor.at:])
		if got != want {
			t.Errorf("%s: %s, want %s", keys, got, want)
		}
	}
}

// What is pasted is one line, and nothing that a terminal or a file would act on.
func TestLinePaste(t *testing.T) {
	for pasted, want := range map[string]string{
		"https://a.test/\n":        "https://a.test/",
		"\r\nfirst\r\nsecond":      "first",
		"a\x1b[31mb\u202ec\u00a0d": "a[31mbcd",
		"bad \xff byte":            "bad  byte",
	} {
		m := &line{width: 80}
		m.update(tea.PasteMsg{Content: pasted})
		if got := m.editor.String(); got != want {
			t.Errorf("%q: %q, want %q", pasted, got, want)
		}
	}
}

func TestLineEnds(t *testing.T) {
	check := func(answer string) string {
		if answer == "bad" {
			return "that is bad"
		}
		return ""
	}
	for _, tt := range []struct {
		keys, result string
		err          error
		done         bool
	}{
		{"'a enter", "a", nil, true},
		{"enter", "the default", nil, true},
		{"'a ctrl+j", "a", nil, true},
		{"'bad enter", "", nil, false},
		{"'bad enter backspace enter", "ba", nil, true},
		{"'a ctrl+c", "", ErrInterrupted, true},
		{"ctrl+d", "", ErrEnded, true},
		{"'a ctrl+d", "", nil, false},
		{"'a ctrl+u ctrl+d", "", ErrEnded, true},
	} {
		m := &line{question: Question{Default: "the default", Check: check}, width: 80}
		press(t, m, tt.keys)
		if m.result != tt.result || m.err != tt.err || m.done != tt.done {
			t.Errorf("%s: %q, %v, done %v", tt.keys, m.result, m.err, m.done)
		}
	}
}

func TestLineCompletes(t *testing.T) {
	known := func() []string {
		return []string{"production", "products", "déjà-1", "déjà-2", "solo", "x\x1b[31m", "two\nlines"}
	}
	for keys, want := range map[string]string{
		"'p tab":          "Name: product",
		"'p tab tab":      "Name: product\nproduction  products",
		"'p tab tab 'i":   "Name: producti",
		"'s tab":          "Name: solo",
		"'dé tab":         "Name: déjà-",
		"'x tab":          "Name: x",
		"tab":             "Name:\nproduction  products  déjà-1  déjà-2  solo",
		"'solo tab enter": "Name: solo\n",
	} {
		m := &line{question: Question{Text: "Name: ", Known: known}, width: 80, style: style{plain: true}}
		press(t, m, keys)
		if got := m.View().Content; got != want {
			t.Errorf("%s: %q, want %q", keys, got, want)
		}
	}
}

// The view, with the cursor in it, at widths that break the line.
func TestLineView(t *testing.T) {
	q := Question{
		Text:  "Region\x1b [None]: ",
		Check: func(string) string { return "A value\u202e is required" },
		Note:  func(answer string) string { return "is " + answer + "\nand more of it\n" },
	}
	for _, tt := range []struct {
		width  int
		keys   string
		want   []string
		cursor tea.Position
	}{
		{80, "'us", []string{`Region\x1b [None]: us`, "is us", "and more of it"}, tea.Position{X: 21, Y: 0}},
		{80, "enter", []string{`Region\x1b [None]:`, `A value\u202e is required`}, tea.Position{X: 19, Y: 0}},
		{12, "'us left", []string{`Region\x1b [`, "None]: us", "is us", "and more of…"}, tea.Position{X: 8, Y: 1}},
		{12, "'日本語", []string{`Region\x1b [`, "None]: 日本", "語", "is 日本語", "and more of…"}, tea.Position{X: 2, Y: 2}},
		{9, "'ab", []string{`Region\x1`, "b [None]:", " ab", "is ab", "and more…"}, tea.Position{X: 3, Y: 2}},
	} {
		m := &line{question: q, style: style{plain: true}}
		m.update(tea.WindowSizeMsg{Width: tt.width, Height: 24})
		press(t, m, tt.keys)
		view := m.View()
		if diff := cmp.Diff(tt.want, strings.Split(view.Content, "\n")); diff != "" {
			t.Errorf("%d, %s: -want +got:\n%s", tt.width, tt.keys, diff)
		}
		if view.Cursor.Position != tt.cursor {
			t.Errorf("%d, %s: cursor at %v, want %v", tt.width, tt.keys, view.Cursor.Position, tt.cursor)
		}
	}
}
