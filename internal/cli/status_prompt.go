package cli

import (
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/status"
	"fob.example/fob/internal/termui"
)

// statusPrompt prints which profile is in use, its account, and how long it serves: one
// line, or nothing at all. A profile that nobody asked for is in use if it is there.
func (a *app) statusPrompt() error {
	w, err := a.statusWorld()
	if err != nil {
		return err
	}
	name, explicit := awsconfig.ActiveProfile(a.global.profile, a.lookupEnv)
	profile, known := w.Config.Profile(name)
	if !known {
		if explicit && name != "" {
			return a.print(termui.Clean(termui.Short(name)) + " unknown profile\n")
		}
		return nil
	}
	session, ok := w.Of(profile)
	if !ok {
		return nil
	}
	held := session.Profiles[0]
	text := termui.Clean(termui.Short(name))
	if held.AccountID != "" {
		text += " " + termui.Clean(held.AccountID)
	}
	return a.print(text + " " + promptWord(session, w.Now) + "\n")
}

// promptWord says for how long a profile serves without a refresh, or what it waits for.
func promptWord(s status.Session, now time.Time) string {
	held := s.Profiles[0]
	until := s.AccessToken
	if held.Good && held.Credentials.After(until) {
		until = held.Credentials
	}
	switch {
	case s.State == status.Misconfigured || held.Misconfigured:
		return "not set up"
	case until.After(now):
		return shortSpan(until.Sub(now))
	case s.State == status.Refreshable:
		return "refresh"
	}
	return "sign in"
}
