package rolecreds

import (
	"context"
	"fmt"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
)

// environment reads AWS_ACCESS_KEY_ID and its companions. An empty variable is none.
func (s *Source) environment(context.Context, *awsconfig.Profile) (Credentials, error) {
	get := func(names ...string) string {
		for _, name := range names {
			if v, _ := s.LookupEnv(name); v != "" {
				return v
			}
		}
		return ""
	}
	if s.LookupEnv == nil || get("AWS_ACCESS_KEY_ID") == "" {
		return Credentials{}, nil
	}
	creds := awsapi.Credentials{
		AccessKeyID:     get("AWS_ACCESS_KEY_ID"),
		SecretAccessKey: get("AWS_SECRET_ACCESS_KEY"),
		SessionToken:    get("AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"),
		AccountID:       get("AWS_ACCOUNT_ID"),
	}
	if creds.SecretAccessKey == "" {
		return Credentials{}, &PartialError{"env", "AWS_SECRET_ACCESS_KEY"}
	}
	if text := get("AWS_CREDENTIAL_EXPIRATION"); text != "" {
		var err error
		if creds.Expiration, err = cachefile.ParseTime(text); err != nil {
			return Credentials{}, fmt.Errorf("AWS_CREDENTIAL_EXPIRATION is %w", err)
		}
	}
	return Credentials{creds, MethodEnvironment}, nil
}

// sharedFile reads the keys that stand in the credentials file.
func sharedFile(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	if !p.FromCredentialsFile("aws_access_key_id") {
		return Credentials{}, nil
	}
	if !p.FromCredentialsFile("aws_secret_access_key") {
		return Credentials{}, &PartialError{string(MethodSharedFile), "aws_secret_access_key"}
	}
	return Credentials{keys(p), MethodSharedFile}, nil
}

// configFile reads the keys that stand in the config file.
func configFile(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	if _, ok := p.Get("aws_access_key_id"); !ok {
		return Credentials{}, nil
	}
	if _, ok := p.Get("aws_secret_access_key"); !ok {
		return Credentials{}, &PartialError{string(MethodConfigFile), "aws_secret_access_key"}
	}
	return Credentials{keys(p), MethodConfigFile}, nil
}

func keys(p *awsconfig.Profile) awsapi.Credentials {
	get := func(key string) string { v, _ := p.Get(key); return v }
	sessionToken, ok := p.Get("aws_security_token")
	if !ok {
		sessionToken = get("aws_session_token")
	}
	return awsapi.Credentials{
		AccessKeyID: get("aws_access_key_id"), SecretAccessKey: get("aws_secret_access_key"), SessionToken: sessionToken,
	}
}

// assumedRole refuses a profile whose role is to be assumed.
func assumedRole(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	if _, set := p.Get("role_arn"); !set {
		return Credentials{}, nil
	}
	_, hasProfile := p.Get("source_profile")
	_, hasSource := p.Get("credential_source")
	_, hasToken := p.Get("web_identity_token_file")
	if !hasProfile && !hasSource && !hasToken {
		return Credentials{}, &PartialError{"assume-role", "source_profile or credential_source"}
	}
	return Credentials{}, &UnsupportedError{p.Name, "role_arn"}
}

func webIdentity(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	return unsupported(p, "web_identity_token_file")
}

func loginSession(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	return unsupported(p, "login_session")
}

func unsupported(p *awsconfig.Profile, setting string) (Credentials, error) {
	if _, set := p.Get(setting); set {
		return Credentials{}, &UnsupportedError{p.Name, setting}
	}
	return Credentials{}, nil
}
