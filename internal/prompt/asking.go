package prompt

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// widget is a question on the screen.
type widget interface {
	update(tea.Msg)
	View() tea.View
	ended() bool
}

// stopMsg tells a question that its context ended.
type stopMsg struct{ cause error }

// asking is a widget while it is on the screen. Keys that come after its end were typed
// ahead and are kept for the next one, as a shell does: the terminal hands out as many at
// once as there are.
type asking struct {
	widget
	ahead []tea.Msg
}

// quiet is how long no key has to come until what was typed ahead is complete.
const quiet = 20 * time.Millisecond

// quietMsg tells that it was quiet since so many keys had been typed ahead.
type quietMsg int

func (a *asking) Init() tea.Cmd { return a.end() }

func (a *asking) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case quietMsg:
		if int(msg) == len(a.ahead) {
			return a, tea.Quit
		}
		return a, nil
	case tea.KeyPressMsg, tea.PasteMsg:
		if a.ended() {
			a.ahead = append(a.ahead, msg)
		} else {
			a.update(msg)
		}
		return a, a.end()
	}
	over := a.ended()
	if a.update(msg); over {
		return a, nil // end has been called
	}
	return a, a.end()
}

// View asks the terminal to tell a key by its place, too: Ctrl-C is that on every keyboard.
func (a *asking) View() tea.View {
	view := a.widget.View()
	view.KeyboardEnhancements.ReportAlternateKeys = true
	return view
}

// end ends the program once the widget has, and all that was typed is there.
func (a *asking) end() tea.Cmd {
	if !a.ended() {
		return nil
	}
	n := len(a.ahead)
	return tea.Tick(quiet, func(time.Time) tea.Msg { return quietMsg(n) })
}
