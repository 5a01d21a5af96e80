//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

const guarded = mySession + `
[profile dev]
sso_session = my-sso
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
region = us-east-1
`

// signedIn is a desk whose person has signed in.
func signedIn(t *testing.T, config string) *desk {
	t.Helper()
	d := newDesk(t, "")
	d.writeConfig(t, config)
	if out, err := d.command("sso", "login", "--profile", "dev").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return d
}

// H75: stale variables of an identity, and a profile, do not reach the program, and no secret
// is in the process list.
func TestH75AProgramFindsOneIdentityAndNoneInTheProcessList(t *testing.T) {
	t.Parallel()
	d := signedIn(t, guarded)
	cmd := d.command("exec", "--", "sh", "-c", `ps -ww -o args= -p $$ || tr '\0' ' ' </proc/$$/cmdline; echo ===; env`)
	cmd.Env = append(cmd.Env, "AWS_PROFILE=dev")
	for _, name := range []string{
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_DEFAULT_PROFILE", "AWS_CREDENTIAL_EXPIRATION",
		"AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_SESSION_NAME", "AWS_CONTAINER_CREDENTIALS_FULL_URI",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		"AWS_ACCOUNT_ID", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_BEARER_TOKEN_BEDROCK", "AWS_EC2_METADATA_DISABLED",
	} {
		cmd.Env = append(cmd.Env, name+"=stale")
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	args, environ, _ := strings.Cut(string(out), "===\n")
	if strings.Contains(environ, "stale") || strings.Contains(environ, "AWS_PROFILE") {
		t.Errorf("the program sees what is not its own:\n%s", environ)
	}
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		m := regexp.MustCompile(`(?m)^`+name+`=(.+)$`).FindAllStringSubmatch(environ, -1)
		if len(m) != 1 || strings.Contains(args, m[0][1]) {
			t.Errorf("%s is there %d times; the arguments are %s", name, len(m), args)
		}
	}
}

// The program has the place of the process that started it: its number, its signals, its end.
func TestAProgramTakesThePlaceOfFob(t *testing.T) {
	t.Parallel()
	d := signedIn(t, guarded)
	for _, tt := range []struct {
		name, trap string
		code       int // -1 for the end by the signal
	}{
		{"that obeys", `trap 'exit 42' TERM`, 42},
		{"that dies of it", `:`, -1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ready := filepath.Join(t.TempDir(), "ready")
			cmd := d.command("exec", "--profile", "dev", "--", "sh", "-c", tt.trap+`; echo $$ >"$0.new"; mv "$0.new" "$0"; while :; do sleep 0.02; done`, ready)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			awaitFile(ready, func() { _ = cmd.Process.Kill(); t.Fatal("the program does not run") })
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
			if pid, err := os.ReadFile(ready); err != nil || strings.TrimSpace(string(pid)) != fmt.Sprint(cmd.Process.Pid) {
				t.Errorf("the program is process %s and not %d, %v", pid, cmd.Process.Pid, err)
			}
			if got := cmd.ProcessState.ExitCode(); got != tt.code {
				t.Errorf("exit code %d, want %d", got, tt.code)
			}
		})
	}
}

// Where fob has to stay it hands on signals, and ends as the program did.
func TestAProgramBelowFob(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, script string
		signal       os.Signal
		code         int
	}{
		{"its code", `exit 7`, nil, 7},
		{"its signal", `kill -USR1 $$`, nil, 128 + int(syscall.SIGUSR1)},
		{"a signal that it obeys", `trap 'exit 42' HUP; touch "$0"; while :; do sleep 0.02; done`, syscall.SIGHUP, 42},
		{"a signal that it dies of", `touch "$0"; while :; do sleep 0.02; done`, syscall.SIGTERM, 128 + int(syscall.SIGTERM)},
		{"a signal of no terminal", `trap 'exit 43' INT; touch "$0"; while :; do sleep 0.02; done`, os.Interrupt, 43},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ready := filepath.Join(t.TempDir(), "ready")
			cmd := exec.Command("stay", "sh", "-c", tt.script, ready)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // away from the terminal that the test may run on
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			if tt.signal != nil {
				awaitFile(ready, func() { _ = cmd.Process.Kill(); t.Fatal("the program does not run") })
				_ = cmd.Process.Signal(tt.signal)
			}
			_ = cmd.Wait()
			if got := cmd.ProcessState.ExitCode(); got != tt.code {
				t.Errorf("exit code %d, want %d", got, tt.code)
			}
		})
	}
}

// On a terminal Ctrl-C reaches the program by itself: it is not told twice.
func TestCtrlCReachesAProgramOnce(t *testing.T) {
	t.Parallel()
	cmd := exec.Command("stay", "sh", "-c", `trap 'echo told' INT; echo ready; sleep 0.5 & wait; wait; echo over; exit 5`)
	cmd.Env = os.Environ()
	c := startConsole(t, cmd)
	c.see("ready")
	c.press(keyCtrlC)
	c.see("over")
	c.ends(5)
	if told := strings.Count(c.written(), "told"); told != 1 {
		t.Errorf("told %d times:\n%s", told, c.text())
	}
}

