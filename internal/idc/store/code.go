package store

import "time"

// AuthorizationCode is what an authorization code stands for.
type AuthorizationCode struct {
	ClientID      string
	RedirectURI   string // as sent to the authorization endpoint
	CodeChallenge string // S256 (RFC 7636 §4.2)
	UserName      string
	Scopes        []string
}

type authorizationCode struct {
	AuthorizationCode
	expires time.Time
	used    bool
	grantID string
}

// AddCode returns a new authorization code.
func (s *Store) AddCode(c AuthorizationCode) string {
	now := s.lock()
	defer s.mu.Unlock()
	code := random("local-code-")
	s.codes[sum(code)] = &authorizationCode{AuthorizationCode: c, expires: now.Add(codeLife), grantID: random("")}
	return code
}

// RedeemCode trades an authorization code for tokens. Only the client it was
// made for can, and once: approve, which checks what came with the code and
// returns the grant it buys, decides whether with success. A second attempt
// revokes what the first one bought (RFC 6749 §4.1.2).
func (s *Store) RedeemCode(code, clientID string, approve func(AuthorizationCode) (Grant, error)) (Tokens, error) {
	now := s.lock()
	defer s.mu.Unlock()
	c := s.codes[sum(code)]
	switch {
	case c == nil || c.ClientID != clientID:
		return Tokens{}, ErrUnknown
	case c.used:
		delete(s.grants, c.grantID)
		return Tokens{}, ErrUsed
	case !now.Before(c.expires):
		return Tokens{}, ErrExpired
	}
	c.used = true
	g, err := approve(c.AuthorizationCode)
	if err != nil {
		return Tokens{}, err
	}
	return s.open(c.grantID, g, now), nil
}
