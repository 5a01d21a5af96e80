package rolecreds

import (
	"context"

	"fob.example/fob/internal/awsconfig"
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
	file := s.Cache.path(p)
	if creds, ok := s.Cache.get(file, p.AccountID, s.Now()); ok {
		return Credentials{creds, MethodSSO, file}, nil
	}
	t, err := s.Tokens.AccessToken(ctx, p.Session)
	if err != nil {
		return Credentials{}, err
	}
	creds, err := s.API.GetRoleCredentials(ctx, p.Session.Region, t.AccessToken, p.AccountID, p.RoleName)
	if err != nil {
		return Credentials{}, Explain(p, err)
	}
	if err := checkExpiration("GetRoleCredentials", creds.Expiration, s.Now()); err != nil {
		return Credentials{}, err
	}
	if len(s.assuming) > 0 {
		return Credentials{creds, MethodSSO, ""}, nil
	}
	s.Cache.put(file, ssoFile(creds))
	return Credentials{creds, MethodSSO, file}, nil
}
