package cli

import "fmt"

// refusedError means that a rule kept credentials from being used. Nothing was started or
// printed.
type refusedError struct{ error }

func (e *refusedError) Unwrap() error { return e.error }
func (e *refusedError) ExitCode() int { return exitRefused }

// contradictionError means that two promises cannot both be kept.
type contradictionError struct{ one, other promised }

func (e *contradictionError) Error() string {
	return fmt.Sprintf("%s promises %s, and %s %s", e.one.by, e.one, e.other.by, e.other)
}

// noProfileError means that nobody said which profile is meant.
type noProfileError struct{}

func (e *noProfileError) Error() string {
	return "no profile is named, and the default one is not taken for what somebody may have meant"
}

// noAccountError means that nothing says which account the credentials have to be of.
type noAccountError struct{ Profile string }

func (e *noAccountError) Error() string {
	return fmt.Sprintf("profile %q does not say which account its credentials are of", e.Profile)
}

// signInNeededError means that only a person can go on, and there is no terminal to ask at.
type signInNeededError struct{ error }

func (e *signInNeededError) Unwrap() error { return e.error }
func (e *signInNeededError) ExitCode() int { return exitSignIn }
