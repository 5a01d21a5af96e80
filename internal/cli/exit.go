package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/signin"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// Exit codes, the AWS CLI's but where it is said otherwise.
const (
	exitOK            = 0
	exitSilent        = 1   // configure get of an absent key
	exitBroken        = 1   // doctor found something that does not work; ours
	exitSignIn        = 3   // a person has to sign in; ours, in commands that the AWS CLI lacks
	exitRefused       = 4   // a rule of the guard refused; ours, wherever one does
	exitNotExecutable = 126 // of a program to start, as shells do
	exitNotFound      = 127
	exitInterrupted   = 130
	exitUsage         = 252
	exitConfiguration = 253
	exitService       = 254
	exitGeneral       = 255
)

// ExitCoder is an error that chooses the exit code.
type ExitCoder interface {
	error
	ExitCode() int
}

// configurationError marks an error as one of settings where the AWS CLI does so.
type configurationError struct{ error }

func (e configurationError) Unwrap() error { return e.error }
func (e configurationError) ExitCode() int { return exitConfiguration }

// silentError ends a command with a code and no word.
type silentError int

func (e silentError) Error() string { return "" }
func (e silentError) ExitCode() int { return int(e) }

// finish says how a command ended and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errVersion):
		return a.finish(ctx, a.printVersion())
	case ctx.Err() != nil, errors.Is(err, prompt.ErrInterrupted):
		fmt.Fprintln(a.Stdout) // as the AWS CLI: the prompt starts on a line of its own
		return exitCode(context.Cause(ctx), exitInterrupted)
	}
	a.report(err)
	return codeOf(err)
}

// report says what went wrong, and what helps.
func (a *app) report(err error) {
	if a.structured(err) {
		return
	}
	for _, one := range parts(err) {
		if text := termui.CleanMessage(one.Error()); text != "" {
			fmt.Fprintf(a.Stderr, "fob: error: %s\n", text)
		}
	}
	if query, ok := errors.AsType[*queryError](err); ok {
		for line := range strings.Lines(query.picture) {
			fmt.Fprintf(a.Stderr, "  %s\n", termui.CleanMessage(strings.TrimSuffix(line, "\n")))
		}
	}
	if remedy := a.hint(err); remedy != "" {
		fmt.Fprintf(a.Stderr, "fob: hint: %s\n", remedy)
	}
}

// parts takes apart what errors.Join put together, so that each is said on its line.
func parts(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}

func codeOf(err error) int {
	var (
		refused *refusedError
		needed  *signInNeededError
		usage   *usageError
		ended   *ssotoken.EndedError
		refresh *ssotoken.RefreshError
		service *awsapi.ServiceError
		none    *rolecreds.NoCredentialsError
		badURL  *signin.StartURLError
		noURL   *awsconfig.StartURLError
	)
	switch {
	case errors.As(err, &refused):
		return exitRefused
	case errors.As(err, &needed):
		return exitSignIn
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &badURL), errors.As(err, &noURL):
		return exitConfiguration
	case errors.As(err, &ended), errors.As(err, &refresh): // may wrap what the service said
		return exitGeneral
	case errors.As(err, &service):
		return exitService
	case errors.As(err, &none), errors.Is(err, rolecreds.ErrNoRegion):
		return exitConfiguration
	}
	return exitCode(err, exitGeneral)
}

func exitCode(err error, otherwise int) int {
	var coder ExitCoder
	if errors.As(err, &coder) {
		return coder.ExitCode()
	}
	return otherwise
}
