package cli

import (
	"context"
	"fmt"

	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/termui"
)

// checkConfirm refuses, before anything is done, what nobody can confirm.
func (g *guard) checkConfirm() error {
	word := g.rules.Confirm
	switch {
	case word == "", g.confirmed && g.confirm == word, !g.confirmed && g.Screen != nil:
		return nil
	case g.confirmed:
		return &refusedError{&confirmError{Profile: g.profile.Name, Word: word, Typed: true}}
	}
	return &refusedError{&confirmError{Profile: g.profile.Name, Word: word}}
}

// askConfirm has the person type the word of fob_confirm, where --confirm did not say it.
func (g *guard) askConfirm(ctx context.Context, caller identity.Caller) error {
	word := g.rules.Confirm
	if word == "" || g.confirmed {
		return nil
	}
	g.say(fmt.Sprintf("Profile %q is %s.\n", termui.Clean(g.profile.Name), termui.CleanMessage(caller.String())))
	g.pause(true)
	defer g.pause(false)
	question := prompt.Question{Text: "Type " + termui.Clean(word) + " to go on: "}
	typed, err := g.askLine(ctx, question)
	if err == nil && typed != word {
		err = &refusedError{&confirmError{Profile: g.profile.Name, Word: word, Typed: true}}
	}
	return err
}

// askLine asks the person at the terminal.
func (a *app) askLine(ctx context.Context, q prompt.Question) (string, error) {
	if a.env["TERM"] == "dumb" {
		return prompt.NewLines(a.Stdin, a.Stderr).Ask(ctx, q)
	}
	screen := prompt.Terminal{In: a.Stdin, Out: a.Screen, Environ: a.Environ}
	return screen.Line(ctx, q)
}

// confirmError means that what fob_confirm asks for was not typed, or something else was.
type confirmError struct {
	Profile, Word string
	Typed         bool
}

func (e *confirmError) Error() string {
	if e.Typed {
		return fmt.Sprintf("what was typed is not what fob_confirm of profile %q asks for", e.Profile)
	}
	return fmt.Sprintf("profile %q has to be confirmed (fob_confirm), and there is no terminal to do that on", e.Profile)
}
