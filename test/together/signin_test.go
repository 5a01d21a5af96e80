package together_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Without a token 30 processes that sign in if that is needed, or anyway, or need
// credentials, open one page, and all go on from what the person does there.
func TestOneSignIn(t *testing.T) {
	const waits = "is signing in to sso-session"
	for name, tt := range map[string]struct {
		args    []string
		waiting int // how many have to wait before the person comes: all but one
	}{
		"if needed": {[]string{"sso", "login", "--profile", "dev", "--if-needed", "--timeout", "1m"}, 29},
		"anyway":    {[]string{"sso", "login", "--profile", "dev", "--timeout", "1m"}, 29},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			opened, come := filepath.Join(w.home, "opened"), filepath.Join(w.home, "come")
			w.write("browser", "#!/bin/sh\necho . >> "+opened+"\nwhile ! test -e "+come+"; do sleep 0.02; done\nexec curl -sL -o /dev/null \"$1\"\n")
			if err := os.Chmod(filepath.Join(w.home, "browser"), 0o700); err != nil {
				t.Fatal(err)
			}
			done := make(chan []ended)
			go func() { done <- w.atOnce(30, []string{"BROWSER=" + filepath.Join(w.home, "browser")}, tt.args...) }()
			for deadline := time.Now().Add(30 * time.Second); w.saying(waits) < tt.waiting && time.Now().Before(deadline); {
				time.Sleep(5 * time.Millisecond)
			}
			w.write("come", "")
			for _, p := range <-done {
				if p.err != nil {
					t.Errorf("%v: %s", p.err, p.stderr)
				}
			}
			if pages, err := os.ReadFile(opened); err != nil || bytes.Count(pages, []byte(".")) != 1 {
				t.Errorf("opened %q, %v", pages, err)
			}
		})
	}
}

// Who needs credentials while somebody signs in waits for that, and gets them.
func TestCredentialsWhileSomebodySignsIn(t *testing.T) {
	for name, args := range map[string][]string{
		"export-credentials": {"configure", "export-credentials", "--profile", "dev"},
		"exec":               {"exec", "--profile", "dev", "--", "true"},
	} {
		t.Run(name, func(t *testing.T) { askWhileSomebodySignsIn(t, args) })
	}
}

func askWhileSomebodySignsIn(t *testing.T, args []string) {
	w := newWorld(t)
	come := filepath.Join(w.home, "come")
	w.write("browser", "#!/bin/sh\ntouch "+filepath.Join(w.home, "opened")+"\nwhile ! test -e "+come+"; do sleep 0.02; done\nexec curl -sL -o /dev/null \"$1\"\n")
	if err := os.Chmod(filepath.Join(w.home, "browser"), 0o700); err != nil {
		t.Fatal(err)
	}
	login := make(chan []ended)
	go func() {
		login <- w.atOnce(1, []string{"BROWSER=" + filepath.Join(w.home, "browser")}, "sso", "login", "--profile", "dev", "--timeout", "1m")
	}()
	for _, err := os.Stat(filepath.Join(w.home, "opened")); err != nil; _, err = os.Stat(filepath.Join(w.home, "opened")) {
		time.Sleep(5 * time.Millisecond)
	}
	asked := make(chan []ended)
	go func() { asked <- w.atOnce(10, nil, args...) }()
	for deadline := time.Now().Add(30 * time.Second); w.saying("is signing in to sso-session") < 10 && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	w.write("come", "")
	for _, p := range append(<-login, <-asked...) {
		if p.err != nil {
			t.Errorf("%v: %s", p.err, p.stderr)
		}
	}
	if n := w.counted()["GET /federation/credentials"]; n != 1 {
		t.Errorf("bought %d times", n)
	}
}

// saying counts the processes that have said something on stderr.
func (w *world) saying(text string) int {
	n := 0
	files, _ := filepath.Glob(filepath.Join(w.home, "stderr.*"))
	for _, file := range files {
		if said, err := os.ReadFile(file); err == nil && bytes.Contains(said, []byte(text)) {
			n++
		}
	}
	return n
}
