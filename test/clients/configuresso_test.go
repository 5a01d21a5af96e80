package clients

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// question is what configure sso shows before it takes an answer.
type question struct{ shown, answer string }

// The same questions, answered alike on a terminal, leave the same files, and each can go on
// with the other's.
func TestBothConfigureSSOAlike(t *testing.T) {
	const down = "\x1b[B"
	rest := []question{
		{"(444455556666)", ""}, // the last line of the menu of accounts
		{"  DeveloperAccess", down},
		{"Default client Region", "us-east-1"},
		{"CLI default output format", "json"},
		{"Profile name", "made"},
	}
	for name, first := range map[string][]question{
		"session": {
			{"SSO session name", sessionName},
			{"SSO start URL", startURL},
			{"SSO region", "us-east-1"},
			{"SSO registration scopes", ""},
		},
		"legacy profile": {
			{"SSO session name", ""},
			{"SSO start URL", legacyStartURL},
			{"SSO region", "us-east-1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			aws, theirs := awscli(t), newWorld(t, nil)
			theirs.write(".aws/config", "")
			ours := theirs.otherHome()
			questions := append(first, rest...)
			theirs.configureSSO(questions, "env", "PROMPT_TOOLKIT_NO_CPR=1", aws) // else it waits for replies
			ours.configureSSO(questions, fobProgram)
			if diff := cmp.Diff(theirs.read(".aws/config"), ours.read(".aws/config")); diff != "" {
				t.Errorf("config (-aws +fob):\n%s", diff)
			}
			compareCaches(t, theirs, ours, "configure sso")

			theirs.center.calls()
			theirs.fob("sts", "get-caller-identity", "--profile", "made").isDeveloper()
			theirs.asked("GetRoleCredentials", "GetCallerIdentity")
			ours.aws("sts", "get-caller-identity", "--profile", "made").isDeveloper()
			ours.asked("GetRoleCredentials", "GetCallerIdentity")
		})
	}
}

func (w *world) configureSSO(questions []question, program ...string) {
	w.t.Helper()
	s := w.sit(approves, program[0], append(program[1:], "configure", "sso")...)
	for _, q := range questions {
		s.answer(q.shown, q.answer)
	}
	s.end()
	w.noBrowser(1)
}
