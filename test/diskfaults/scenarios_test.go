//go:build unix

package diskfaults

import "testing"

// command is a command line and what is typed.
type command struct{ line, stdin string }

// scenario is a command that writes.
type scenario struct {
	name    string
	begin   func(*testing.T, *desk) state // what is cached when it begins
	once    bool                          // that state is good once: a refresh token is spent, a session ended
	command command
	makes   string // the part of ~/.aws that success is a promise about
	prints  string // is in the answer, where the command got what it is there to get
	next    []command
}

func scenarios() []scenario {
	nothing := func(*testing.T, *desk) state { return state{} }
	after := func(commands ...command) func(*testing.T, *desk) state {
		return func(t *testing.T, d *desk) state {
			d.clear(t)
			for _, c := range commands {
				d.must(t, "before", c)
			}
			return d.save(t)
		}
	}
	spent := func(t *testing.T, d *desk) state { return after(login)(t, d).expired() }
	return []scenario{
		{name: "configure set", begin: nothing, command: setRegion, makes: "c", next: []command{setRegion}},
		{name: "configure", begin: nothing, command: configure, makes: "c", next: []command{configure}},
		{name: "configure sso", begin: after(login), command: configureSSO, makes: "c", next: []command{configureSSO}},
		{name: "configure sso-session", begin: nothing, command: configureSession, makes: "c", next: []command{configureSession}},
		{name: "configure credential-process", begin: nothing, command: configureProcess, makes: "c", next: []command{configureProcess}},
		{name: "repairs", begin: nothing, command: repair, makes: "c", next: []command{repair}},
		{name: "sign-in", begin: nothing, command: login, makes: tokenFile, next: []command{login}},
		{name: "another sign-in", begin: after(login, credentials), command: login, makes: tokenFile, next: []command{login}},
		{name: "sign-in with a code", begin: nothing, command: loginDevice, makes: tokenFile, next: []command{loginDevice}},
		{name: "sign-out", begin: after(login, credentials), once: true, command: logout, next: []command{logout, login}},
		{name: "sign-out of one session", begin: after(login, credentials), once: true, command: logoutOnly, next: []command{logoutOnly, login}},
		{name: "refresh", begin: spent, once: true, command: identity, prints: `"Account": "111122223333"`, next: []command{identity}},
		{name: "role credentials", begin: after(login), command: credentials, prints: `"SecretAccessKey": "`, next: []command{credentials}},
		{name: "a role behind a role", begin: after(login), command: deploy, prints: `"SecretAccessKey": "`, next: []command{deploy}},
		{name: "a program", begin: after(login), command: program, prints: "AWS_ACCOUNT_ID=111122223333", next: []command{program}},
		{name: "a program that is served", begin: after(login), command: served, makes: "config", next: []command{served}},
	}
}

var (
	setRegion        = command{line: "configure set region eu-west-3 --profile " + profile}
	configure        = command{line: "configure --profile keys", stdin: "AKIAEXAMPLE\nwJalr/EXAMPLE\neu-west-1\njson\n"}
	configureSSO     = command{line: "configure sso --sso-session-name " + session + " --account-id 111122223333 --role-name DeveloperAccess --profile new"}
	configureSession = command{line: "configure sso-session --sso-session-name other --sso-start-url https://d-1234567890.awsapps.com/start --sso-region us-east-1"}
	configureProcess = command{line: "configure credential-process --to-profile other --profile " + profile}
	repair           = command{line: "doctor --fix --yes --offline --profile default"} // the profile of the older form in the config
	login            = command{line: "sso login --profile " + profile}
	loginDevice      = command{line: login.line + " --use-device-code"}
	logout           = command{line: "sso logout"}
	logoutOnly       = command{line: "sso logout --only --profile " + profile}
	credentials      = command{line: "configure export-credentials --profile " + profile}
	identity         = command{line: "sts get-caller-identity --profile " + profile}
	deploy           = command{line: "configure export-credentials --profile deploy"}
	program          = command{line: "exec --profile " + profile + " -- /bin/sh"}
	served           = command{line: "exec --serve --profile " + profile + " -- /bin/sh"}
)
