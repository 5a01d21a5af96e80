package recorded

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	_ "fob.example/fob/internal/cli" // which the program is: results that are cached are those of this one
)

// binary is the program, built for these tests.
var binary string

// TestMain is the browser, too, where the program starts it as such.
func TestMain(m *testing.M) {
	if len(os.Args) == 5 && os.Args[1] == browserArg {
		browserMain(os.Args[2:])
		return
	}
	os.Exit(withProgram(m.Run))
}

func withProgram(run func() int) int {
	dir, err := os.MkdirTemp("", "fob-recorded-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "fob")
	build := exec.Command("go", "build", "-o", binary, "fob.example/fob/cmd/fob")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "build fob:", err)
		return 1
	}
	return run()
}
