package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/credserver"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/rolecreds"
)

// execServed runs a program that gets credentials from here for as long as it runs, each set
// of them checked as the first was.
func (g *guard) execServed(ctx context.Context, program Program, first identity.Caller) error {
	served := servedCredentials{guard: g, first: first}
	server, err := credserver.Start(ctx, credserver.Config{
		Credentials: served.get, Failed: served.failed,
		Refuses: func(err error) bool { return errors.As(err, new(*refusedError)) },
	})
	if err != nil {
		return err
	}
	defer server.Close()
	files, err := g.filesOfNobody()
	if err != nil {
		return err
	}
	variables := append(server.Environ(), files...)
	program.Environ = childEnviron(g.Environ, append(variables, commonVariables(g.childRegion())...))
	program.Stay = true
	return g.run(ctx, program)
}

// servedCredentials hands out credentials of one identity.
type servedCredentials struct {
	*guard
	first identity.Caller
	said  string // what went wrong last
}

func (s *servedCredentials) get(ctx context.Context) (awsapi.Credentials, error) {
	creds, caller, err := s.credentials(ctx)
	if err == nil {
		err = s.checkSame(caller)
	}
	if err != nil {
		return awsapi.Credentials{}, err
	}
	s.said = ""
	creds.AccountID = caller.AccountID
	return s.ending(creds), nil
}

// lastingFor is after what time credentials that last for ever are asked for again.
const lastingFor = time.Hour

// ending gives credentials that last for ever an end: no SDK takes any without one.
func (s *servedCredentials) ending(creds rolecreds.Credentials) awsapi.Credentials {
	if creds.Expiration.IsZero() {
		creds.Expiration = s.Now().Add(lastingFor)
	}
	return creds.Credentials
}

// checkSame refuses credentials of somebody else than the first ones were of: the program
// began as one.
func (s *servedCredentials) checkSame(caller identity.Caller) error {
	one, other := s.first, caller
	if one.AccountID == other.AccountID && one.Partition == other.Partition && one.RoleName == other.RoleName && one.UserName() == other.UserName() {
		return nil
	}
	return &refusedError{&changedError{one, other}}
}

// changedError means that new credentials are of somebody else.
type changedError struct{ Began, Now identity.Caller }

func (e *changedError) Error() string {
	return fmt.Sprintf("the program was started as %s, and these credentials are %s", e.Began, e.Now)
}

// failed says what went wrong, once however often the program tries again. It is called by
// one goroutine at a time, as get is.
func (s *servedCredentials) failed(err error) {
	if text := err.Error(); text != s.said {
		s.said = text
		s.report(signInNeeded(err))
	}
}

// filesOfNobody are the variables that lead to config files without any identity: SDKs ask
// the profiles there before they ask a container. The first file keeps how the profile calls
// AWS. Each is named after what it holds, so that no program finds another's; there is no secret
// in them, so they stay. In a home that cannot be written to, names of files that are not there do
// as well, unless the profile has more to say than the region, which is in a variable.
func (g *guard) filesOfNobody() ([]string, error) {
	home, err := g.home()
	if err != nil {
		return nil, err
	}
	text := g.source.Config.WithoutIdentity(g.profile)
	dir := filepath.Join(stateDir(home), "exec")
	config := filepath.Join(dir, identity.Hash(text)[:32]+".config")
	credentials := filepath.Join(dir, "none.credentials")
	for path, text := range map[string]string{config: text, credentials: ""} {
		if had, info, err := awsconfig.ReadText(disk.Or(g.Disk), path); err == nil && info != nil && had == text {
			continue
		}
		if err := atomicfile.Write(g.Disk, path, []byte(text)); err != nil && !g.profile.OnlyRegion() {
			return nil, fmt.Errorf("write the program's config file: %w", err)
		}
	}
	return []string{"AWS_CONFIG_FILE=" + config, "AWS_SHARED_CREDENTIALS_FILE=" + credentials}, nil
}
