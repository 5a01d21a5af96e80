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
	if s.SkipEnvironment || get("AWS_ACCESS_KEY_ID") == "" {
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
	return Credentials{creds, MethodEnvironment, ""}, nil
}
