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

		"HTTPS://example.com":                   "https://example.com",
		"https://example.com:8443/":             "https://example.com:8443/",
		"https://example.com/a b?c=d e#f g":     "https://example.com/a%20b?c=d%20e#f%20g",
		"https://example.com/?a=b&c=%20d":       "https://example.com/?a=b&c=%20d",
		"https://example.com/?a=$(id)`id`;id":   "https://example.com/?a=%24%28id%29%60id%60%3Bid",
		`https://example.com/'x"?<a>^b|c\d{e}*`: "https://example.com/%27x%22?%3Ca%3E%5Eb%7Cc%5Cd%7Be%7D%2A",
		"https://example.com/ä?ö":               "https://example.com/%C3%A4?%C3%B6",
		"https://example.com/\u202e":            "https://example.com/%E2%80%AE",
		"https://d-1.аwsapps.com/":              "", // the first a is Cyrillic
		"https://example.com:99999/":            "",
		"https://example.com:0/":                "",
		"https://example.com:/":                 "",
		"https://:443/":                         "",
		"https://$(id).example.com/":            "",
		"https://[fe80::1%25eth0]/":             "",
		"data:text/html,x":                      "",
		"":                                      "",
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
	const u = "https://example.com/a?b=c&d=%24%28x%29"
	if err := opener.Open("https://example.com/a?b=c&d=$(x)"); err != nil {
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

func TestH76OpenNeverRunsAProgramOfTheCurrentDirectory(t *testing.T) {
	dir := t.TempDir()
	recorder(t, filepath.Join(dir, "xdg-open"))
	t.Chdir(dir)
	for _, env := range [][]string{
		{"PATH=.:", "DISPLAY=:0"},
		{"PATH=.", "BROWSER=xdg-open"},
		{"PATH=", "BROWSER=./xdg-open"},
		{"PATH=:", "DISPLAY=:0"},
		{"PATH=./", "BROWSER=:xdg-open %s"},
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

// Available and Open agree, and nothing is started where nothing can open.
func TestWhereABrowserCanOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux can be without a display")
	}
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"xdg-open": 0o700, "wslview": 0o700, "notes": 0o600} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), mode); err != nil {
			t.Fatal(err)
		}
	}
	empty := t.TempDir()
	for _, tt := range []struct {
		environ []string
		want    bool
	}{
		{[]string{"PATH=" + dir}, false},
		{[]string{"PATH=" + dir, "DISPLAY="}, false},
		{[]string{"PATH=" + dir, "DISPLAY=:0"}, true},
		{[]string{"PATH=" + dir, "WAYLAND_DISPLAY=wayland-0"}, true},
		{[]string{"PATH=" + empty, "DISPLAY=:0"}, false},
		{[]string{"PATH=" + dir, "WSL_DISTRO_NAME=Ubuntu"}, true},
		{[]string{"PATH=" + empty, "WSL_DISTRO_NAME=Ubuntu"}, false},
		{[]string{"PATH=" + dir, "BROWSER=xdg-open"}, true},
		{[]string{"PATH=" + dir, "BROWSER=gone", "DISPLAY=:0"}, false},
		{[]string{"PATH=" + dir, "BROWSER=notes %s"}, false},
		{[]string{"PATH=" + dir, "BROWSER=" + dir}, false},
		{[]string{"PATH=" + dir, "BROWSER='unclosed", "DISPLAY=:0"}, false},
		{nil, false},
	} {
		opener := browser.Opener{Environ: tt.environ}
		if got := opener.Available(); got != tt.want {
			t.Errorf("%v: available: %v", tt.environ, got)
		}
		if err := opener.Open("https://example.com/"); (err == nil) != tt.want || err != nil && !errors.Is(err, browser.ErrNone) {
			t.Errorf("%v: %v", tt.environ, err)
		}
	}
	// wslview opens the browser of Windows, so a WSL without a display has one, and only that.
	if err := os.Remove(filepath.Join(dir, "wslview")); err != nil {
		t.Fatal(err)
	}
	if (browser.Opener{Environ: []string{"PATH=" + dir, "WSL_DISTRO_NAME=Ubuntu"}}).Available() {
		t.Error("xdg-open counts as a browser without a display")
	}
}
