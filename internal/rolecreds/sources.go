package rolecreds

import (
	"context"

	"fob.example/fob/internal/awsconfig"
)

// source gets credentials of a profile in one way; none where the profile, or the
// environment, does not ask for that way.
type source func(context.Context, *awsconfig.Profile) (Credentials, error)

// sources are all ways to credentials, the first one to ask first.
func (s *Source) sources() []source {
	own := append([]source{finding(s.environment), s.assumedRole}, s.sourcesOfProfile()...)
	if s.OnlyProfile {
		return own
	}
	return append(own, finding(s.container), finding(s.instance))
}

// sourcesOfProfile are those of a source_profile that assumes no role itself: what the
// machine or the environment has is not the profile's.
func (s *Source) sourcesOfProfile() []source {
	return []source{
		s.webIdentity, s.sso, finding(sharedFile), finding(loginSession), finding(s.process), finding(configFile),
	}
}

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
