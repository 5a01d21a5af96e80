package prompt

import (
	"slices"
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"fob.example/fob/internal/termui"
)

// line is a question on a terminal while a person answers it.
type line struct {
	question Question
	style    style
	width    int
	editor   editor
	below    string // what is wrong with the answer, or what Tab found

	done   bool
	result string
	err    error
}

func (l *line) ended() bool { return l.done }

func (l *line) update(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		l.width = msg.Width
	case stopMsg:
		l.end("", msg.cause)
	case tea.PasteMsg:
		l.below = ""
		first, _, _ := strings.Cut(strings.TrimLeft(msg.Content, "\r\n"), "\n")
		l.editor.insert(first)
	case tea.KeyPressMsg:
		l.below = ""
		l.press(msg)
	}
}

func (l *line) press(key tea.KeyPressMsg) {
	switch key.String() {
	case "ctrl+c":
		l.end("", ErrInterrupted)
	case "ctrl+d":
		if len(l.editor.text) == 0 {
			l.end("", ErrEnded)
		}
		l.editor.deleteAfter()
	case "enter", "kpenter", "ctrl+j":
		answer, err := l.question.Answer(l.editor.String())
		if err != nil {
			l.below = err.Error()
			return
		}
		l.end(answer, nil)
	case "tab":
		l.complete()
	default:
		l.editor.press(key)
	}
}

func (l *line) end(result string, err error) { l.done, l.result, l.err = true, result, err }

// complete puts in what all known answers with this beginning have in common, and lists
// them where that is nothing new. What could not be typed is not known.
func (l *line) complete() {
	if l.question.Known == nil {
		return
	}
	beginning := l.editor.String()
	known := slices.DeleteFunc(l.question.Known(), func(s string) bool {
		return !strings.HasPrefix(s, beginning) || visible(s) != s
	})
	if len(known) == 0 {
		return
	}
	common := known[0]
	for _, k := range known[1:] {
		for !strings.HasPrefix(k, common) {
			r := []rune(common)
			common = string(r[:len(r)-1])
		}
	}
	if common == beginning && len(known) > 1 {
		l.below = strings.Join(known, "  ")
	}
	l.editor.set(common)
}

func (l *line) View() tea.View {
	rows, x, y := wrap(termui.Escape(l.question.Text), l.editor, l.width)
	if l.done { // the line stays, and what comes next begins below it
		return tea.NewView(strings.Join(rows, "\n") + "\n")
	}
	note := l.below
	if note == "" && l.question.Note != nil {
		note = l.question.Note(l.editor.String())
	}
	for below := range strings.Lines(note) {
		rows = append(rows, l.style.faint(fit(termui.Clean(strings.TrimSuffix(below, "\n")), l.width)))
	}
	view := tea.NewView(strings.Join(rows, "\n"))
	view.Cursor = tea.NewCursor(x, y)
	return view
}

// wrap breaks a text and the answer behind it into rows of a width, and returns where in
// them the cursor is.
func wrap(text string, e editor, width int) (rows []string, x, y int) {
	var row strings.Builder
	used := 0
	before := len([]rune(text)) + e.at
	for i, r := range []rune(text + e.String() + " ") { // the blank is for a cursor at the end
		w := ansi.StringWidth(string(r))
		if width > 0 && used > 0 && used+w > width {
			rows = append(rows, row.String())
			row.Reset()
			used = 0
		}
		if i == before {
			x, y = used, len(rows)
		}
		row.WriteRune(r)
		used += w
	}
	return append(rows, strings.TrimRightFunc(row.String(), unicode.IsSpace)), x, y
}
