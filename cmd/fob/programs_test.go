package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"time"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/cli"
	"fob.example/fob/internal/standin"
)

// standinMain is a browser with a person at it: it walks the page it is given and
// says nothing, for what it printed would stand among fob's own words. What it saw
// last it writes to the file -page.
func standinMain() {
	page := flag.String("page", "", "write the last page to `file`")
	user := flag.String("user", "", "sign in as `name`")
	deny := flag.Bool("deny", false, "press Deny")
	look := flag.Bool("look", false, "look at the page and leave")
	flag.Parse()
	text := "looked"
	if !*look {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		visit, err := standin.Person{UserName: *user, Deny: *deny}.Walk(ctx, flag.Arg(0))
		text = fmt.Sprintf("%s\n%s\n", visit.Title, visit.Text)
		if err != nil {
			text += fmt.Sprintf("could not go on: %v\n", err)
		}
	}
	if *page != "" {
		if err := atomicfile.Write(nil, *page, []byte(text)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// interruptMain runs a program until a file appears, and then presses Ctrl-C:
// interrupt FILE PROGRAM [ARG...]. It ends with the program's exit code, or with 99
// if the program goes on, for longer than a busy machine takes to end it.
func interruptMain() {
	cmd := exec.Command(os.Args[2], os.Args[3:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(98)
	}
	awaitFile(os.Args[1], func() { fmt.Fprintln(os.Stderr, "interrupt: no", os.Args[1]) })
	_ = cmd.Process.Signal(os.Interrupt)
	late := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill(); os.Exit(99) })
	_ = cmd.Wait()
	late.Stop()
	os.Exit(cmd.ProcessState.ExitCode())
}

// stayMain runs a program below itself, as run does where this process has to stay.
func stayMain() {
	path, err := exec.LookPath(os.Args[1])
	code := 99
	if err == nil {
		limitCore()
		code, err = run(context.Background(), cli.Program{Path: path, Args: os.Args[1:], Environ: os.Environ(), Stay: true})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}
