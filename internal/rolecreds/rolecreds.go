// Package rolecreds gets credentials for a profile, in the AWS CLI's order of
// sources, and keeps those of roles in the AWS CLI's own cache, ~/.aws/cli/cache.
//
// One file holds one source; sources.go has their order.
package rolecreds

import (
	"context"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/ssotoken"
)

// Method is how credentials were found, in the AWS CLI's words.
type Method string

// The methods there are.
const (
	MethodEnvironment Method = "env"
	MethodAssumeRole  Method = "assume-role"
	MethodWebIdentity Method = "assume-role-with-web-identity"
	MethodSSO         Method = "sso"
	MethodSharedFile  Method = "shared-credentials-file"
	MethodProcess     Method = "custom-process"
	MethodConfigFile  Method = "config-file"
	MethodContainer   Method = "container-role"
	MethodInstance    Method = "iam-role"
)

// Credentials are credentials and how they were found.
type Credentials struct {
	awsapi.Credentials
	Method Method

	file string // of the cache that holds them, "" if none does
}

// Source gets credentials. All fields are required but where it is said otherwise.
type Source struct {
	Config    *awsconfig.Config
	Tokens    *ssotoken.Source
	Cache     Cache
	API       *awsapi.Client
	Now       func() time.Time
	LookupEnv awsconfig.LookupEnv
	// Environ is what a credential_process runs in.
	Environ []string
	// SkipEnvironment leaves out the environment's keys and its web identity, which
	// otherwise come before what the profile says. The AWS CLI does so where --profile
	// was given.
	SkipEnvironment bool
	// OnlyProfile leaves out what the machine has for all: a container's credentials and an
	// instance's.
	OnlyProfile bool
	// Records are what is known of credentials, here of which sign-in bought them.
	Records identity.Records
	// Wary leaves out cached credentials that another program bought before the token of
	// their session was written: it may be somebody else who has signed in since.
	Wary bool
	// MinTTL is how long cached credentials have to last, where that is more than 15 minutes.
	MinTTL time.Duration
	// Region is where roles are assumed, instead of the region of the profile asked
	// for. Optional.
	Region string
	// MFACode asks a person for the current code of an MFA device. Nil: nobody is there.
	MFACode func(ctx context.Context, serialNumber string) (string, error)

	// assuming is whose roles wait for these credentials, the profile asked for first.
	assuming []*awsconfig.Profile
}

// Profile returns credentials of a profile, from the first source in the AWS CLI's order
// that has any. Credentials of a role come from the cache
// while they have 15 minutes left, unless they may be somebody else's who signed in to the
// session before. Errors are a *FindError, ErrExpired, ErrNoRegion,
// *MFAError, *WebIdentityError, those of ssotoken where there is no sign-in, and those of
// awsapi.
func (s *Source) Profile(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	creds, err := s.first(ctx, p, s.sources())
	if err == nil && creds.AccessKeyID == "" {
		return Credentials{}, &FindError{&NoCredentialsError{p.Name}}
	}
	return creds, err
}

// first returns the credentials of the first source that has any; none if none has.
func (s *Source) first(ctx context.Context, p *awsconfig.Profile, sources []source) (Credentials, error) {
	for _, source := range sources {
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
	return Credentials{}, nil
}

// Forget drops credentials that AWS calls expired from the cache, whatever the date in
// it, and reports whether asking again may bring others.
func (s *Source) Forget(creds Credentials) bool {
	return creds.file != "" && s.Cache.forget(creds.file, creds.Credentials)
}
