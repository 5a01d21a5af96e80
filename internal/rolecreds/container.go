package rolecreds

import (
	"context"
	"fmt"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// container asks the agent of the container that the program runs in, if the environment
// names one.
func (s *Source) container(ctx context.Context, _ *awsconfig.Profile) (Credentials, error) {
	url, ok := s.LookupEnv("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
	if ok {
		url = awsapi.ContainerAgent + url
	} else if url, ok = s.LookupEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI"); !ok {
		return Credentials{}, nil
	}
	authorization, err := s.containerAuthorization()
	if err != nil {
		return Credentials{}, err
	}
	creds, err := s.API.ContainerCredentials(ctx, url, authorization)
	return Credentials{creds, MethodContainer, ""}, err
}

// containerAuthorization is the token that the agent wants to see, "" for none.
func (s *Source) containerAuthorization() (string, error) {
	if path, ok := s.LookupEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); ok {
		text, err := s.readToken(path)
		if err != nil {
			return "", fmt.Errorf("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: %w", err)
		}
		return text, nil
	}
	text, _ := s.LookupEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN")
	return text, nil
}
