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
	file := roleFileOf(p)
	if creds, ok, _ := s.Cache.look(file, p.AccountID, s.Now()); ok { // what is wrong with it is said when it is replaced
		return Credentials{creds, MethodSSO, file}, nil
	}
	// Before the turn to buy: a person may have to be waited for.
	t, err := s.Tokens.AccessToken(ctx, p.Session)
	if err != nil {
		return Credentials{}, err
	}
	buy := func() (awsapi.Credentials, orderedjson.Object, error) {
		creds, err := s.API.GetRoleCredentials(ctx, p.Session.Region, t.AccessToken, p.AccountID, p.RoleName)
		if err != nil {
			return awsapi.Credentials{}, nil, Explain(p, err)
		}
		return creds, ssoFile(creds), checkExpiration("GetRoleCredentials", creds.Expiration, s.Now())
	}
	if len(s.assuming) > 0 {
		creds, _, err := buy()
		return Credentials{creds, MethodSSO, ""}, err
	}
	creds, err := s.Cache.once(ctx, file, p.AccountID, s.Now, buy)
	return Credentials{creds, MethodSSO, file}, err
}
