package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"fob":       main,
		"standin":   standinMain,
		"interrupt": interruptMain,
		"stay":      stayMain,
	})
}

// TestScript runs the transcripts: stories that a person could follow, with the
// real program, a real server and a browser that really fetches the pages.
func TestScript(t *testing.T) {
	// Under nohup this process ignores the end of a terminal, and so would what it starts.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP)
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("..", "..", "internal", "cli", "testdata", "script"),
		Setup:               setup,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"idc":       cmdIDC,
			"canned":    cmdCanned,
			"vanity":    cmdVanity,
			"exits":     cmdExits,
			"page":      cmdPage,
			"mode":      cmdMode,
			"awaitfile": cmdAwaitFile,
		},
	})
}

// setup gives each script a home of its own and the stand-in as its browser. The
// rest of the environment is testscript's, which holds nothing of the caller's AWS.
func setup(env *testscript.Env) error {
	home := filepath.Join(env.WorkDir, "home")
	env.Setenv("HOME", home)
	env.Setenv("USERPROFILE", home)
	env.Setenv("BROWSER", "standin -page "+filepath.Join(env.WorkDir, pageFile))
	env.Setenv("AWS_EC2_METADATA_DISABLED", "true") // whatever machine the tests run on
	env.Setenv("GORACE", "atexit_sleep_ms=0")       // a second for each program else, under -race
	env.Values[idcKey{}] = &idcServer{}
	return os.MkdirAll(home, 0o700)
}

// cmdExits runs a program that must end with a code: exits CODE PROGRAM [ARG...].
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// cmdMode checks the permissions of files: mode 600 FILE...
func cmdMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mode OCTAL FILE...")
	}
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	for _, name := range args[1:] {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if got := info.Mode().Perm(); got != os.FileMode(want) {
			ts.Fatalf("%s has mode %o, want %o", name, got, want)
		}
	}
}

// pageFile is where the stand-in writes down the last page it saw, whole or not at all.
const pageFile = "page.txt"

// cmdPage waits for the stand-in's last page and matches it: page REGEXP.
// The page is gone afterwards, so that the next one is not mistaken for it.
func cmdPage(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: page REGEXP")
	}
	path := ts.MkAbs(filepath.Join(ts.Getenv("WORK"), pageFile))
	awaitFile(path, func() { ts.Fatalf("the browser saw no page") })
	text := ts.ReadFile(path)
	ts.Check(os.Remove(path))
	if !regexp.MustCompile(args[0]).MatchString(text) {
		ts.Fatalf("the browser's last page does not match %q:\n%s", args[0], text)
	}
}

// cmdAwaitFile waits for a file: awaitfile FILE.
func cmdAwaitFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: awaitfile FILE")
	}
	awaitFile(ts.MkAbs(args[0]), func() { ts.Fatalf("%s does not appear", args[0]) })
}

// awaitFile returns once the file is there, or calls late after a long time.
func awaitFile(path string, late func()) {
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		if _, err := os.Stat(path); err == nil {
			return
		}
		if time.Now().After(deadline) {
			late()
			return
		}
	}
}
