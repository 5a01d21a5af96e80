package prompt

import (
	"errors"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// Keys behind the end of a question are kept, and the program ends once no more come.
func TestAskingKeepsWhatWasTypedAhead(t *testing.T) {
	l := &line{width: 80}
	a := &asking{widget: l}
	if a.Init() != nil {
		t.Fatal("an open question ends by itself")
	}
	a.Update(key("a"))
	_, first := a.Update(key("enter"))
	a.Update(key("b"))
	_, last := a.Update(tea.PasteMsg{Content: "c"})
	a.Update(tea.WindowSizeMsg{Width: 40, Height: 10})
	if l.result != "a" || len(a.ahead) != 2 || a.ahead[0] != key("b") {
		t.Errorf("%q, %v", l.result, a.ahead)
	}
	if _, quit := a.Update(first()); quit != nil {
		t.Error("it ended although keys came after its end")
	}
	_, quit := a.Update(last())
	if quit == nil {
		t.Fatal("it does not end")
	}
	if _, ok := quit().(tea.QuitMsg); !ok {
		t.Errorf("%T", quit())
	}
}

func TestAskingStops(t *testing.T) {
	cause := errors.New("stopped")
	for _, w := range []widget{&line{width: 80}, newMenu([]string{"a"}, style{})} {
		a := &asking{widget: w}
		if _, cmd := a.Update(stopMsg{cause}); cmd == nil || !w.ended() {
			t.Errorf("%T goes on", w)
		}
	}
}

// A terminal that tells keys apart says which place on the keyboard a letter has.
func TestAskingKnowsCtrlCOnEveryKeyboard(t *testing.T) {
	l := &line{width: 80}
	a := &asking{widget: l}
	if !a.View().KeyboardEnhancements.ReportAlternateKeys {
		t.Error("the terminal is not asked to tell")
	}
	a.Update(tea.KeyPressMsg{Code: 'с', BaseCode: 'c', Mod: tea.ModCtrl}) // Cyrillic
	if !errors.Is(l.err, ErrInterrupted) {
		t.Errorf("%v", l.err)
	}
}
