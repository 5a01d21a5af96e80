package rolecreds

import (
	"context"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
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
	good := s.usable(file, p.AccountID, &p.Session)
	if creds, ok, _ := s.Cache.look(file, good); ok { // what is wrong with it is said when it is replaced
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
		if err := checkExpiration("GetRoleCredentials", creds.Expiration, s.Now()); err != nil {
			return awsapi.Credentials{}, nil, err
		}
		creds.Expiration = creds.Expiration.Truncate(time.Second) // as the cached ones, and the AWS CLI's
		s.Records.Put(creds.AccessKeyID, identity.Record{SignIn: s.Tokens.SignInOf(p.Session, t).ID})
		return creds, ssoFile(creds), nil
	}
	if len(s.assuming) > 0 {
		creds, _, err := buy()
		return Credentials{creds, MethodSSO, ""}, err
	}
	creds, err := s.Cache.once(ctx, file, good, buy)
	return Credentials{creds, MethodSSO, file}, err
}
