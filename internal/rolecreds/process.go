package rolecreds

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/shellword"
)

// processTimeout bounds a credential_process: nobody may be there to answer it.
const processTimeout = time.Minute

// ProcessError means that a profile's credential_process gave no credentials.
type ProcessError struct{ Profile, Reason string }

func (e *ProcessError) Error() string {
	return fmt.Sprintf("the credential_process of profile %q %s", e.Profile, e.Reason)
}

// process runs the profile's credential_process, split like a shell's line and run
// without one, and reads its document (version 1). A program that asks for the same
// profile again is refused there.
func (s *Source) process(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	if _, set := p.Get("credential_process"); !set {
		return Credentials{}, nil
	}
	if err := s.CheckChain(p.Name); err != nil {
		return Credentials{}, err
	}
	program, args, err := s.processLine(p)
	if err != nil {
		return Credentials{}, err
	}
	fail := func(format string, args ...any) (Credentials, error) {
		return Credentials{}, &ProcessError{p.Name, fmt.Sprintf(format, args...)}
	}
	ctx, cancel := context.WithTimeout(ctx, processTimeout)
	defer cancel()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Stderr = s.chained(p.Name), &stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return Credentials{}, context.Cause(ctx)
	case errors.As(err, &exit):
		return fail("failed: %s", strings.TrimSpace(stderr.String()))
	case err != nil:
		return fail("cannot be run: %v", err)
	}
	creds, err := processDocument(out)
	if err != nil {
		return fail("printed what cannot be used: %v", err)
	}
	return Credentials{creds, MethodProcess, ""}, nil
}

// processLine returns which program a credential_process starts, as it is found, and with
// which arguments. The error is a *ProcessError.
func (s *Source) processLine(p *awsconfig.Profile) (program string, args []string, err error) {
	command, _ := p.Get("credential_process")
	argv, err := shellword.Split(command)
	switch {
	case err != nil:
		return "", nil, &ProcessError{p.Name, fmt.Sprintf("cannot be read: %v", err)}
	case len(argv) == 0:
		return "", nil, &ProcessError{p.Name, "is empty"}
	}
	if program, err = s.lookPath(argv[0]); err != nil {
		return "", nil, &ProcessError{p.Name, fmt.Sprintf("cannot be run: %q: %v", argv[0], err)}
	}
	return program, argv[1:], nil
}

// lookPath finds a program by the PATH of our own environment.
func (s *Source) lookPath(program string) (string, error) {
	if strings.ContainsRune(program, filepath.Separator) {
		return exec.LookPath(program)
	}
	for i := len(s.Environ) - 1; i >= 0; i-- {
		path, ok := strings.CutPrefix(s.Environ[i], "PATH=")
		if !ok {
			continue
		}
		for _, dir := range filepath.SplitList(path) {
			if found, err := exec.LookPath(filepath.Join(dir, program)); err == nil && filepath.IsAbs(dir) {
				return found, nil
			}
		}
		break
	}
	return "", exec.ErrNotFound
}

func processDocument(out []byte) (awsapi.Credentials, error) {
	o, err := orderedjson.ParseObject(out)
	if err != nil {
		return awsapi.Credentials{}, err
	}
	switch version, ok := o.Get("Version"); {
	case !ok:
		return awsapi.Credentials{}, errors.New("it holds no Version")
	case version != json.Number("1"):
		return awsapi.Credentials{}, errors.New("its Version is not the number 1")
	}
	for _, name := range []string{"AccessKeyId", "SecretAccessKey"} {
		if o.String(name) == "" {
			return awsapi.Credentials{}, fmt.Errorf("it lacks %s", name)
		}
	}
	creds := awsapi.Credentials{
		AccessKeyID: o.String("AccessKeyId"), SecretAccessKey: o.String("SecretAccessKey"),
		SessionToken: o.String("SessionToken"), AccountID: o.String("AccountId"),
	}
	if v, ok := o.Get("Expiration"); ok && v != nil {
		if creds.Expiration, err = cachefile.ParseTime(o.String("Expiration")); err != nil {
			return awsapi.Credentials{}, fmt.Errorf("its Expiration is %w", err)
		}
	}
	return creds, nil
}
