//go:build unix

package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/idctest"
	"fob.example/fob/internal/idc"
)

// desk is where a person sits: a home folder, and an Identity Center within reach.
type desk struct {
	home    string
	environ []string
	base    string // URL of the Identity Center
}

// newDesk serves a directory, the example if it is "", until the test ends.
func newDesk(t *testing.T, text string) *desk {
	t.Helper()
	return newDeskBehind(t, text, nil)
}

// newDeskBehind puts a handler before the server, which gets all requests that are none of
// its paths.
func newDeskBehind(t *testing.T, text string, first map[string]http.HandlerFunc) *desk {
	t.Helper()
	options := []idctest.Option{idctest.Handler(func(server http.Handler) http.Handler {
		mux := http.NewServeMux()
		mux.Handle("/", server)
		for path, handle := range first {
			mux.Handle(path, handle)
		}
		return mux
	})}
	if text != "" {
		options = append(options, idctest.Directory(text))
	}
	idp := idctest.New(t, options...)
	return (&desk{environ: idc.ClientEnviron(idp.URL()), base: idp.URL()}).another(t)
}

// another is a desk in the same office, with a home of its own.
func (d *desk) another(t *testing.T) *desk { return &desk{t.TempDir(), d.environ, d.base} }

func (d *desk) command(args ...string) *exec.Cmd {
	cmd := exec.Command("fob", args...) // TestMain put it on PATH
	cmd.Env = append([]string{"HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "BROWSER=standin"}, d.environ...)
	return cmd
}

func (d *desk) console(t *testing.T, args ...string) *console {
	t.Helper()
	return startConsole(t, d.command(args...))
}

func (d *desk) configPath() string { return filepath.Join(d.home, ".aws", "config") }

func (d *desk) writeConfig(t *testing.T, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(d.configPath()), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.configPath(), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// wantConfig compares the config file; "" stands for none.
func (d *desk) wantConfig(t *testing.T, want string) {
	t.Helper()
	got, err := os.ReadFile(d.configPath())
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("config file, -want +got:\n%s", diff)
	}
}

const mySession = `[sso-session my-sso]
sso_start_url = https://my-sso-portal.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`

// A step is what a person waits for and then types.
type step struct{ see, press string }

// menuFoot is what a menu ends in.
const menuFoot = "type to filter, Esc shows all"

// configureSSOSteps are all questions of configure sso with a new session.
var configureSSOSteps = []step{
	{"SSO session name (Recommended):", "my-sso\r"},
	{"SSO start URL [None]:", "https://my-sso-portal.awsapps.com/start\r"},
	{"SSO region [None]:", "us-east-1\r"},
	{"SSO registration scopes [sso:account:access]:", "\r"},
	{"(444455556666)\n  2 of 2; " + menuFoot, "\r"},
	{"DeveloperAccess\n  2 of 2; " + menuFoot, keyDown + "\r"},
	{"Default client Region [None]:", "eu-west-1\r"},
	{"CLI default output format (json if not specified) [None]:", "\r"},
	{"Profile name [DeveloperAccess-111122223333]:", "dev\r"},
}

func (c *console) walk(steps []step) {
	c.t.Helper()
	for _, s := range steps {
		c.see(s.see)
		c.press(s.press)
	}
}

func TestConfigureSSO(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	c := d.console(t, "configure", "sso")
	c.walk(configureSSOSteps)
	c.ends(0)
	c.see(`There are 2 AWS accounts available to you.
Using the account ID 111122223333
There are 2 roles available to you.
Using the role name "DeveloperAccess"
Default client Region [None]: eu-west-1
CLI default output format (json if not specified) [None]:
Profile name [DeveloperAccess-111122223333]: dev
To use this profile, specify the profile name using --profile, as shown:

fob sts get-caller-identity --profile dev`)
	d.wantConfig(t, `[profile dev]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
region = eu-west-1
`+mySession)
	if out, err := d.command("sts", "get-caller-identity", "--profile", "dev").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}

	// The next one: the session is known and the sign-in good, so that nothing is asked
	// about the one and no browser opened for the other.
	c = d.console(t, "configure", "sso", "--profile", "ops")
	c.walk([]step{
		{"SSO session name (Recommended):", "my" + keyTab},
		{"sso_registration_scopes = sso:account:access", keyEnter},
		{menuFoot, "prod"},
		{"1 of 2; " + menuFoot, keyEnter},
		{"Default client Region [None]:", keyEnter},
		{"(json if not specified) [None]:", "j" + keyTab + keyEnter},
	})
	c.ends(0)
	c.see("fob sts get-caller-identity --profile ops")
	if strings.Contains(c.written(), "browser") {
		t.Errorf("a browser was opened:\n%s", c.text())
	}
}

// What is typed before it is asked for is not lost, also beyond a wrong answer and a menu.
func TestConfigureSSOTypedAhead(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	if out, err := d.command("configure", "sso-session", "--sso-session-name", "my-sso", "--sso-start-url",
		"https://my-sso-portal.awsapps.com/start", "--sso-region", "us-east-1").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if out, err := d.command("sso", "login", "--sso-session", "my-sso").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := d.console(t, "configure", "sso")
	c.see("SSO session name (Recommended):")
	c.press("my-sso\r" + "devel\r" + keyDown + "\r" + "mars\r" + keyCtrlU + "eu-west-1\r" + "\r")
	c.see("CLI default output format (json if not specified) [None]:\nProfile name [DeveloperAccess-111122223333]:")
	c.press("dev\r")
	c.ends(0)
	d.wantConfig(t, mySession+`[profile dev]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
region = eu-west-1
`)
}

// Ctrl-C and Ctrl-D end each question: with 130 and 255, the terminal as it was, and
// nothing written.
func TestConfigureSSOEnds(t *testing.T) {
	t.Parallel()
	office := newDesk(t, "")
	for i, last := range configureSSOSteps {
		for _, end := range []struct {
			key  string
			code int
		}{{keyCtrlC, 130}, {keyCtrlD, 255}} {
			t.Run(fmt.Sprintf("%d/%d", i, end.code), func(t *testing.T) {
				t.Parallel()
				d := office.another(t)
				c := d.console(t, "configure", "sso")
				c.walk(configureSSOSteps[:i])
				c.see(last.see)
				c.press(end.key)
				c.ends(end.code)
				d.wantConfig(t, "")
				if end.code == 130 && !strings.HasSuffix(c.written(), "\r\n\x00") {
					t.Errorf("the shell's prompt would not begin on a line of its own: %q", c.written())
				}
				if strings.Contains(last.see, menuFoot) && strings.Contains(c.text(), menuFoot) {
					t.Errorf("the menu was left on the screen:\n%s", c.text())
				}
			})
		}
	}
}

// A signal from elsewhere ends a question as its key does.
func TestConfigureSSOSignalled(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	c := d.console(t, "configure", "sso")
	c.walk(configureSSOSteps[:4])
	c.see(menuFoot)
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	c.ends(130)
	c.see("There are 2 AWS accounts available to you.")
	d.wantConfig(t, "")
}

func TestConfigureSSOWrongAnswers(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	c := d.console(t, "configure", "sso")
	c.walk([]step{
		{"SSO session name (Recommended):", "a]b" + keyEnter},
		{`Not possible: the sso-session name "a]b" contains a ]`, keyCtrlU + "my-sso" + keyEnter},
		{"SSO start URL [None]:", keyEnter},
		{"A value is required", "http://my-sso-portal.awsapps.com/start" + keyEnter},
		{"Not a valid Start URL: it must use the https scheme", keyCtrlU + "https://my-sso-portal.awsapps.com/start" + keyEnter},
		{"SSO region [None]:", "evil.test/x?" + keyEnter},
		{"Not a valid region, such as us-east-1", keyCtrlU + "us-east-1" + keyEnter},
		{"SSO registration scopes [sso:account:access]:", "a b" + keyEnter},
		{"Scope values must be separated by commas", keyCtrlU + keyEnter},
		{menuFoot, "no such account"},
		{"0 of 2; " + menuFoot, keyEnter + keyEsc},
		{"(444455556666)\n  2 of 2; " + menuFoot, keyEnter},
		{"DeveloperAccess\n  2 of 2; " + menuFoot, keyEnter},
		{"Default client Region [None]:", "nowhere" + keyEnter},
		{"Not a valid region, such as us-east-1", keyCtrlU + keyEnter},
		{"(json if not specified) [None]:", "xml" + keyEnter},
		{"Not one of json, text, table, yaml, yaml-stream, off", keyCtrlU + keyEnter},
		{"Profile name [AdministratorAccess-111122223333]:", "x]" + keyEnter},
		{`Not possible: the profile name "x]" contains a ]`, keyBackspace + keyEnter},
	})
	c.ends(0)
	c.see("fob sts get-caller-identity --profile x")
	d.wantConfig(t, `[profile x]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = AdministratorAccess
`+mySession)
}

// manyAccounts is a directory of 300 accounts, some of them with names of wide characters.
func manyAccounts() string {
	var b strings.Builder
	b.WriteString("version: 1\nseed: many\ninstance:\n  region: us-east-1\n  startUrls: [\"https://my-sso-portal.awsapps.com/start\"]\n" +
		"  ssoSession: my-sso\n  signIn: oneClick\n  consent: never\nusers:\n  - {userName: alice}\npermissionSets:\n  - {name: Reader}\naccounts:\n")
	for i := range 300 {
		name := fmt.Sprintf("team-%03d", i)
		if i == 150 {
			name = "開発環境の第百五十番アカウント"
		}
		fmt.Fprintf(&b, "  - {accountId: \"%012d\", accountName: %s}\n", 700000000000+i, name)
	}
	b.WriteString("accountAssignments:\n  - {user: alice, permissionSet: Reader, accounts: [")
	for i := range 300 {
		fmt.Fprintf(&b, "\"%012d\",", 700000000000+i)
	}
	b.WriteString("]}\n")
	return b.String()
}

func TestConfigureSSOManyAccounts(t *testing.T) {
	t.Parallel()
	d := newDesk(t, manyAccounts())
	d.writeConfig(t, mySession)
	c := d.console(t, "configure", "sso", "--sso-session-name", "my-sso", "--profile", "p")
	c.see("300 of 300; " + menuFoot)
	c.until("a screen full of accounts", func(screen string) bool {
		return strings.Count(screen, "(7000000") == 21 && strings.Contains(screen, "> team-000 (700000000000)\n")
	})
	c.press(keyUp) // round to the last, which has no Latin name
	c.until("the last account", func(screen string) bool {
		return strings.Contains(screen, "> 開発環境の第百五十番アカウント (700000000150)\n")
	})
	c.press(keyDown + "t9")
	c.until("what fits", func(screen string) bool { return strings.Contains(screen, "Filter: t9\n") })
	c.press("9")
	c.until("what fits better", func(screen string) bool { return strings.Contains(screen, "Filter: t99\n> team-099 ") })

	c.press(keyEsc)
	c.see("300 of 300; " + menuFoot)
	c.resize(20, 8)
	c.until("a small menu", func(screen string) bool {
		return strings.HasSuffix(screen, "  Filter:\n> team-000 (7000000…\n  team-001 (7000000…\n  team-002 (7000000…\n  team-003 (7000000…\n  team-004 (7000000…\n  300 of 300; type …")
	})
	c.press(keyUp)
	c.until("wide characters cut", func(screen string) bool { return strings.Contains(screen, "> 開発環境の第百五…\n") })
	c.press(keyEnter)
	c.see("Default client Regio\nn [None]:")
	c.press(keyEnter)
	c.see("CLI default output f\normat (json if not s\npecified) [None]:")
	c.press(keyEnter)
	c.ends(0)
	d.wantConfig(t, mySession+"[profile p]\nsso_session = my-sso\nsso_account_id = 700000000150\nsso_role_name = Reader\n")
}

func TestConfigureSSOSession(t *testing.T) {
	t.Parallel()
	steps := []step{
		{"SSO session name:", "corp\r"},
		{"SSO start URL [None]:", "https://d-1234567890.awsapps.com/start\r"},
		{"SSO region [None]:", "us-east-1\r"},
		{"SSO registration scopes [sso:account:access]:", "\r"},
	}
	want := `[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
`
	t.Run("done", func(t *testing.T) {
		t.Parallel()
		d := &desk{home: t.TempDir()}
		c := d.console(t, "configure", "sso-session")
		c.walk(steps)
		c.ends(0)
		c.see("Completed configuring SSO session: corp\nRun the following to login and refresh access token for this session:\n\nfob sso login --sso-session corp")
		d.wantConfig(t, want)
		// Once more, to change one line of it: arrows, and what is there in brackets.
		c = d.console(t, "configure", "sso-session")
		c.walk([]step{
			{"SSO session name:", "crp" + keyLeft + keyLeft + "o"},
			{"SSO session name: corp\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access", keyEnter},
			{"SSO start URL [https://d-1234567890.awsapps.com/start]:", keyEnter},
			{"SSO region [us-east-1]:", "eu-west-1" + keyEnter},
			{"SSO registration scopes [sso:account:access]:", keyEnter},
		})
		c.ends(0)
		d.wantConfig(t, strings.Replace(want, "us-east-1", "eu-west-1", 1))
	})
	for i, last := range steps {
		for key, code := range map[string]int{keyCtrlC: 130, keyCtrlD: 255} {
			t.Run(fmt.Sprintf("%d/%d", i, code), func(t *testing.T) {
				t.Parallel()
				d := &desk{home: t.TempDir()}
				c := d.console(t, "configure", "sso-session")
				c.walk(steps[:i])
				c.see(last.see)
				c.press(key)
				c.ends(code)
				if _, err := os.Stat(filepath.Join(d.home, ".aws")); err == nil {
					t.Error("something was written")
				}
			})
		}
	}
}

// A terminal that can draw nothing has its lines read, and the list of accounts above the
// question.
func TestConfigureSSOOnADumbTerminal(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, mySession)
	if out, err := d.command("sso", "login", "--sso-session", "my-sso").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	d.environ = append(d.environ, "TERM=dumb")
	c := d.console(t, "configure", "sso", "--sso-session-name", "my-sso")
	c.see(`There are 2 AWS accounts available to you.
  development, aws-development@example.com (111122223333)
  production, aws-production@example.com (444455556666)
Account ID:`)
	c.press("444455556666\r")
	c.see(`Account ID: 444455556666
Using the account ID 444455556666
The only role available to you is: AdministratorAccess
Using the role name "AdministratorAccess"
Default client Region [None]:`)
	c.press(keyCtrlD)
	c.ends(255)
	c.see("fob: error: Default client Region: the input ended before the question was answe\nred\nfob: hint: an option answers that question, too: --default-region")
	d.wantConfig(t, mySession)
}

