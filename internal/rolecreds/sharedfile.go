package rolecreds

import (
	"context"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// sharedFile reads the keys that stand in the credentials file.
func sharedFile(_ context.Context, p *awsconfig.Profile) (Credentials, error) {
	if !p.FromCredentialsFile("aws_access_key_id") {
		return Credentials{}, nil
	}
	if !p.FromCredentialsFile("aws_secret_access_key") {
		return Credentials{}, &PartialError{string(MethodSharedFile), "aws_secret_access_key"}
	}
	return Credentials{keys(p), MethodSharedFile, ""}, nil
}

// keys are those of a profile, in whichever of the files.
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
