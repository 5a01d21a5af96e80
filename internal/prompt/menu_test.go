package prompt

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/google/go-cmp/cmp"
)

func numbered(n int) (items []string) {
	for i := range n {
		items = append(items, fmt.Sprintf("item-%02d", i))
	}
	return items
}

func plainMenu(items []string, width, height int) *menu {
	m := newMenu(items, style{plain: true})
	m.update(tea.WindowSizeMsg{Width: width, Height: height})
	return m
}

func TestMenuMoves(t *testing.T) {
	for keys, want := range map[string]int{
		"enter":                    0,
		"down enter":               1,
		"up enter":                 39,
		"up down enter":            0,
		"ctrl+p ctrl+p enter":      38,
		"ctrl+n enter":             1,
		"pgdown enter":             7,
		"pgdown pgup enter":        0,
		"pgup enter":               0,
		"pgdown up enter":          6,
		"'25 enter":                25,
		"'item-3 down enter":       31,
		"'item-3 up enter":         23, // which has a 3 somewhere
		"'25 esc down enter":       1,
		"'25 backspace down enter": 12, // the second with a 2 in it
		"'nothing enter esc enter": 0,
		"pgdown pgdown pgdown pgdown pgdown pgdown pgdown pgdown enter": 39,
	} {
		m := plainMenu(numbered(40), 40, 10)
		press(t, m, keys)
		if m.result != want || !m.done || m.err != nil {
			t.Errorf("%s: %d, done %v, %v; want %d", keys, m.result, m.done, m.err, want)
		}
	}
}

func TestMenuEnds(t *testing.T) {
	for keys, want := range map[string]error{"ctrl+c": ErrInterrupted, "'x ctrl+d": ErrEnded} {
		m := plainMenu(numbered(3), 40, 10)
		press(t, m, keys)
		if !m.done || !errors.Is(m.err, want) || m.View().Content != "" {
			t.Errorf("%s: done %v, %v, %q", keys, m.done, m.err, m.View().Content)
		}
	}
}

// What holds the filter as it is comes before what only holds its letters.
func TestMenuFilter(t *testing.T) {
	items := []string{"platform-rollout-dev (1)", "Production (2)", "pro duction (3)", "dev (4)", "日本-prod (5)"}
	for filter, want := range map[string][]string{
		"prod": {"Production (2)", "日本-prod (5)", "pro duction (3)", "platform-rollout-dev (1)"},
		"PROD": {"Production (2)", "日本-prod (5)", "pro duction (3)", "platform-rollout-dev (1)"},
		"日p":   {"日本-prod (5)"},
		"dev":  {"platform-rollout-dev (1)", "dev (4)"},
		"(4)":  {"dev (4)"},
		"zz":   nil,
	} {
		m := plainMenu(items, 40, 24)
		press(t, m, "'"+filter)
		var got []string
		for _, i := range m.matches {
			got = append(got, m.items[i])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", filter, diff)
		}
	}
}

func TestMenuView(t *testing.T) {
	rows := func(m *menu) []string { return strings.Split(m.View().Content, "\n") }
	m := plainMenu(append(numbered(29), "日本語の名前\x1b[31m"), 80, 8)
	want := []string{"  Filter:", "> item-00", "  item-01", "  item-02", "  item-03", "  item-04", "  30 of 30; type to filter, Esc shows all"}
	want[0] += " "
	if diff := cmp.Diff(want, rows(m)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	// Round the end, on a narrow terminal.
	m.update(tea.WindowSizeMsg{Width: 12, Height: 6})
	press(t, m, "up")
	want = []string{"  Filter: ", "  item-27", "  item-28", "> 日本語の…", "  30 of 30;…"}
	if diff := cmp.Diff(want, rows(m)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	// A higher one shows more at once.
	m.update(tea.WindowSizeMsg{Width: 80, Height: 40})
	if got := rows(m); len(got) != 32 || got[30] != `> 日本語の名前\x1b[31m` {
		t.Errorf("%q", got)
	}
	// And one without room one line.
	m.update(tea.WindowSizeMsg{Width: 80, Height: 2})
	if got := rows(m); len(got) != 3 || got[1] != `> 日本語の名前\x1b[31m` {
		t.Errorf("%q", got)
	}
	// A filter longer than its line shows where it is edited.
	m.update(tea.WindowSizeMsg{Width: 20, Height: 24})
	press(t, m, "'abcdefghijklmnop")
	view := m.View()
	if got := rows(m)[0]; got != "  Filter: hijklmnop" || view.Cursor.Position != (tea.Position{X: 19}) {
		t.Errorf("%q, cursor at %v", got, view.Cursor.Position)
	}
}

// Text is set off by weight, and with NO_COLOR by nothing.
func TestStyle(t *testing.T) {
	for environ, want := range map[string]string{"NO_COLOR=": "\x1b[1m> a\x1b[0m", "NO_COLOR=1": "> a"} {
		m := newMenu([]string{"a"}, (&Terminal{Environ: []string{"TERM=xterm", environ}}).style())
		m.update(tea.WindowSizeMsg{Width: 80, Height: 24})
		if got := strings.Split(m.View().Content, "\n")[1]; got != want {
			t.Errorf("%s: %q", environ, got)
		}
	}
}