// stdout is the answer: with it in a file the questions are still on the terminal.
func TestConfigureSSOSessionAnswerInAFile(t *testing.T) {
	t.Parallel()
	d := &desk{home: t.TempDir()}
	var stdout strings.Builder
	cmd := d.command("configure", "sso-session", "--sso-start-url", "https://d-1234567890.awsapps.com/start", "--sso-region", "us-east-1")
	cmd.Stdout = &stdout
	c := startConsole(t, cmd)
	c.answer("SSO session name:", "corp")
	c.answer("SSO registration scopes [sso:account:access]:", "")
	c.ends(0)
	if want := "\nCompleted configuring SSO session: corp\n"; !strings.HasPrefix(stdout.String(), want) {
		t.Errorf("stdout is %q", stdout.String())
	}
}

// Plain configure reads whole lines, so that the terminal itself acts on Ctrl-C.
func TestConfigureEnds(t *testing.T) {
	t.Parallel()
	steps := []step{
		{"AWS Access Key ID [None]:", "AKIA1\r"},
		{"AWS Secret Access Key [None]:", "s\r"},
		{"Default region name [None]:", "us-east-1\r"},
		{"Default output format [None]:", "json\r"},
	}
	for i, last := range steps {
		for key, code := range map[string]int{keyCtrlC: 130, keyCtrlD: 255} {
			t.Run(fmt.Sprintf("%d/%d", i, code), func(t *testing.T) {
				t.Parallel()
				d := &desk{home: t.TempDir()}
				c := d.console(t, "configure")
				c.walk(steps[:i])
				c.see(last.see)
				c.press(key)
				c.ends(code)
				if _, err := os.Stat(filepath.Join(d.home, ".aws")); !os.IsNotExist(err) {
					t.Errorf("something was written: %v", err)
				}
			})
		}
	}
}
