//go:build unix

package kills

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"fob.example/fob/internal/standin"
)

func TestMain(m *testing.M) {
	testscript.Main(withFob{m}, map[string]func(){"standin": walk})
}

// withFob puts the program on PATH for as long as the tests run.
type withFob struct{ *testing.M }

func (w withFob) Run() int {
	dir, err := os.MkdirTemp("", "fob-kills")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "fob"), "fob.example/fob/cmd/fob")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build fob:", err)
		return 1
	}
	_ = os.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	return w.M.Run()
}

// walk is the browser, and a person who says yes. That nobody waits any more for where the
// walk ends is no mistake of theirs.
func walk() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, _ = standin.Person{}.Walk(ctx, os.Args[len(os.Args)-1])
}
