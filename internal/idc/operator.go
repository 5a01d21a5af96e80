package idc

import (
	"fmt"
	"time"

	"fob.example/fob/internal/oauth2term"
)

// Issued is what a client holds after a person has signed in.
type Issued struct {
	ClientID              string
	ClientSecret          string
	RegistrationExpiresAt time.Time
	AccessToken           string
	ExpiresAt             time.Time // of the access token
	RefreshToken          string    // empty if the directory gives out none
}

// Issue signs a person in without a browser, for a client that registers as the AWS
// CLI does. The access token is good for life, and spent already if that is negative;
// those that it is refreshed to live as the directory says.
func (s *Server) Issue(userName string, life time.Duration) (Issued, error) {
	u, ok := s.dir().EnabledUser(userName)
	if !ok {
		return Issued{}, fmt.Errorf("%q: %w", userName, ErrNoUser)
	}
	c := client{
		Name: "issued", Scopes: []string{oauth2term.ScopeAccountAccess},
		RedirectURIs: []string{oauth2term.LoopbackRedirectNoPort},
		GrantTypes:   []string{oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken},
	}
	if err := s.seal(&c); err != nil {
		return Issued{}, err
	}
	tokens := s.store.OpenGrant(s.newGrant(c, u.UserName, c.Scopes), life)
	return Issued{
		ClientID: c.id, ClientSecret: s.clientSecret(c.id), RegistrationExpiresAt: c.until(),
		AccessToken: tokens.AccessToken, RefreshToken: tokens.RefreshToken, ExpiresAt: s.now().Add(tokens.ExpiresIn),
	}, nil
}

// EndSessions ends every sign-in: no token that was given out is good any more.
func (s *Server) EndSessions() { s.store.EndGrants() }

// RevokeRefreshTokens makes every refresh token that was given out worthless. Access
// tokens stay good until they expire.
func (s *Server) RevokeRefreshTokens() { s.store.ForgetRefreshTokens() }

// ExpireRoleCredentials makes STS take all role credentials made so far for expired,
// whatever date they have.
func (s *Server) ExpireRoleCredentials() {
	now := s.now()
	s.rolesExpired.Store(&now)
}

// expiredByHand reports whether role credentials were made before the last call of
// ExpireRoleCredentials.
func (s *Server) expiredByHand(issued time.Time) bool {
	last := s.rolesExpired.Load()
	return last != nil && !issued.After(*last)
}
