package prompt

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/sahilm/fuzzy"

	"fob.example/fob/internal/termui"
)

// menu is a list on a terminal while a person chooses from it.
type menu struct {
	items         []string // clean
	style         style
	width, height int // of the terminal
	filter        editor
	matches       []int // of items, those that fit the filter, best first
	at            int   // in matches: the one that Enter takes
	top           int   // in matches: the first one on the screen

	done   bool
	result int
	err    error
}

func newMenu(items []string, s style) *menu {
	m := &menu{style: s, items: make([]string, len(items))}
	for i, item := range items {
		m.items[i] = termui.Clean(item)
	}
	m.match()
	return m
}

func (m *menu) ended() bool { return m.done }

func (m *menu) update(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case stopMsg:
		m.end(msg.cause)
	case tea.PasteMsg:
		m.filter.insert(msg.Content)
		m.match()
	case tea.KeyPressMsg:
		m.press(msg)
	}
}

func (m *menu) press(key tea.KeyPressMsg) {
	switch key.String() {
	case "ctrl+c":
		m.end(ErrInterrupted)
	case "ctrl+d":
		m.end(ErrEnded)
	case "enter", "kpenter", "ctrl+j":
		if len(m.matches) > 0 {
			m.result = m.matches[m.at]
			m.end(nil)
		}
	case "up", "ctrl+p":
		m.move(m.at-1, true)
	case "down", "ctrl+n":
		m.move(m.at+1, true)
	case "pgup":
		m.move(m.at-m.rows(), false)
	case "pgdown":
		m.move(m.at+m.rows(), false)
	case "esc":
		m.filter.set("")
		m.match()
	default:
		before := m.filter.String()
		if m.filter.press(key); m.filter.String() != before {
			m.match()
		}
	}
}

func (m *menu) end(err error) { m.done, m.err = true, err }

// match finds the items that fit the filter: in their order those that hold its words,
// then those that hold its letters somewhere in their order, the best first.
func (m *menu) match() {
	m.at, m.top, m.matches = 0, 0, nil
	words := strings.Fields(strings.ToLower(m.filter.String()))
	held := make([]bool, len(m.items))
	for i, item := range m.items {
		if held[i] = holds(strings.ToLower(item), words); held[i] {
			m.matches = append(m.matches, i)
		}
	}
	for _, found := range fuzzy.Find(strings.Join(words, ""), m.items) {
		if !held[found.Index] {
			m.matches = append(m.matches, found.Index)
		}
	}
}

func holds(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
}

// move goes to a match. Beyond an end it goes round to the other, or else stops there.
func (m *menu) move(to int, round bool) {
	n := len(m.matches)
	switch {
	case n == 0:
		return
	case round:
		m.at = (to + n) % n
	default:
		m.at = max(0, min(to, n-1))
	}
	m.scroll()
}

func (m *menu) resize(width, height int) {
	m.width, m.height = width, height
	m.scroll()
}

// rows is how many matches the terminal has room for, beside the filter, the count, and
// a line of what was said before.
func (m *menu) rows() int { return max(1, m.height-3) }

// scroll brings the current match onto the screen, and fills the screen.
func (m *menu) scroll() {
	rows := m.rows()
	m.top = max(m.at-rows+1, min(m.top, m.at))
	m.top = max(0, min(m.top, len(m.matches)-rows))
}

func (m *menu) View() tea.View {
	if m.done { // nothing stays
		return tea.NewView("")
	}
	const label = "  Filter: "
	from, x := m.visible(m.width - len(label) - 1)
	rows := []string{m.cut(label + string(m.filter.text[from:]))}
	for i := m.top; i < min(m.top+m.rows(), len(m.matches)); i++ {
		text := m.items[m.matches[i]]
		if i == m.at {
			rows = append(rows, m.style.bold(m.cut("> "+text)))
		} else {
			rows = append(rows, m.cut("  "+text))
		}
	}
	count := fmt.Sprintf("  %d of %d", len(m.matches), len(m.items))
	rows = append(rows, m.style.faint(m.cut(count+"; type to filter, Esc shows all")))
	view := tea.NewView(strings.Join(rows, "\n"))
	view.Cursor = tea.NewCursor(len(label)+x, 0)
	return view
}

func (m *menu) cut(text string) string { return fit(text, m.width) }

// visible returns from which character on the filter is shown so that the cursor is
// within width columns, and the cursor's column then.
func (m *menu) visible(width int) (from, x int) {
	for from = 0; ; from++ {
		x = ansi.StringWidth(string(m.filter.text[from:m.filter.at]))
		if x <= width || from == m.filter.at {
			return from, x
		}
	}
}
