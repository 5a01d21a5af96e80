// Command fob signs people in to AWS through IAM Identity Center and keeps them
// signed in to the right account.
package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/term"

	"fob.example/fob/internal/cli"
)

func main() {
	keepOffDisk()
	log.SetOutput(io.Discard) // net/http quotes there what a server sent too much, which may be keys
	debug.SetGCPercent(400)   // most commands end before collecting at 4 MB pays
	ctx, interrupts := listen()
	os.Exit(cli.Main(ctx, cli.Env{
		Args:        os.Args[1:],
		Stdin:       os.Stdin,
		Stdout:      os.Stdout,
		Stderr:      os.Stderr,
		Environ:     os.Environ(),
		Now:         wallClock,
		Executable:  executable,
		Proxy:       http.ProxyFromEnvironment,
		Interactive: term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(os.Stdout.Fd())),
		Terminal:    term.IsTerminal(int(os.Stdout.Fd())),
		Screen:      screen(),
		Columns:     columns,
		AskSecret:   secretAsker(),
		Run: func(ctx context.Context, p cli.Program) (int, error) {
			interrupts.handOver()
			return run(ctx, p)
		},
	}))
}

// wallClock is the time without the reading of the monotonic clock, by which Go would compare
// otherwise: that clock stands still while the machine is suspended, and what runs out does
// not.
func wallClock() time.Time { return time.Now().Round(0) }

// screen is the terminal that questions are drawn on: stderr, for stdout is the answer,
// or else stdout. Nil: there is none, or nobody could answer.
func screen() io.Writer {
	for _, f := range []*os.File{os.Stderr, os.Stdout} {
		if term.IsTerminal(int(os.Stdin.Fd())) && term.IsTerminal(int(f.Fd())) {
			return f
		}
	}
	return nil
}

// columns is the width of the terminal that stdout is, 0 if it is none.
func columns() int {
	width, _, _ := term.GetSize(int(os.Stdout.Fd()))
	return width
}
