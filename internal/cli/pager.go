package cli

import (
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"

	"fob.example/fob/internal/shellword"
)

// page shows an answer: in the pager where stdout is a terminal and one is set.
func (a *app) page(text string) error {
	if text == "" {
		return nil
	}
	argv, wanted, err := a.pager()
	switch {
	case err != nil:
		return err
	case argv == nil:
		return a.print(text)
	}
	cmd := exec.CommandContext(context.Background(), argv[0], argv[1:]...)
	cmd.Env = a.Environ
	if _, set := a.lookupEnv("LESS"); !set {
		cmd.Env = append(slices.Clone(a.Environ), "LESS=FRX")
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), a.Stdout, a.Stderr
	if err := cmd.Start(); err != nil {
		if !wanted {
			return a.print(text)
		}
		return configurationError{fmt.Errorf("start the pager %q: %w", argv[0], err)}
	}
	_ = cmd.Wait() // a pager that is left early is no failure
	return nil
}

// pager returns the pager's command line, nil for none, and whether somebody asked for
// that one: AWS_PAGER, the profile's cli_pager or PAGER, as against the default.
func (a *app) pager() (argv []string, wanted bool, err error) {
	if !a.Terminal || a.global.noPager {
		return nil, false, nil
	}
	command, wanted := "less", false
	if profile, err := a.activeProfile(); err == nil {
		if set, ok := profile.Resolve("cli_pager", a.lookupEnv, "AWS_PAGER"); ok {
			command, wanted = set, true
		} else if set, ok := a.lookupEnv("PAGER"); ok {
			command, wanted = set, true
		}
	}
	argv, err = shellword.Split(command)
	if err != nil {
		return nil, true, configurationError{fmt.Errorf("the pager %q cannot be read: %w", command, err)}
	}
	return argv, wanted, nil
}
