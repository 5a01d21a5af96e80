package main

import (
	"errors"
	"os"

	"fob.example/fob/internal/cli"
)

func replace(cli.Program) error { return errors.ErrUnsupported }

func handedOn() []os.Signal { return []os.Signal{os.Interrupt} }

// reaches is always so: a console sends Ctrl-C to all programs on it.
func reaches(os.Signal) bool { return true }

func exitCode(state *os.ProcessState) int { return state.ExitCode() }
