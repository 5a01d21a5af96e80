package rolecreds

import (
	"context"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/orderedjson"
)

// sso gets the credentials of a permission set through the session of its profile. What
// only serves to assume another role is not written down, as in the AWS CLI.
func (s *Source) sso(ctx context.Context, profile *awsconfig.Profile) (Credentials, error) {
	p, ok, err := s.Config.SSOProfile(profile.Name)
	switch {
	case err != nil:
		return Credentials{}, &FindError{err}
	case !ok:
		return Credentials{}, nil
	}
	buy := func() (awsapi.Credentials, orderedjson.Object, error) {
		creds, err := s.buySSO(ctx, p)
		return creds, ssoFile(creds), err
	}
	file := s.Cache.path(p)
	if len(s.assuming) == 0 {
		creds, err := s.Cache.once(ctx, file, p.AccountID, s.Now, buy)
		return Credentials{creds, MethodSSO, file}, err
	}
	if creds, ok := s.Cache.get(file, p.AccountID, s.Now()); ok {
		return Credentials{creds, MethodSSO, file}, nil
	}
	creds, _, err := buy()
	return Credentials{creds, MethodSSO, ""}, err
}

func (s *Source) buySSO(ctx context.Context, p awsconfig.SSOProfile) (awsapi.Credentials, error) {
	t, err := s.Tokens.AccessToken(ctx, p.Session)
	if err != nil {
		return awsapi.Credentials{}, err
	}
	creds, err := s.API.GetRoleCredentials(ctx, p.Session.Region, t.AccessToken, p.AccountID, p.RoleName)
	if err != nil {
		return awsapi.Credentials{}, Explain(p, err)
	}
	return creds, checkExpiration("GetRoleCredentials", creds.Expiration, s.Now())
}
