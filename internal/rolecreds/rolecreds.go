// Package rolecreds gets credentials for a profile, in the AWS CLI's order of
// sources, and keeps those of roles in the AWS CLI's own cache, ~/.aws/cli/cache.
package rolecreds

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/ssotoken"
)

// Source gets credentials.
type Source struct {
	Config *awsconfig.Config
	Tokens *ssotoken.Source
	Cache  Cache
	API    *awsapi.Client
	Now    func() time.Time
	// LookupEnv reads the environment's keys, which come before everything else. Nil
	// skips them, as the AWS CLI does where --profile was given.
	LookupEnv func(string) (string, bool)
}

// NoCredentialsError means that nothing provides credentials for the profile.
type NoCredentialsError struct{ Profile string }

func (e *NoCredentialsError) Error() string {
	return fmt.Sprintf("no credentials found for profile %q", e.Profile)
}

// PartialError means that a place holds a part of a key pair.
type PartialError struct{ Where, Missing string }

func (e *PartialError) Error() string {
	return fmt.Sprintf("partial credentials found in %s, missing: %s", e.Where, e.Missing)
}

// UnsupportedError names a way to credentials that is not taken here.
type UnsupportedError struct{ Profile, Setting string }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("profile %q gets its credentials by %s, which is not supported yet", e.Profile, e.Setting)
}

// Profile returns credentials of a profile. Credentials of a role come from the cache while they have 15 minutes left. Errors are those of this
// package, of awsconfig for settings that do not fit together, of ssotoken where
// there is no sign-in, and of awsapi.
func (s *Source) Profile(ctx context.Context, p *awsconfig.Profile) (awsapi.Credentials, error) {
	if s.LookupEnv != nil {
		if creds, found, err := environment(s.LookupEnv); found || err != nil {
			return creds, err
		}
	}
	for _, setting := range []string{"role_arn", "web_identity_token_file"} {
		if _, set := p.Get(setting); set {
			return awsapi.Credentials{}, &UnsupportedError{p.Name, setting}
		}
	}
	sso, isSSO, err := s.Config.SSOProfile(p.Name)
	if err != nil {
		return awsapi.Credentials{}, err
	}
	if isSSO {
		return s.sso(ctx, sso)
	}
	return static(p)
}

// sso gets the credentials of a permission set through the session of its profile.
func (s *Source) sso(ctx context.Context, p awsconfig.SSOProfile) (awsapi.Credentials, error) {
	if creds, ok := s.Cache.get(p, s.Now()); ok {
		return creds, nil
	}
	t, err := s.Tokens.AccessToken(ctx, p.Session)
	if err != nil {
		return awsapi.Credentials{}, err
	}
	creds, err := s.API.GetRoleCredentials(ctx, p.Session.Region, t.AccessToken, p.AccountID, p.RoleName)
	if err != nil {
		return awsapi.Credentials{}, ssotoken.Ended(p.Session, err)
	}
	if err := s.Cache.put(p, creds); err != nil {
		s.Cache.Warn(err) // what was fetched is of use all the same
	}
	return creds, nil
}

// static reads the long-lived keys of a profile: those of the credentials file
// first, as a pair, then those of the config file.
func static(p *awsconfig.Profile) (awsapi.Credentials, error) {
	for _, setting := range []string{"login_session", "credential_process"} {
		if _, set := p.Get(setting); set && !p.FromCredentialsFile("aws_access_key_id") {
			return awsapi.Credentials{}, &UnsupportedError{p.Name, setting}
		}
	}
	id, hasID := p.Get("aws_access_key_id")
	secret, hasSecret := p.Get("aws_secret_access_key")
	where := "config-file"
	if p.FromCredentialsFile("aws_access_key_id") {
		where = "shared-credentials-file"
	}
	switch {
	case !hasID:
		return awsapi.Credentials{}, &NoCredentialsError{p.Name}
	case !hasSecret:
		return awsapi.Credentials{}, &PartialError{where, "aws_secret_access_key"}
	}
	sessionToken, ok := p.Get("aws_security_token")
	if !ok {
		sessionToken, _ = p.Get("aws_session_token")
	}
	return awsapi.Credentials{AccessKeyID: id, SecretAccessKey: secret, SessionToken: sessionToken}, nil
}

// environment reads AWS_ACCESS_KEY_ID and its companions; an empty variable counts
// as absent.
func environment(lookup func(string) (string, bool)) (creds awsapi.Credentials, found bool, err error) {
	get := func(names ...string) string {
		i := slices.IndexFunc(names, func(name string) bool { v, _ := lookup(name); return v != "" })
		if i < 0 {
			return ""
		}
		v, _ := lookup(names[i])
		return v
	}
	creds = awsapi.Credentials{
		AccessKeyID:     get("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: get("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    get("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"),
		AccountID:       get("AWS_ACCOUNT_ID"),
	}
	if creds.AccessKeyID == "" {
		return awsapi.Credentials{}, false, nil
	}
	if creds.SecretAccessKey == "" {
		return awsapi.Credentials{}, false, &PartialError{"env", "AWS_SECRET_ACCESS_KEY"}
	}
	if text := strings.TrimSpace(get("AWS_CREDENTIAL_EXPIRATION")); text != "" {
		if creds.Expiration, err = cachefile.ParseTime(text); err != nil {
			return awsapi.Credentials{}, false, fmt.Errorf("AWS_CREDENTIAL_EXPIRATION is %w", err)
		}
	}
	return creds, true, nil
}
