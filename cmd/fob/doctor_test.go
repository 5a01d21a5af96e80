//go:build unix

package main

import (
	"strings"
	"testing"
)

const contradicting = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
[profile dev]
sso_session = corp
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
`

// TestDoctorAsks shows on a terminal what is about to be changed, and takes nothing but a
// yes for one.
func TestDoctorAsks(t *testing.T) {
	t.Parallel()
	for answer, changed := range map[string]bool{"": false, "n": false, "yep": false, "y": true, "YES": true} {
		t.Run("answer "+answer, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, "")
			d.writeConfig(t, contradicting)
			c := d.console(t, "doctor", "--offline", "--fix")
			c.until("the diff", func(screen string) bool { return strings.Contains(screen, "\n  -sso_region = eu-west-1\n") })
			c.answer("Make these changes? [y/N]:", answer)
			if !changed {
				c.ends(1)
				d.wantConfig(t, contradicting)
				return
			}
			c.ends(0)
			d.wantConfig(t, strings.Replace(contradicting, "sso_region = eu-west-1\n", "", 1))
		})
	}
}

// TestDoctorInterrupted presses Ctrl-C at the question.
func TestDoctorInterrupted(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, contradicting)
	c := d.console(t, "doctor", "--offline", "--fix")
	c.see("Make these changes? [y/N]:")
	c.press(keyCtrlC)
	c.ends(130)
	d.wantConfig(t, contradicting)
}
