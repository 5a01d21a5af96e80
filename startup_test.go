package fob_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// What the packages that are linked in may cost before main runs. Unlike a time, it is
// the same on every machine.
const (
	maxInitBytes  = 650_000
	maxInitAllocs = 4_500
)

func TestStartStaysCheap(t *testing.T) {
	cmd := exec.Command(fobBinary(t), "version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	bytes, allocs, lines := 0, 0, 0
	for line := range strings.Lines(stderr.String()) {
		// init NAME @0.1 ms, 0.2 ms clock, 345 bytes, 6 allocs
		words := strings.Fields(line)
		if len(words) != 11 || words[0] != "init" {
			continue
		}
		b, errBytes := strconv.Atoi(words[7])
		a, errAllocs := strconv.Atoi(words[9])
		if errBytes != nil || errAllocs != nil {
			t.Fatalf("cannot read %q", line)
		}
		bytes, allocs, lines = bytes+b, allocs+a, lines+1
	}
	if lines == 0 {
		t.Fatal("the Go runtime printed no inittrace")
	}
	t.Logf("%d packages, %d bytes, %d allocations", lines, bytes, allocs)
	if bytes > maxInitBytes || allocs > maxInitAllocs {
		t.Errorf("starting allocates %d bytes in %d allocations, more than %d in %d", bytes, allocs, maxInitBytes, maxInitAllocs)
	}
}

// binDir is where the tests of this package find and put the binary.
var binDir string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "fob-test-")
	if err != nil {
		panic(err)
	}
	binDir = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// build makes the binary once, when a test first asks for it.
var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binDir, "fob")
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	out, err := exec.Command("go", "build", "-o", path, "./cmd/fob").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

func fobBinary(t *testing.T) string {
	t.Helper()
	path, err := build()
	if err != nil {
		t.Fatalf("build fob: %v", err)
	}
	return path
}
