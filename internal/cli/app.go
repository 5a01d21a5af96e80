package cli

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/lockfile"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// app puts the packages below together for one command line. What costs time is made
// when it is first asked for.
type app struct {
	Env
	global  globalOptions
	command string // that the command line names, such as "fob sso login"
	env     map[string]string
	home    func() (string, error)
	config  func() (*awsconfig.Config, error)
	api     func() *awsapi.Client
	calls   awsapi.Service // what the command itself calls, which --endpoint-url is for; "" for none

	skew atomic.Pointer[awsapi.ClockSkewError] // nil while no clock is known to be off

	speaking sync.Mutex // on stderr: pages are fetched while others are worked on
	warned   map[string]bool

	limit time.Duration
	end   *time.Timer // of the command, after limit; nil for none
}

func newApp(e Env) *app {
	e.Disk = disk.Or(e.Disk)
	a := &app{Env: e, command: "fob", warned: map[string]bool{}}
	a.env = make(map[string]string, len(e.Environ))
	for _, kv := range e.Environ {
		if i := indexEquals(kv); i > 0 {
			a.env[kv[:i]] = kv[i+1:]
		}
	}
	a.home = sync.OnceValues(a.findHome)
	a.config = sync.OnceValues(a.loadConfig)
	a.api = sync.OnceValue(a.newAPI)
	return a
}

// indexEquals finds the sign that ends a variable's name. Windows has names that begin with one.
func indexEquals(kv string) int {
	for i := 1; i < len(kv); i++ {
		if kv[i] == '=' {
			return i
		}
	}
	return -1
}

func (a *app) lookupEnv(name string) (string, bool) {
	v, ok := a.env[name]
	return v, ok
}

// findHome returns the folder that ~ stands for. It must be there: whoever writes secrets to a
// guessed place writes them to a wrong one.
func (a *app) findHome() (string, error) {
	name := "HOME"
	if runtime.GOOS == "windows" {
		name = "USERPROFILE"
	}
	home := a.env[name]
	if !filepath.IsAbs(home) {
		return "", &homeError{name, home}
	}
	if info, err := a.Disk.Stat(home); err != nil || !info.IsDir() {
		return "", &homeError{name, home}
	}
	return home, nil
}

type homeError struct{ Name, Value string }

func (e *homeError) Error() string {
	if e.Value == "" {
		return fmt.Sprintf("%s is not set, so the AWS files cannot be found", e.Name)
	}
	return fmt.Sprintf("%s is %q, which is not an existing folder with an absolute path", e.Name, e.Value)
}

func (a *app) loadConfig() (*awsconfig.Config, error) {
	home, err := a.home()
	if err != nil && !(a.isSet("AWS_CONFIG_FILE") && a.isSet("AWS_SHARED_CREDENTIALS_FILE")) {
		return nil, err
	}
	return awsconfig.Load(a.Disk, awsconfig.FindPaths(a.lookupEnv, home))
}

func (a *app) isSet(name string) bool {
	_, ok := a.env[name]
	return ok
}

// activeProfile is the profile that a command is about. One that was asked for must exist.
func (a *app) activeProfile() (*awsconfig.Profile, error) {
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	return config.UseProfile(awsconfig.ActiveProfile(a.global.profile, a.lookupEnv))
}

// tokens is the cache of sign-ins. It hangs off the home folder: the variables that
// move the config file do not move it.
func (a *app) tokens() (*ssotoken.Source, error) {
	home, err := a.home()
	if err != nil {
		return nil, err
	}
	store := ssotoken.Store{Dir: filepath.Join(home, ".aws", "sso", "cache"), Own: stateDir(home), Disk: a.Disk, Warn: a.warn}
	return &ssotoken.Source{Store: store, API: a.api(), Now: a.Now, Turns: a.turns(home), Waiting: a.sayWaiting}, nil
}

// turns orders the processes that do the same work at once.
func (a *app) turns(home string) lockfile.Turns {
	return lockfile.Turns{Dir: stateDir(home), Disk: a.Disk}
}

// sayWaiting tells what this command waits for. Where that is a person who is being signed
// in elsewhere, it goes on without a limit of its own.
func (a *app) sayWaiting(session awsconfig.SSOSession, theirs lockfile.Work) {
	if theirs.Until.IsZero() {
		if a.global.debug {
			a.say(fmt.Sprintf("fob: debug: waiting for process %d, which is %s\n", theirs.PID, theirs.Doing))
		}
		return
	}
	a.pause(true)
	a.say(fmt.Sprintf("Another fob (process %d) is signing in to %s; waiting for that until %s.\n",
		theirs.PID, termui.Clean(ssotoken.Describe(session)), cachefile.FormatTime(theirs.Until)))
}

// browser returns what opens a page.
func (a *app) browser() func(string) error {
	if a.OpenBrowser != nil {
		return a.OpenBrowser
	}
	return browser.Opener{Environ: a.Environ, Output: a.Stderr}.Open
}

// print writes an answer in one write, so that a reader gets all of it or an error.
func (a *app) print(text string) error {
	if _, err := a.Stdout.Write([]byte(text)); err != nil {
		return fmt.Errorf("write the answer: %w", err)
	}
	return nil
}

// show prints what the files say. A terminal takes no orders from it: there control
// characters come out as their escapes.
func (a *app) show(text string) error {
	if a.Terminal {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			lines[i] = termui.Escape(line)
		}
		text = strings.Join(lines, "\n")
	}
	return a.print(text)
}

// warn says once what went wrong and does not stop the command.
func (a *app) warn(err error) {
	text := termui.CleanMessage(err.Error())
	a.speaking.Lock()
	said := a.warned[text]
	a.warned[text] = true
	a.speaking.Unlock()
	if !said {
		a.say("fob: warning: " + text + "\n")
	}
}

// say writes to stderr, from any goroutine.
func (a *app) say(text string) {
	a.speaking.Lock()
	defer a.speaking.Unlock()
	fmt.Fprint(a.Stderr, text)
}
