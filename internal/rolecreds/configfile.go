package rolecreds

import (
	"context"

	"fob.example/fob/internal/awsconfig"
)

// configFile reads the keys that stand in the config file.
func configFile(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	if _, ok := p.Get("aws_access_key_id"); !ok {
		return Credentials{}, nil
	}
	if _, ok := p.Get("aws_secret_access_key"); !ok {
		return Credentials{}, &PartialError{string(MethodConfigFile), "aws_secret_access_key"}
	}
	return Credentials{keys(p), MethodConfigFile, ""}, nil
}
