// Package demo walks the way a person takes with fob, on a local Identity Center of
// its own and in a home folder of its own, and checks each step.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/standin"
)

// Config is what a demo needs. All fields but OpenBrowser are required.
type Config struct {
	Stdout io.Writer
	// Run runs one fob command and returns its exit code.
	Run func(context.Context, Command) int
	Now func() time.Time
	// OpenBrowser opens a page in the person's own browser, where they click. Nil: a
	// stand-in walks the pages.
	OpenBrowser func(url string) error
	// Keep leaves the server up at the end, until the context ends.
	Keep bool
}

// Command is one fob command line and the world it runs in.
type Command struct {
	Args           []string
	Environ        []string
	Stdout, Stderr io.Writer
	OpenBrowser    func(url string) error
}

// StepError is a step that did not give what it should.
type StepError struct {
	Command string
	Reason  string
	Code    int // the command's exit code
}

func (e *StepError) Error() string { return fmt.Sprintf("%s: %s", e.Command, e.Reason) }

// ExitCode is the command's own, or 1 where it claimed success.
func (e *StepError) ExitCode() int { return max(e.Code, 1) }

// Run runs the demo. It leaves nothing behind. The real home folder is neither read
// nor written: the commands get an environment with nothing else in it.
func Run(ctx context.Context, c Config) (err error) {
	home, err := os.MkdirTemp("", "fob-demo-")
	if err != nil {
		return fmt.Errorf("make a temporary home: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(home)) }()

	dir := directory.Default()
	dir.Instance.PollInterval = time.Second // nobody should wait five for a stand-in
	if err := atomicfile.Write(nil, filepath.Join(home, ".aws", "config"), []byte(dir.ClientConfig())); err != nil {
		return fmt.Errorf("write the demo's config: %w", err)
	}
	base, stop, err := startServer(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()

	user := dir.Users[0].UserName
	w := &walk{
		Config: c, environ: append(idc.ClientEnviron(base), "HOME="+home, "USERPROFILE="+home), home: home,
		user: user, approve: standin.Person{UserName: user}.Walk,
	}
	w.say("A local Identity Center listens on %s, and HOME is %s:\nno AWS account is involved, and your own ~/.aws is neither read nor written.", base, home)
	if err := w.all(ctx); err != nil {
		return err
	}
	if c.Keep {
		w.keep(base)
		<-ctx.Done()
		return nil
	}
	w.say("Done: the server is stopped and that HOME removed.")
	return nil
}

// startServer starts the local Identity Center; stop ends it and waits for its end.
func startServer(ctx context.Context, dir *directory.Directory) (base string, stop func() error, err error) {
	listener, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	secret, err := idc.Secret(dir, "")
	if err != nil {
		return "", nil, err
	}
	base = idc.BaseURL(listener)
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: base, Secret: secret})
	if err != nil {
		return "", nil, err
	}
	// The server outlives an interrupted command, so that it can sign out.
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- idc.Serve(serving, listener, server) }()
	return base, func() error { cancel(); return <-done }, nil
}

// keep tells how other programs sign in here.
func (w *walk) keep(base string) {
	w.say("The server stays up on %s until you press Ctrl-C. In another terminal, with the AWS CLI or any SDK:", base)
	for _, kv := range append(idc.ClientEnviron(base), "HOME="+w.home) {
		fmt.Fprintf(w.Stdout, "export %s\n", shellword.Quote(kv))
	}
	fmt.Fprintf(w.Stdout, "aws sso login --profile my-dev-profile\naws sts get-caller-identity --profile my-dev-profile\n")
}
