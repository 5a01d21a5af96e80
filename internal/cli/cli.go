// Package cli is the command tree: it reads the command line, calls the packages
// below, and words what comes back. One file holds one command.
//
// stdout is the answer and stderr the conversation, except where the AWS CLI prints
// the conversation of a sign-in on stdout and scripts read it there.
package cli

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"fob.example/fob/internal/disk"
)

// Env is the world a command runs in. Everything is required but what says otherwise.
type Env struct {
	Args    []string // without the program's name
	Stdin   io.Reader
	Stdout  io.Writer
	Stderr  io.Writer
	Environ []string // as os.Environ
	Now     func() time.Time
	// Executable answers the absolute path of this program, as it is called. Optional.
	Executable func() (string, error)
	// Interactive tells that a person sits at a terminal, Terminal that stdout is one.
	Interactive, Terminal bool
	// Screen is the terminal to draw questions on, nil if there is none or Stdin is not
	// the same one.
	Screen io.Writer
	// Columns is the terminal's width. Optional.
	Columns func() int
	// Proxy chooses a proxy for a request, as http.Transport does. Optional.
	Proxy func(*http.Request) (*url.URL, error)
	// AskSecret asks the person at the terminal for a line that is not shown. Nil: nobody
	// is there.
	AskSecret func(ctx context.Context, prompt string) (string, error)
	// Run runs a program and answers its exit code. Where the program takes the place of this
	// process it returns only to say why it could not. Nil: nothing can be run.
	Run func(context.Context, Program) (code int, err error)
	// OpenBrowser replaces the browser that Environ leads to. Optional.
	OpenBrowser func(url string) error
	// Disk is where the AWS files, and fob's own, are read and written. Nil: the machine's.
	Disk disk.Disk
}

// Main runs the command that env.Args names and returns the exit code: the AWS CLI's
// for the AWS CLI's commands. A cancelled ctx ends any command within a second; its
// cause may be an ExitCoder that chooses the code.
func Main(ctx context.Context, env Env) int {
	a := newApp(env)
	root := newRoot(a)
	root.InitDefaultHelpCmd()
	var help bytes.Buffer // cobra writes it piece by piece, and does not look whether it arrives
	root.SetIn(env.Stdin)
	root.SetOut(&help)
	root.SetErr(env.Stderr)
	if isCompletion(env.Args) {
		return a.complete(ctx, root)
	}
	command, args, err := normalise(root, env.Args)
	a.command = command.CommandPath()
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if err == nil && help.Len() > 0 {
		err = a.print(help.String())
	}
	return a.finish(ctx, a.firstMistake(err))
}
