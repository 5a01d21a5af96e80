package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// Program is one to run, on the terminal and the streams of this process.
type Program struct {
	Path    string   // of its file
	Args    []string // with the name that it was called by as the first
	Environ []string
	// Stay keeps this process while the program runs, which otherwise takes its place where
	// the system can do that.
	Stay bool
}

// programError means that a program cannot be started.
type programError struct {
	Name string
	Err  error
}

func (e *programError) Error() string { return fmt.Sprintf("%s: %v", e.Name, e.Err) }
func (e *programError) Unwrap() error { return e.Err }

// ExitCode is the one that shells have for it.
func (e *programError) ExitCode() int {
	if errors.Is(e.Err, exec.ErrNotFound) || errors.Is(e.Err, fs.ErrNotExist) {
		return exitNotFound
	}
	return exitNotExecutable
}

// findProgram finds the file of a program as a shell does, but never in the current folder
// unasked. The error is a *programError.
func (a *app) findProgram(args []string) (Program, error) {
	name := args[0]
	if strings.ContainsRune(name, '/') || strings.ContainsRune(name, filepath.Separator) {
		path, err := lookAt(name)
		if err != nil {
			return Program{}, &programError{name, err}
		}
		return Program{Path: path, Args: args}, nil
	}
	failure := exec.ErrNotFound
	for _, dir := range filepath.SplitList(a.env[pathVariable(a.env)]) {
		if !filepath.IsAbs(dir) {
			continue
		}
		path, err := lookAt(filepath.Join(dir, name))
		switch {
		case err == nil:
			return Program{Path: path, Args: args}, nil
		case errors.Is(err, fs.ErrPermission):
			failure = err // unless another folder has one
		}
	}
	return Program{}, &programError{name, failure}
}

// lookAt answers the file of a program at path, and without the path in its error.
func lookAt(path string) (string, error) {
	found, err := exec.LookPath(path)
	if wrapped, ok := errors.AsType[*exec.Error](err); ok {
		err = wrapped.Err
	}
	if wrapped, ok := errors.AsType[*fs.PathError](err); ok {
		err = wrapped.Err
	}
	return found, err
}

// pathVariable is the name of PATH, which on Windows may have any case.
func pathVariable(env map[string]string) string {
	if runtime.GOOS == "windows" {
		for name := range env {
			if strings.EqualFold(name, "PATH") {
				return name
			}
		}
	}
	return "PATH"
}

// run runs a program, whose exit code is ours.
func (a *app) run(ctx context.Context, program Program) error {
	if a.Run == nil {
		return errors.New("no program can be run from here")
	}
	code, err := a.Run(ctx, program)
	switch {
	case err != nil && ctx.Err() == nil:
		return &programError{program.Args[0], err}
	case err != nil:
		return err
	case code != exitOK:
		return silentError(code)
	}
	return nil
}
