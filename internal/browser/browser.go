// Package browser opens a URL in a person's browser: the one that $BROWSER names,
// else the platform's own opener.
//
// A URL comes from a server, so it is handed on as one argument in its canonical
// spelling, never through a shell, to a program found at an absolute path, and only if
// it is https, or http to this machine. The program does not inherit AWS_* variables.
package browser

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"fob.example/fob/internal/shellword"
)

// ErrNone means that no browser could be started here.
var ErrNone = errors.New("no browser to open")

// Opener starts browsers in an environment.
type Opener struct {
	Environ []string  // as os.Environ; PATH, BROWSER and DISPLAY are looked up in it
	Output  io.Writer // where the program's own output goes; nil discards it
}

// Available reports whether Open would find a program to start.
func (o Opener) Available() bool { return len(o.candidates()) > 0 }

// Open starts a browser on rawURL and does not wait for it. It returns ErrNone
// when there is none that starts, and another error when the URL is not one to open.
func (o Opener) Open(rawURL string) error {
	u, err := Check(rawURL)
	if err != nil {
		return err
	}
	for _, argv := range o.candidates() {
		if o.start(withURL(argv, u)) == nil {
			return nil
		}
	}
	return ErrNone
}

// candidates lists the command lines to try, each without the URL.
func (o Opener) candidates() [][]string {
	var found [][]string
	for _, command := range o.commands() {
		words, err := shellword.Split(command)
		if n := len(words); n > 1 && words[n-1] == "&" {
			words = words[:n-1] // "in the background", where Open starts every browser
		}
		if err != nil || len(words) == 0 {
			continue
		}
		if program, err := o.lookPath(words[0]); err == nil {
			found = append(found, append([]string{program}, words[1:]...))
		}
	}
	return found
}

// commands lists what could open a browser, most wanted first. $BROWSER holds
// alternatives, each a command in which %s stands for the URL and a last word & may
// follow, as in Python's webbrowser, which the AWS CLI uses.
func (o Opener) commands() []string {
	if named := o.getenv("BROWSER"); named != "" {
		return filepath.SplitList(named)
	}
	switch runtime.GOOS {
	case "darwin":
		return []string{"/usr/bin/open"}
	case "windows":
		program := filepath.Join(o.getenv("SystemRoot"), "System32", "rundll32.exe")
		return []string{shellword.Quote(program) + " url.dll,FileProtocolHandler"}
	}
	var found []string
	if o.getenv("WSL_DISTRO_NAME") != "" {
		found = []string{"wslview"} // opens the browser of Windows
	}
	if o.getenv("DISPLAY") != "" || o.getenv("WAYLAND_DISPLAY") != "" {
		// Without a display they would fall back to a text browser on our terminal.
		found = append(found, "xdg-open", "x-www-browser", "www-browser")
	}
	return found
}

// lookPath finds program in the absolute directories of PATH only, so that
// nothing from the current directory is ever run.
func (o Opener) lookPath(program string) (string, error) {
	if filepath.IsAbs(program) {
		return program, executable(program)
	}
	if strings.ContainsRune(program, filepath.Separator) {
		return "", exec.ErrDot
	}
	for _, dir := range filepath.SplitList(o.getenv("PATH")) {
		if path := filepath.Join(dir, program); filepath.IsAbs(dir) && executable(path) == nil {
			return path, nil
		}
	}
	return "", exec.ErrNotFound
}

func executable(path string) error {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return err
	case info.IsDir(), runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		return os.ErrPermission
	}
	return nil
}

func withURL(argv []string, u string) []string {
	out := make([]string, 0, len(argv)+1)
	placed := false
	for i, word := range argv {
		if i > 0 && strings.Contains(word, "%s") {
			word, placed = strings.ReplaceAll(word, "%s", u), true
		}
		out = append(out, word)
	}
	if !placed {
		out = append(out, u)
	}
	return out
}

func (o Opener) start(argv []string) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = o.childEnviron()
	cmd.Stdout, cmd.Stderr = o.Output, o.Output
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { _ = cmd.Wait() }() // a browser may run for days
	return nil
}

func (o Opener) childEnviron() []string {
	env := make([]string, 0, len(o.Environ))
	for _, kv := range o.Environ {
		if !strings.HasPrefix(strings.ToUpper(kv), "AWS_") {
			env = append(env, kv)
		}
	}
	return env
}

func (o Opener) getenv(name string) string {
	for i := len(o.Environ) - 1; i >= 0; i-- {
		if k, v, ok := strings.Cut(o.Environ[i], "="); ok && k == name {
			return v
		}
	}
	return ""
}
