package store

import "time"

// Grant is what one approval lets a client do.
type Grant struct {
	ClientID string
	UserName string
	Scopes   []string

	Ends        time.Time     // when the person has to sign in again
	AccessFor   time.Duration // life of one access token; 0: until Ends
	Refreshable bool
	Unforgiving bool // a refresh token that comes again ends it
}

// Tokens are what a grant is worth to a client.
type Tokens struct {
	AccessToken  string
	RefreshToken string // empty unless the grant is refreshable
	ExpiresIn    time.Duration
}

type grant struct {
	Grant
	id    string
	began time.Time
}

type accessToken struct {
	grantID string
	expires time.Time
}

type refreshToken struct {
	grantID string
	used    bool
}

// open registers a grant under an id and issues its first tokens.
func (s *Store) open(id string, g Grant, now time.Time) Tokens {
	s.grants[id] = &grant{g, id, now}
	return s.issue(s.grants[id], now, g.AccessFor)
}

// OpenGrant registers a grant that no code bought and issues its first tokens, the
// access token for life instead of what the grant says. A negative life makes one that
// has expired.
func (s *Store) OpenGrant(g Grant, life time.Duration) Tokens {
	now := s.lock()
	defer s.mu.Unlock()
	id := random("")
	s.grants[id] = &grant{g, id, now}
	return s.issue(s.grants[id], now, life)
}

// issue makes an access token, which never outlives its grant, and a refresh
// token. Both are marked as local.
func (s *Store) issue(g *grant, now time.Time, life time.Duration) Tokens {
	expires := g.Ends
	if life != 0 && now.Add(life).Before(expires) {
		expires = now.Add(life)
	}
	t := Tokens{AccessToken: random("local-access-"), ExpiresIn: expires.Sub(now)}
	s.access[sum(t.AccessToken)] = &accessToken{g.id, expires}
	if g.Refreshable {
		t.RefreshToken = random("local-refresh-")
		s.refresh[sum(t.RefreshToken)] = &refreshToken{grantID: g.id}
	}
	return t
}

// Access returns the grant behind an access token that is still good.
func (s *Store) Access(accessToken string) (Grant, bool) {
	now := s.lock()
	defer s.mu.Unlock()
	t := s.access[sum(accessToken)]
	if t == nil || !now.Before(t.expires) || s.grants[t.grantID] == nil {
		return Grant{}, false
	}
	return s.grants[t.grantID].Grant, true
}

// Refresh trades a refresh token for new tokens. It is good once: who presents
// it again (ErrUsed) holds a stolen one, or lost the new one to a thief, and all
// tokens of an unforgiving grant are revoked (RFC 9700 §4.14.2). approve may refuse;
// the refresh token then stays as it is.
func (s *Store) Refresh(refreshToken, clientID string, approve func(Grant) error) (Tokens, error) {
	now := s.lock()
	defer s.mu.Unlock()
	t := s.refresh[sum(refreshToken)]
	if t == nil {
		return Tokens{}, ErrUnknown
	}
	g := s.grants[t.grantID]
	switch {
	case g == nil || g.ClientID != clientID || !now.Before(g.Ends):
		return Tokens{}, ErrUnknown
	case t.used:
		if g.Unforgiving {
			delete(s.grants, g.id)
		}
		return Tokens{}, ErrUsed
	}
	if err := approve(g.Grant); err != nil {
		return Tokens{}, err
	}
	t.used = true
	return s.issue(g, now, g.AccessFor), nil
}

// Revoke ends the grant behind an access token: that token, its siblings and
// the refresh token. It reports whether there was one.
func (s *Store) Revoke(accessToken string) bool {
	now := s.lock()
	defer s.mu.Unlock()
	t := s.access[sum(accessToken)]
	if t == nil || !now.Before(t.expires) || s.grants[t.grantID] == nil {
		return false
	}
	delete(s.grants, t.grantID)
	return true
}

// EndGrants ends every grant, and with it all tokens.
func (s *Store) EndGrants() {
	s.lock()
	defer s.mu.Unlock()
	clear(s.grants)
}

// ForgetRefreshTokens leaves no refresh token that would be known again.
func (s *Store) ForgetRefreshTokens() {
	s.lock()
	defer s.mu.Unlock()
	clear(s.refresh)
}
