package prompt

import (
	"context"
	"io"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Terminal asks on a terminal. Where In and Out are one, it is set to pass on every key
// while a question is open, and set back afterwards, whatever the end.
type Terminal struct {
	In      io.Reader
	Out     io.Writer
	Environ []string // of the process: TERM, NO_COLOR and what else tells of the terminal

	ahead []tea.Msg // what was typed before it was asked for
}

// Line asks for a line of text. The errors are ErrInterrupted, ErrEnded and the cause of
// the end of ctx.
func (t *Terminal) Line(ctx context.Context, q Question) (string, error) {
	l := &line{question: q, style: t.style()}
	if err := t.run(ctx, l); err != nil {
		return "", err
	}
	return l.result, l.err
}

// Choose asks for one of items, which are not none, and returns its index. The errors
// are those of Line.
func (t *Terminal) Choose(ctx context.Context, items []string) (int, error) {
	m := newMenu(items, t.style())
	if err := t.run(ctx, m); err != nil {
		return 0, err
	}
	return m.result, m.err
}

func (t *Terminal) run(ctx context.Context, w widget) error {
	for len(t.ahead) > 0 && !w.ended() {
		w.update(t.ahead[0])
		t.ahead = t.ahead[1:]
	}
	a := &asking{widget: w, ahead: t.ahead}
	p := tea.NewProgram(a, tea.WithInput(t.In), tea.WithOutput(t.Out), tea.WithEnvironment(t.Environ), tea.WithoutSignalHandler())
	// Not by tea.WithContext, which would leave on the screen what was drawn.
	stop := context.AfterFunc(ctx, func() { p.Send(stopMsg{context.Cause(ctx)}) })
	defer stop()
	_, err := p.Run()
	t.ahead = a.ahead
	return err
}

// style is how text is set off: not by colours, and by nothing at all with NO_COLOR.
type style struct{ plain bool }

func (t *Terminal) style() style {
	return style{slices.ContainsFunc(t.Environ, func(kv string) bool {
		value, ok := strings.CutPrefix(kv, "NO_COLOR=")
		return ok && value != ""
	})}
}

func (s style) bold(text string) string  { return s.wrap("\x1b[1m", text) }
func (s style) faint(text string) string { return s.wrap("\x1b[2m", text) }

func (s style) wrap(begin, text string) string {
	if s.plain || text == "" {
		return text
	}
	return begin + text + "\x1b[0m"
}

// fit cuts text to a width in columns; 0 is none that is known yet.
func fit(text string, width int) string {
	if width <= 0 {
		return text
	}
	return ansi.Truncate(text, width, "…")
}
