package cli

import (
	"fmt"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/termui"
)

// maxShared is how many profiles of a session are named.
const maxShared = 6

// preview says what is about to be approved: which session, what the profile gets of it,
// and which other profiles get theirs.
func (a *app) preview(session awsconfig.SSOSession) {
	config, err := a.config()
	if err != nil {
		return // of what use is this then
	}
	rows := [][2]string{
		{"Session", session.Name},
		{"Start URL", session.StartURL},
		{"Profile", session.Profile},
	}
	var others []string
	for _, p := range config.ProfilesOf(session) {
		if p.Session.Profile == session.Profile {
			rows = append(rows, [2]string{"Account", p.AccountID}, [2]string{"Role", p.RoleName})
		} else {
			others = append(others, p.Session.Profile)
		}
	}
	label := "Shared by"
	if session.Profile == "" {
		label = "Profiles"
	}
	rows = append(rows, [2]string{label, enumerate(others, maxShared)})
	var text strings.Builder
	for _, row := range rows {
		if row[1] != "" {
			fmt.Fprintf(&text, "%-9s  %s\n", row[0], termui.Clean(row[1]))
		}
	}
	a.say(text.String() + "\n")
	// The AWS CLI signs in as well, and says so when the profile is used for the first time.
	if _, asks, err := config.SSOProfile(session.Profile); asks && err != nil {
		a.warn(fmt.Errorf("you can sign in, but the profile gets no credentials: %w", err))
	}
}

// enumerate joins names, and counts those beyond limit.
func enumerate(names []string, limit int) string {
	if more := len(names) - limit; more > 1 { // one more takes no more room than its count
		return fmt.Sprintf("%s and %d more", strings.Join(names[:limit], ", "), more)
	}
	return strings.Join(names, ", ")
}