// The size of core files is as before for the program, and for fob alone it is nothing.
func TestAProgramHasItsCoreFiles(t *testing.T) {
	t.Parallel()
	d := signedIn(t, guarded)
	cmd := exec.Command("sh", "-c", `ulimit -S -c $(ulimit -H -c); ulimit -c; exec fob exec --profile dev -- sh -c 'ulimit -c'`)
	cmd.Env = d.command().Env
	out, err := cmd.CombinedOutput()
	lines := strings.Fields(string(out))
	if err != nil || len(lines) != 2 || lines[0] != lines[1] {
		t.Errorf("before and after: %q, %v", lines, err)
	}
}

func TestConfirmingOnATerminal(t *testing.T) {
	t.Parallel()
	d := signedIn(t, guarded+"fob_confirm = production\n")
	const question = "Type production to go on:"
	asked := func(t *testing.T, command ...string) *console {
		t.Helper()
		c := d.console(t, command...)
		c.see(question)
		if !strings.Contains(strings.ReplaceAll(c.text(), "\n", ""), `Profile "dev" is account 111122223333, permission set DeveloperAccess, user alice@example.com`) {
			t.Errorf("it is not said whose it is:\n%s", c.text())
		}
		return c
	}
	t.Run("the word", func(t *testing.T) {
		c := asked(t, "exec", "--profile", "dev", "--", "echo", "it runs")
		c.press("production" + keyEnter)
		c.ends(0)
		if !strings.HasSuffix(c.text(), "\nit runs") {
			t.Errorf("the screen:\n%s", c.text())
		}
	})
	t.Run("another word", func(t *testing.T) {
		c := asked(t, "exec", "--profile", "dev", "--", "echo", "it runs")
		c.press("prod" + keyEnter)
		c.ends(4)
		if strings.Contains(c.text(), "it runs") {
			t.Errorf("the screen:\n%s", c.text())
		}
	})
	t.Run("Ctrl-C", func(t *testing.T) {
		c := asked(t, "exec", "--profile", "dev", "--", "echo", "it runs")
		c.press(keyCtrlC)
		c.ends(130)
	})
	t.Run("credentials to print", func(t *testing.T) {
		var stdout bytes.Buffer
		cmd := d.command("configure", "export-credentials", "--profile", "dev")
		cmd.Stdout = &stdout
		c := startConsole(t, cmd)
		c.see(question)
		c.press("production" + keyEnter)
		c.ends(0)
		if !strings.Contains(stdout.String(), "AccessKeyId") {
			t.Errorf("stdout %q", stdout.String())
		}
	})
}

// Where a person is there, exec signs them in, on stderr: stdout is the program's.
func TestExecSignsIn(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, guarded)
	var stdout bytes.Buffer
	cmd := d.command("exec", "--profile", "dev", "--", "printenv", "AWS_ACCOUNT_ID")
	cmd.Stdout = &stdout
	c := startConsole(t, cmd)
	c.ends(0)
	if stdout.String() != "111122223333\n" {
		t.Errorf("stdout %q", stdout.String())
	}
	for _, said := range []string{`sso-session "my-sso" (profile "dev") needs a sign-in.`, "Attempting to open your default browser.", "sign in first with: fob sso login --profile dev --use-device-code"} {
		if !strings.Contains(c.written(), said) {
			t.Errorf("%q is not said:\n%s", said, c.text())
		}
	}
}

// A profile that gets there through another one has its own fob_expect_user checked before what
// somebody else's sign-in obtains is kept.
func TestExecSignsInWhomTheProfileExpects(t *testing.T) {
	t.Parallel()
	d := newDesk(t, "")
	d.writeConfig(t, guarded+`
[profile deploy]
role_arn = arn:aws:iam::444455556666:role/Deploy
source_profile = dev
fob_expect_user = bob@example.com
`)
	c := d.console(t, "exec", "--profile", "deploy", "--", "echo", "it runs")
	c.ends(4)
	if !strings.Contains(c.written(), `"alice@example.com" is signed in, and fob_expect_user is "bob@example.com"`) {
		t.Errorf("the screen:\n%s", c.text())
	}
	if kept, _ := filepath.Glob(filepath.Join(d.home, ".aws", "sso", "cache", ssotoken.Key(awsconfig.SSOSession{Name: "my-sso"})+".json")); kept != nil {
		t.Errorf("kept %q", kept)
	}
}

// So they are where the service has ended a sign-in that its file says goes on.
func TestExecSignsInAfterTheServiceEndedIt(t *testing.T) {
	t.Parallel()
	d := signedIn(t, guarded)
	path := filepath.Join(d.home, ".aws", "sso", "cache", ssotoken.Key(awsconfig.SSOSession{Name: "my-sso"})+".json")
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := d.command("sso", "logout").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(path, kept, 0o600); err != nil {
		t.Fatal(err)
	}
	c := d.console(t, "exec", "--profile", "dev", "--", "echo", "it runs")
	c.ends(0)
	if !strings.HasSuffix(c.text(), "\nit runs") {
		t.Errorf("the screen:\n%s", c.text())
	}
}
