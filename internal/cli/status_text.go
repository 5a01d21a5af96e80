package cli

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/status"
	"fob.example/fob/internal/termui"
)

// maxProfiles is how many profiles of one sign-in are listed when that is about people.
const maxProfiles = 10

// statusText lays sign-ins out for people, in lines that fit the terminal.
func (a *app) statusText(shown []status.Session) string {
	if len(shown) == 0 {
		return "No profile of the config signs in through IAM Identity Center. Set one up with: fob configure sso\n"
	}
	t := statusText{app: a, now: a.Now(), width: a.width()}
	for i, s := range shown {
		if i > 0 {
			t.b.WriteByte('\n')
		}
		t.session(s)
	}
	return t.b.String()
}

type statusText struct {
	*app
	b     strings.Builder
	now   time.Time
	width int // 0 for no limit
}

func (t *statusText) session(s status.Session) {
	name := s.Name
	if s.Legacy() {
		name = s.StartURL
	}
	said, colour := stateWords(s.State)
	t.b.WriteString(t.paint(bold, t.fit(termui.Clean(name), t.width-len(said)-2)) + "  " + t.paint(colour, said) + "\n")
	if s.StartURL != "" && !s.Legacy() {
		t.row("start URL", termui.Clean(s.StartURL)+", "+termui.Clean(s.Region))
	}
	if !s.AccessToken.IsZero() {
		t.row("user", termui.Clean(cmp.Or(termui.Short(s.UserName), "unknown")))
		t.row("access token", t.accessToken(s))
	}
	if !s.Registration.IsZero() {
		t.row("registration", t.ends(s.Registration))
	}
	t.profiles(s)
	for _, problem := range s.Problems {
		t.problem(problem)
	}
	for _, held := range s.Profiles {
		for _, problem := range held.Problems {
			t.problem(fmt.Errorf("profile %q: %w", termui.Short(held.Profile), problem))
		}
	}
	if !s.Usable() && s.State != status.Misconfigured {
		t.row("sign in with", loginCommand(s.SSOSession))
	}
}

// stateWords says how it stands with a sign-in, and in which colour.
func stateWords(state status.State) (said, colour string) {
	switch state {
	case status.SignedIn:
		return "signed in", green
	case status.Refreshable:
		return "signed in, refreshed when next used", green
	case status.Expired:
		return "sign-in has ended", red
	case status.SignedOut:
		return "not signed in", red
	}
	return "not set up", red
}

func (t *statusText) accessToken(s status.Session) string {
	text := t.ends(s.AccessToken)
	switch {
	case s.Refreshable && s.State == status.SignedIn:
		text += ", then refreshed without you"
	case s.State == status.SignedIn:
		text += ", then you sign in again"
	}
	return text
}

// ends says when something ends or ended.
func (t *statusText) ends(at time.Time) string {
	if left := at.Sub(t.now); left <= 0 {
		return "ended " + span(-left) + " ago"
	}
	return "ends in " + span(at.Sub(t.now))
}

// profiles lists those that share a sign-in: with their credentials, if there are too many.
func (t *statusText) profiles(s status.Session) {
	listed := s.Profiles
	if len(listed) > maxProfiles {
		listed = withCredentials(listed)
	}
	names, roles := t.columns(listed)
	label := "profiles"
	for _, held := range listed {
		text := pad(termui.Clean(held.Profile), names) + "  " + pad(termui.Clean(held.AccountID), accountWidth) + "  " + pad(termui.Clean(held.RoleName), roles)
		t.row(label, strings.TrimRight(text+"  "+t.credentials(held), " "))
		label = ""
	}
	if left := len(s.Profiles) - len(listed); left > 0 {
		t.row(label, fmt.Sprintf("%d in all, %d without credentials", len(s.Profiles), left))
	}
}

// What stands beside the names of profile and role: the account, and the longest there is
// to say of its credentials.
const (
	accountWidth     = 12
	credentialsWidth = len("not used any more")
)

// columns are the widths of the names of profiles and of their roles, so that a row fits.
func (t *statusText) columns(listed []*rolecreds.Held) (names, roles int) {
	for _, held := range listed {
		names = max(names, ansi.StringWidth(termui.Clean(held.Profile)))
		roles = max(roles, ansi.StringWidth(termui.Clean(held.RoleName)))
	}
	room := t.width - labelWidth - accountWidth - credentialsWidth - 3*len("  ")
	if t.width == 0 || names+roles <= room {
		return names, roles
	}
	room = max(room, 16)
	names = min(names, max(room/2, room-roles))
	return names, min(roles, room-names)
}

func withCredentials(all []*rolecreds.Held) (some []*rolecreds.Held) {
	for i, held := range all {
		if i == 0 || !held.Credentials.IsZero() {
			some = append(some, held)
		}
	}
	return some
}

// credentials says for how long there are some.
func (t *statusText) credentials(held *rolecreds.Held) string {
	switch left := held.Credentials.Sub(t.now); {
	case held.Credentials.IsZero():
		return ""
	case left <= 0:
		return "ended"
	case held.Former:
		return "not used any more"
	default:
		return span(left) + " left"
	}
}

func (t *statusText) problem(err error) {
	text := err.Error()
	if home, err := t.home(); err == nil {
		text = strings.ReplaceAll(text, home+string(filepath.Separator), "~"+string(filepath.Separator))
	}
	t.row("problem", termui.CleanMessage(text))
}

// labelWidth is what a label takes, with the blanks around it.
const labelWidth = 16

// row writes a label and a text behind it, broken between words where it is too long.
func (t *statusText) row(label, text string) {
	if t.width > labelWidth {
		text = ansi.Wrap(text, t.width-labelWidth, "")
	}
	colour := faint
	if label == "problem" {
		colour = yellow
	}
	for line := range strings.SplitSeq(text, "\n") {
		t.b.WriteString("  " + t.paint(colour, pad(label, labelWidth-2)) + line + "\n")
		label = ""
	}
}

// fit cuts a text to a width.
func (t *statusText) fit(text string, width int) string {
	if t.width == 0 {
		return text
	}
	return ansi.Truncate(text, width, "…")
}

// pad fills a text up to a width, or cuts it.
func pad(text string, width int) string {
	text = ansi.Truncate(text, width, "…")
	return text + strings.Repeat(" ", max(0, width-ansi.StringWidth(text)))
}

// How a terminal is asked to show a text.
const (
	bold   = "1"
	faint  = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (t *statusText) paint(colour, text string) string {
	if !t.coloured() || strings.TrimSpace(text) == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}
