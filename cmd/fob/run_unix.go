//go:build unix

package main

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"fob.example/fob/internal/cli"
)

// replace makes this process the program: no signal, no terminal and no exit code has to be
// passed on. It returns only if that fails.
func replace(p cli.Program) error { return syscall.Exec(p.Path, p.Args, p.Environ) }

func handedOn() []os.Signal {
	return []os.Signal{
		syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH,
	}
}

// reaches reports whether the terminal sends a signal to the program as well as to us, as it
// does to all in its foreground. Two of them are an order to many programs to drop all.
func reaches(s os.Signal) bool {
	if s != syscall.SIGINT && s != syscall.SIGQUIT && s != syscall.SIGWINCH {
		return false
	}
	tty, err := os.Open("/dev/tty")
	if err != nil {
		return false
	}
	defer tty.Close()
	foreground, err := unix.IoctlGetInt(int(tty.Fd()), unix.TIOCGPGRP)
	return err == nil && foreground == unix.Getpgrp()
}

// exitCode is the one of shells: 128 and the number of the signal that ended a program.
func exitCode(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal())
	}
	return state.ExitCode()
}
