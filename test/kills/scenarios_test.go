//go:build unix

package kills

import "testing"

// scenario is a command that writes.
type scenario struct {
	name    string
	setup   func(*testing.T, *home)
	command []string
	next    [][]string // what has to work after the kill
}

func scenarios() []scenario {
	signIn := func(t *testing.T, h *home) { h.must(t, login) }
	return []scenario{
		{"first sign-in", func(*testing.T, *home) {}, login, [][]string{login, credentials}},
		{"another sign-in", signIn, login, [][]string{login, credentials}},
		{"refresh", func(t *testing.T, h *home) { signIn(t, h); h.expire(t) }, credentials,
			[][]string{append(login, "--if-needed"), credentials}}, // what was spent when nobody could write it down is lost
		{"role credentials", signIn, credentials, [][]string{credentials}},
		{"configure set", func(*testing.T, *home) {}, setRegion, [][]string{setRegion}},
		{"configure set of a key", func(*testing.T, *home) {}, setKey, [][]string{setKey}},
		{"configure sso", signIn, configureSSO, [][]string{configureSSO, {"sts", "get-caller-identity", "--profile", "new", "--region", "us-east-1"}}},
		{"configure sso-session", func(*testing.T, *home) {}, configureSession, [][]string{configureSession}},
		{"sign-out", func(t *testing.T, h *home) { h.must(t, login, credentials) }, logout, [][]string{logout, login, credentials}},
	}
}

var (
	login            = []string{"sso", "login", "--profile", profile}
	logout           = []string{"sso", "logout"}
	credentials      = []string{"configure", "export-credentials", "--profile", profile}
	setRegion        = []string{"configure", "set", "region", "eu-west-3", "--profile", profile}
	setKey           = []string{"configure", "set", "aws_secret_access_key", "wJalr/EXAMPLE", "--profile", "keys"}
	configureSSO     = []string{"configure", "sso", "--sso-session-name", session, "--account-id", "111122223333", "--role-name", "DeveloperAccess", "--profile", "new"}
	configureSession = []string{"configure", "sso-session", "--sso-session-name", "other", "--sso-start-url", "https://d-1234567890.awsapps.com/start", "--sso-region", "us-east-1"}
)
