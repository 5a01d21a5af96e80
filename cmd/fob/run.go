package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"slices"

	"fob.example/fob/internal/cli"
)

// run runs a program on our streams and answers its exit code: in the place of this process,
// or below it where this one has to stay, or cannot go. The signals have been handed over; one
// that comes before the program is there ends this process, as it would the program.
func run(ctx context.Context, p cli.Program) (code int, err error) {
	if ctx.Err() != nil {
		return 0, context.Cause(ctx)
	}
	raiseCore()
	if !p.Stay {
		if err := replace(p); !errors.Is(err, errors.ErrUnsupported) {
			limitCore()
			return 0, err
		}
	}
	return spawn(p)
}

// spawn runs a program below this process, which hands on the signals that it gets, and ends
// as the program did.
func spawn(p cli.Program) (code int, err error) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, slices.DeleteFunc(handedOn(), outlived)...)
	defer signal.Stop(signals)
	cmd := exec.Cmd{Path: p.Path, Args: p.Args, Env: p.Environ, Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr}
	err = cmd.Start()
	limitCore() // ours stay as they were
	if err != nil {
		return 0, bare(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for {
		select {
		case s := <-signals:
			if !reaches(s) {
				_ = cmd.Process.Signal(s) // it may have ended
			}
		case err := <-ended:
			if cmd.ProcessState == nil {
				return 0, err
			}
			return exitCode(cmd.ProcessState), nil
		}
	}
}

// bare is the system's word without the path, which is said anyway.
func bare(err error) error {
	if wrapped, ok := errors.AsType[*os.PathError](err); ok {
		return wrapped.Err
	}
	return err
}
