package browser_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/browser"
)

func TestCheck(t *testing.T) {
	for in, want := range map[string]string{
		"https://d-1.awsapps.com/start":       "https://d-1.awsapps.com/start",
		"http://127.0.0.1:8080/authorize?a=b": "http://127.0.0.1:8080/authorize?a=b",
		"http://[::1]:8080/":                  "http://[::1]:8080/",
		"http://example.com/":                 "",
		"http://localhost/":                   "",
		"https://user@example.com/":           "",
		"https:example.com":                   "",
		"javascript:alert(1)":                 "",
		"file:///etc/passwd":                  "",
		"--help":                              "",
		"https://ex\nample.com/":              "",
	} {
		got, err := browser.Check(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("Check(%q) = %q, %v; want %q", in, got, err, want)
		}
	}
}

// recorder makes a program that writes its arguments and its environment to a file.
func recorder(t *testing.T, path string) (written func() string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the recorder is a shell script")
	}
	out := filepath.Join(t.TempDir(), "out")
	script := "#!/bin/sh\n{ printf '%s\\n' \"$@\"; env; } > " + out + ".new && mv " + out + ".new " + out + "\n"
	if err := os.WriteFile(path, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	return func() string {
		for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			data, err := os.ReadFile(out)
			if err == nil {
				return string(data)
			}
			if time.Now().After(deadline) {
				t.Fatal("the browser was not started")
			}
		}
	}
}

func TestOpenHandsOverOneArgumentAndNoSecrets(t *testing.T) {
	dir := t.TempDir()
	written := recorder(t, filepath.Join(dir, "firefox"))
	opener := browser.Opener{Environ: []string{
		"PATH=" + dir + ":/usr/bin:/bin", "BROWSER=missing %s:firefox --new-tab %s", "AWS_SECRET_ACCESS_KEY=canary", "HOME=/h",
	}}
	const u = "https://example.com/a?b=c&d=$(x)"
	if err := opener.Open(u); err != nil {
		t.Fatal(err)
	}
	got := written()
	if want := "--new-tab\n" + u + "\n"; !strings.HasPrefix(got, want) {
		t.Errorf("arguments %q, want %q", got, want)
	}
	if strings.Contains(got, "canary") || !strings.Contains(got, "HOME=/h") {
		t.Errorf("environment of the browser: %q", got)
	}
}

func TestOpenTakesABackgroundCommand(t *testing.T) {
	dir := t.TempDir()
	written := recorder(t, filepath.Join(dir, "firefox"))
	opener := browser.Opener{Environ: []string{"PATH=" + dir + ":/usr/bin:/bin", "BROWSER=firefox %s &"}}
	const u = "https://example.com/"
	if err := opener.Open(u); err != nil {
		t.Fatal(err)
	}
	if got := written(); !strings.HasPrefix(got, u+"\n") || strings.HasPrefix(got, u+"\n&\n") {
		t.Errorf("arguments %q, want the URL alone", got)
	}
}

func TestOpenNeverRunsAProgramOfTheCurrentDirectory(t *testing.T) {
	dir := t.TempDir()
	recorder(t, filepath.Join(dir, "xdg-open"))
	t.Chdir(dir)
	for _, env := range [][]string{
		{"PATH=.:", "DISPLAY=:0"},
		{"PATH=.", "BROWSER=xdg-open"},
		{"PATH=", "BROWSER=./xdg-open"},
	} {
		opener := browser.Opener{Environ: env}
		if opener.Available() {
			t.Errorf("%v: says that a browser is available", env)
		}
		if err := opener.Open("https://example.com/"); !errors.Is(err, browser.ErrNone) {
			t.Errorf("%v: %v", env, err)
		}
	}
}

func TestNoBrowserWithoutADisplay(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can be without a display")
	}
	dir := t.TempDir()
	recorder(t, filepath.Join(dir, "xdg-open"))
	if (browser.Opener{Environ: []string{"PATH=" + dir}}).Available() {
		t.Error("available without DISPLAY")
	}
	if !(browser.Opener{Environ: []string{"PATH=" + dir, "DISPLAY=:0"}}).Available() {
		t.Error("not available with DISPLAY")
	}
}
