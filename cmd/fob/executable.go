package main

import (
	"os"
	"os/exec"
	"path/filepath"
)

// executable is the absolute path of this program, for a line in a file. The name that it
// was called by stays as it is, links and all: what an upgrade replaces is where they lead.
func executable() (string, error) {
	itself, err := os.Executable()
	switch {
	case err != nil && filepath.IsAbs(os.Args[0]): // Linux without /proc
		return os.Args[0], nil
	case err != nil:
		return "", err
	}
	called, err := exec.LookPath(os.Args[0])
	if err == nil {
		called, err = filepath.Abs(called)
	}
	if err == nil && sameFile(called, itself) {
		return called, nil
	}
	return itself, nil
}

func sameFile(one, other string) bool {
	a, errA := os.Stat(one)
	b, errB := os.Stat(other)
	return errA == nil && errB == nil && os.SameFile(a, b)
}
