// Package rolecreds gets credentials for a profile, in the AWS CLI's order of
// sources, and keeps those of roles in the AWS CLI's own cache, ~/.aws/cli/cache.
package rolecreds

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

// Method is how credentials were found, in the AWS CLI's words.
type Method string

// The methods there are.
const (
	MethodEnvironment Method = "env"
	MethodSSO         Method = "sso"
	MethodSharedFile  Method = "shared-credentials-file"
	MethodConfigFile  Method = "config-file"
	MethodProcess     Method = "custom-process"
)

// Credentials are credentials and how they were found.
type Credentials struct {
	awsapi.Credentials
	Method Method
}

// Source gets credentials. All fields but LookupEnv are required.
type Source struct {
	Config *awsconfig.Config
	Tokens *ssotoken.Source
	Cache  Cache
	API    *awsapi.Client
	Now    func() time.Time
	// Environ is what a credential_process runs in.
	Environ []string
	// LookupEnv reads the environment's keys, which come before everything else. Nil
	// skips them, as the AWS CLI does where --profile was given.
	LookupEnv func(string) (string, bool)
}

// FindError means that credentials could not be found where the settings say they are.
// What goes wrong later, with a sign-in or a call, is another error.
type FindError struct{ Err error }

func (e *FindError) Error() string { return e.Err.Error() }
func (e *FindError) Unwrap() error { return e.Err }

// NoCredentialsError means that nothing provides credentials for the profile.
type NoCredentialsError struct{ Profile string }

func (e *NoCredentialsError) Error() string {
	return fmt.Sprintf("no credentials found for profile %q", e.Profile)
}

// PartialError means that a place holds a part of what it takes.
type PartialError struct{ Where, Missing string }

func (e *PartialError) Error() string {
	return fmt.Sprintf("partial credentials found in %s, missing: %s", e.Where, e.Missing)
}

// UnsupportedError names a way to credentials that is not taken here.
type UnsupportedError struct{ Profile, Setting string }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("profile %q gets its credentials by %s, which is not supported yet", e.Profile, e.Setting)
}

// ErrExpired means that the keys found have expired and nothing renews them.
var ErrExpired = errors.New("the credentials found have expired")

// Profile returns credentials of a profile, from the first source in the AWS CLI's order
// that has any. Credentials of a role come from the cache
// while they have 15 minutes left. Errors are a *FindError, ErrExpired, those of
// ssotoken where there is no sign-in, and those of awsapi.
func (s *Source) Profile(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	for _, source := range []source{
		finding(s.environment), finding(assumedRole), finding(webIdentity), s.sso,
		finding(sharedFile), finding(loginSession), finding(s.process), finding(configFile),
	} {
		creds, err := source(ctx, p)
		switch {
		case err != nil:
			return Credentials{}, err
		case creds.AccessKeyID == "":
			continue
		case !creds.Expiration.IsZero() && !creds.Expiration.After(s.Now()):
			return Credentials{}, ErrExpired
		}
		return creds, nil
	}
	return Credentials{}, &FindError{&NoCredentialsError{p.Name}}
}

// source gets credentials of a profile in one way; none where the profile, or the
// environment, does not ask for that way.
type source func(context.Context, *awsconfig.Profile) (Credentials, error)

// finding marks the errors of a source that does nothing but find.
func finding(find source) source {
	return func(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
		creds, err := find(ctx, p)
		if err != nil {
			return Credentials{}, &FindError{err}
		}
		return creds, nil
	}
}

// sso gets the credentials of a permission set through the session of its profile.
func (s *Source) sso(ctx context.Context, profile *awsconfig.Profile) (Credentials, error) {
	p, ok, err := s.Config.SSOProfile(profile.Name)
	switch {
	case err != nil:
		return Credentials{}, &FindError{err}
	case !ok:
		return Credentials{}, nil
	}
	if creds, ok := s.Cache.get(p, s.Now()); ok {
		return Credentials{creds, MethodSSO}, nil
	}
	t, err := s.Tokens.AccessToken(ctx, p.Session)
	if err != nil {
		return Credentials{}, err
	}
	creds, err := s.API.GetRoleCredentials(ctx, p.Session.Region, t.AccessToken, p.AccountID, p.RoleName)
	if err != nil {
		return Credentials{}, ssotoken.Ended(p.Session, err)
	}
	if err := s.Cache.put(p, creds); err != nil {
		s.Cache.Warn(err) // what was fetched is of use all the same
	}
	return Credentials{creds, MethodSSO}, nil
}
