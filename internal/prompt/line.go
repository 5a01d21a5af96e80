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

func (m *line) Init() tea.Cmd { return nil }

func (m *line) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width = msg.Width
	case stopMsg:
		return m.end("", msg.cause)
	case tea.PasteMsg:
		m.below = ""
		first, _, _ := strings.Cut(strings.TrimLeft(msg.Content, "\r\n"), "\n")
		m.editor.insert(first)
	case tea.KeyPressMsg:
		return m.press(msg)
	}
	return m, nil
}

func (m *line) press(key tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	m.below = ""
	switch key.String() {
	case "ctrl+c":
		return m.end("", ErrInterrupted)
	case "ctrl+d":
		if len(m.editor.text) == 0 {
			return m.end("", ErrEnded)
		}
		m.editor.deleteAfter()
	case "enter", "kpenter", "ctrl+j":
		answer, err := m.question.Answer(m.editor.String())
		if err != nil {
			m.below = err.Error()
			return m, nil
		}
		return m.end(answer, nil)
	case "tab":
		m.complete()
	default:
		m.editor.press(key)
	}
	return m, nil
}

func (m *line) end(result string, err error) (tea.Model, tea.Cmd) {
	m.done, m.result, m.err = true, result, err
	return m, tea.Quit
}

// complete puts in what all known answers with this beginning have in common, and lists
// them where that is nothing new.
func (m *line) complete() {
	if m.question.Known == nil {
		return
	}
	beginning := m.editor.String()
	known := slices.DeleteFunc(m.question.Known(), func(s string) bool { return !strings.HasPrefix(s, beginning) })
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
		m.below = strings.Join(known, "  ")
	}
	m.editor.set(common)
}

func (m *line) View() tea.View {
	rows, x, y := wrap(termui.Escape(m.question.Text), m.editor, m.width)
	if m.done { // the line stays, and what comes next begins below it
		return tea.NewView(strings.Join(rows, "\n") + "\n")
	}
	note := m.below
	if note == "" && m.question.Note != nil {
		note = m.question.Note(m.editor.String())
	}
	for below := range strings.Lines(note) {
		rows = append(rows, m.style.faint(fit(termui.Clean(strings.TrimSuffix(below, "\n")), m.width)))
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
