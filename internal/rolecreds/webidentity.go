package rolecreds

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// maxWebIdentityToken is more than STS takes.
const maxWebIdentityToken = 64 << 10

// webIdentity assumes a role with a token of another identity provider, which lies in a
// file. Each setting is the environment's, where that counts, or the profile's.
func (s *Source) webIdentity(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	setting := func(key, variable string) string {
		if s.SkipEnvironment {
			v, _ := p.Get(key)
			return v
		}
		v, _ := p.Resolve(key, s.LookupEnv, variable)
		return v
	}
	tokenFile := setting("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE")
	if tokenFile == "" {
		return Credentials{}, nil
	}
	role := awsapi.RoleRequest{
		RoleARN: setting("role_arn", "AWS_ROLE_ARN"), SessionName: setting("role_session_name", "AWS_ROLE_SESSION_NAME"),
	}
	if role.RoleARN == "" {
		return Credentials{}, &FindError{&PartialError{string(MethodWebIdentity), "role_arn"}}
	}
	buy := func() (awsapi.Credentials, orderedjson.Object, error) {
		answer, err := s.assumeWithToken(ctx, p, role, tokenFile)
		return answer.Credentials, roleFile(answer), err
	}
	if len(s.assuming) > 0 { // as with sso
		creds, _, err := buy()
		return Credentials{creds, MethodWebIdentity, ""}, err
	}
	file := requestFileOf(role)
	creds, err := s.Cache.once(ctx, file, s.usable(file, awsapi.AccountOf(role.RoleARN), nil), buy)
	return Credentials{creds, MethodWebIdentity, file}, err
}

func (s *Source) assumeWithToken(ctx context.Context, p *awsconfig.Profile, role awsapi.RoleRequest, tokenFile string) (awsapi.AssumedRole, error) {
	webIdentityToken, err := s.readToken(tokenFile)
	if err != nil {
		return awsapi.AssumedRole{}, &WebIdentityError{p.Name, err}
	}
	region, err := s.roleRegion(ctx, p, false)
	if err != nil {
		return awsapi.AssumedRole{}, err
	}
	answer, err := s.API.AssumeRoleWithWebIdentity(ctx, region, role.RoleARN, s.sessionName(role.SessionName), webIdentityToken)
	if err == nil {
		err = checkExpiration("AssumeRoleWithWebIdentity", answer.Expiration, s.Now())
	}
	return answer, err
}

// sessionName is the one configured, or the one that the AWS CLI gives.
func (s *Source) sessionName(configured string) string {
	if configured != "" {
		return configured
	}
	return fmt.Sprintf("botocore-session-%d", s.Now().Unix())
}

// readToken reads a secret from a file, without the line end that an editor leaves.
func (s *Source) readToken(path string) (string, error) {
	f, err := disk.Or(s.Cache.Disk).OpenFile(path, os.O_RDONLY, 0)
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxWebIdentityToken+1))
	switch text := strings.TrimSpace(string(data)); {
	case err != nil:
		return "", err
	case text == "":
		return "", fmt.Errorf("%s is empty", path)
	case len(data) > maxWebIdentityToken:
		return "", errors.New(path + " is too large for one")
	default:
		return text, nil
	}
}
