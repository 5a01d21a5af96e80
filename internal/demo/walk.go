package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/standin"
)

// walk is one run of the demo.
type walk struct {
	Config
	environ []string
	home    string
	user    string // who signs in
	approve func(ctx context.Context, page string) (standin.Visit, error)
}

func (w *walk) all(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		w.listProfiles,
		w.readSettings,
		w.signInByPKCE,
		w.whoAmI,
		w.whoAmIAgain,
		w.theRightAccount,
		w.signInByDeviceCode,
		w.signOut,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) listProfiles(ctx context.Context) error {
	w.say("1. The profiles of the config file.")
	return w.expect(ctx, "default\nmy-dev-profile\nproduction-admin\n", "configure", "list-profiles")
}

func (w *walk) readSettings(ctx context.Context) error {
	w.say("2. A profile names a session, an account and a role.")
	for _, setting := range [][2]string{{"sso_session", "my-sso"}, {"sso_account_id", "111122223333"}, {"sso_role_name", "DeveloperAccess"}} {
		if err := w.expect(ctx, setting[1]+"\n", "configure", "get", setting[0], "--profile", "my-dev-profile"); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) signInByPKCE(ctx context.Context) error {
	w.say("3. Sign in: authorization code with PKCE, in a browser on this device.")
	return w.signIn(ctx, func(string) string { return "" }, "sso", "login", "--profile", "my-dev-profile")
}

func (w *walk) whoAmI(ctx context.Context) error {
	w.say("4. Who am I? The access token buys credentials of the role, and STS says whose they are.")
	return w.identify(ctx)
}

func (w *walk) whoAmIAgain(ctx context.Context) error {
	w.say("5. The same again: the role's credentials come from the cache.")
	return w.identify(ctx)
}

func (w *walk) theRightAccount(ctx context.Context) error {
	w.say("6. The right account, or nothing: what is meant for another one is not started.")
	const refused = 4
	args := []string{"exec", "--profile", "my-dev-profile", "--account", "444455556666", "--", "./deploy.sh"}
	_, err := w.run(ctx, args, nil)
	if ended, ok := errors.AsType[*StepError](err); ok && ended.Code == refused {
		return nil
	}
	if err == nil {
		err = &StepError{Command: commandLine(args), Reason: "was not refused"}
	}
	return err
}

func (w *walk) signInByDeviceCode(ctx context.Context) error {
	w.say("7. Sign in without a browser on this device: a code, approved on the device page.")
	find := func(line string) string {
		if strings.HasPrefix(line, "http") && strings.Contains(line, "user_code=") {
			return line
		}
		return ""
	}
	return w.signIn(ctx, find, "sso", "login", "--profile", "production-admin", "--use-device-code", "--no-browser")
}

func (w *walk) signOut(ctx context.Context) error {
	w.say("8. Sign out, and what is left on disk.")
	if err := w.expect(ctx, "", "sso", "logout"); err != nil {
		return err
	}
	left, err := files(w.home)
	if err != nil {
		return err
	}
	fmt.Fprintln(w.Stdout, strings.Join(left, "\n"))
	if !slices.Equal(left, []string{"~/.aws/config", "~/.aws/fob (empty locks)"}) {
		return &StepError{Command: "fob sso logout", Reason: "more than the config file and empty locks is left"}
	}
	return nil
}

// identify asks who the profile is, and checks the answer against the config.
func (w *walk) identify(ctx context.Context) error {
	args := []string{"sts", "get-caller-identity", "--profile", "my-dev-profile", "--output", "json"}
	began := w.Now()
	stdout, err := w.run(ctx, args, nil)
	took := w.Now().Sub(began)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Stdout, "(answered in %.1f ms)\n", float64(took)/float64(time.Millisecond))
	var answer struct{ Account, Arn string }
	if err := json.Unmarshal(stdout, &answer); err != nil {
		return &StepError{Command: commandLine(args), Reason: "the answer is not JSON"}
	}
	caller, err := identity.ParseCaller(answer.Arn)
	if err != nil || answer.Account != "111122223333" || caller.AccountID != answer.Account || caller.PermissionSet != "DeveloperAccess" {
		return &StepError{Command: commandLine(args), Reason: "these are not the account and the role of the profile"}
	}
	return nil
}

// expect runs a command that must succeed and print exactly want.
func (w *walk) expect(ctx context.Context, want string, args ...string) error {
	stdout, err := w.run(ctx, args, nil)
	if err == nil && string(stdout) != want {
		err = &StepError{Command: commandLine(args), Reason: fmt.Sprintf("printed %q, not %q", stdout, want)}
	}
	return err
}

// run prints a command line, runs it with what it prints shown, and returns its stdout.
func (w *walk) run(ctx context.Context, args []string, approve *approver) ([]byte, error) {
	fmt.Fprintf(w.Stdout, "$ %s\n", commandLine(args))
	var stdout bytes.Buffer
	c := Command{Args: args, Environ: w.environ, Stdout: io.MultiWriter(w.Stdout, &stdout), Stderr: w.Stdout}
	if approve != nil {
		c.OpenBrowser, c.Stdout = approve.open, io.MultiWriter(c.Stdout, approve)
	}
	if code := w.Run(ctx, c); code != 0 {
		return nil, &StepError{commandLine(args), fmt.Sprintf("exit code %d", code), code}
	}
	return stdout.Bytes(), nil
}

func (w *walk) say(format string, args ...any) {
	fmt.Fprintf(w.Stdout, "\n"+format+"\n\n", args...)
}

func commandLine(args []string) string {
	words := []string{"fob"}
	for _, arg := range args {
		words = append(words, shellword.Quote(arg))
	}
	return strings.Join(words, " ")
}

// files lists what is below dir, with ~ in its place. A folder stands for the empty locks
// in it.
func files(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name := "~" + filepath.ToSlash(strings.TrimPrefix(path, dir))
		if info, err := entry.Info(); err == nil && info.Size() == 0 && filepath.Ext(path) == ".lock" {
			name = filepath.ToSlash(filepath.Dir(name)) + " (empty locks)"
		}
		found = append(found, name)
		return nil
	})
	return slices.Compact(found), err
}
