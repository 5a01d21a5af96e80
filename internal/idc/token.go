package idc

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"slices"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/oauth2term"
)

// createToken is CreateToken. The scope parameter is ignored, as AWS does.
func (s *Server) createToken(p params) (any, error) {
	c, err := s.authenticate(p)
	if err != nil {
		return nil, err
	}
	grantType, err := p.text("grantType")
	if err != nil {
		return nil, err
	}
	var trade func(params, client) (store.Tokens, error)
	switch grantType {
	case oauth2term.GrantAuthorizationCode:
		trade = s.tradeCode
	case oauth2term.GrantDeviceCode:
		trade = s.tradeDeviceCode
	case oauth2term.GrantRefreshToken:
		trade = s.tradeRefreshToken
	default:
		return nil, errUnsupportedGrant
	}
	if !c.mayUse(grantType) {
		return nil, errUnauthorizedClient
	}
	tokens, err := trade(p, c)
	if err != nil {
		return nil, tokenError(err)
	}
	return struct {
		AccessToken  string `json:"accessToken"`
		TokenType    string `json:"tokenType"`
		ExpiresIn    int64  `json:"expiresIn"` // seconds
		RefreshToken string `json:"refreshToken,omitempty"`
	}{tokens.AccessToken, oauth2term.TokenTypeBearer, int64(tokens.ExpiresIn / time.Second), tokens.RefreshToken}, nil
}

// tokenError words what the store says as the OIDC service does.
func tokenError(err error) error {
	switch {
	case errors.Is(err, store.ErrPending):
		return errAuthorizationPending
	case errors.Is(err, store.ErrSlowDown):
		return errSlowDown
	case errors.Is(err, store.ErrDenied):
		return errAccessDenied
	case errors.Is(err, store.ErrUnknown), errors.Is(err, store.ErrUsed):
		return errInvalidGrant
	}
	return err
}

// tradeCode is the authorization_code grant: the redirect URI must be the one of
// the authorization request (RFC 6749 §4.1.3), the verifier must hash to its
// challenge (RFC 7636 §4.6).
func (s *Server) tradeCode(p params, c client) (store.Tokens, error) {
	code, err := p.text("code")
	if err != nil {
		return store.Tokens{}, err
	}
	redirectURI, err := p.text("redirectUri")
	if err != nil {
		return store.Tokens{}, err
	}
	verifier, err := p.text("codeVerifier")
	if err != nil {
		return store.Tokens{}, err
	}
	tokens, err := s.store.RedeemCode(code, c.id, func(ac store.AuthorizationCode) (store.Grant, error) {
		if ac.RedirectURI != redirectURI || !hmac.Equal([]byte(challengeOf(verifier)), []byte(ac.CodeChallenge)) {
			return store.Grant{}, errInvalidGrant
		}
		g := s.newGrant(c, ac.UserName, ac.Scopes)
		return g, s.stillHere(g)
	})
	if errors.Is(err, store.ErrExpired) {
		err = errInvalidGrant // RFC 6749 §5.2; expired_token is for device codes
	}
	return tokens, err
}

// challengeOf is the S256 transformation (RFC 7636 §4.2).
func challengeOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

func (s *Server) tradeDeviceCode(p params, c client) (store.Tokens, error) {
	deviceCode, err := p.text("deviceCode")
	if err != nil {
		return store.Tokens{}, err
	}
	tokens, err := s.store.PollDevice(deviceCode, c.id, s.stillHere)
	if errors.Is(err, store.ErrExpired) {
		err = errExpiredToken
	}
	return tokens, err
}

func (s *Server) tradeRefreshToken(p params, c client) (store.Tokens, error) {
	refreshToken, err := p.text("refreshToken")
	if err != nil {
		return store.Tokens{}, err
	}
	return s.store.Refresh(refreshToken, c.id, s.stillHere)
}

// stillHere refuses tokens to who has left the directory, or was disabled in it, since
// they approved.
func (s *Server) stillHere(g store.Grant) error {
	if _, ok := s.dir().EnabledUser(g.UserName); !ok {
		return errInvalidGrant
	}
	return nil
}

// newGrant returns what a person's approval gives a client. Clients of the older
// kind, which name no scope, get one access token for the whole session; others
// get short ones, and refresh tokens if they may use the portal.
func (s *Server) newGrant(c client, userName string, scopes []string) store.Grant {
	in := s.dir().Instance
	g := store.Grant{ClientID: c.id, UserName: userName, Scopes: scopes, Ends: s.now().Add(in.SessionDuration), Unforgiving: in.RefreshTokenReuse == directory.ReuseRevokes}
	if len(c.Scopes) > 0 {
		g.AccessFor = in.AccessTokenDuration
		g.Refreshable = in.RefreshTokens && slices.Contains(c.Scopes, oauth2term.ScopeAccountAccess) && c.mayUse(oauth2term.GrantRefreshToken)
	}
	return g
}

// startDeviceAuthorization is StartDeviceAuthorization.
func (s *Server) startDeviceAuthorization(p params) (any, error) {
	c, err := s.authenticate(p)
	if err != nil {
		return nil, err
	}
	startURL, err := p.text("startUrl")
	if err != nil {
		return nil, err
	}
	switch {
	case !s.dir().HasStartURL(startURL):
		return nil, invalidRequest("Invalid startUrl provided: this directory does not list it")
	case !c.mayUse(oauth2term.GrantDeviceCode):
		return nil, errUnauthorizedClient
	}
	in := s.dir().Instance
	deviceCode, d := s.store.AddDevice(store.Device{
		ClientID: c.id, ClientName: c.Name, Scopes: c.Scopes,
		ExpiresIn: in.DeviceCodeDuration, Interval: in.PollInterval,
	})
	return struct {
		DeviceCode              string `json:"deviceCode"`
		UserCode                string `json:"userCode"`
		VerificationURI         string `json:"verificationUri"`
		VerificationURIComplete string `json:"verificationUriComplete"`
		ExpiresIn               int64  `json:"expiresIn"` // seconds
		Interval                int64  `json:"interval"`  // seconds
	}{
		deviceCode, d.UserCode, s.url("/device"), s.url("/device?user_code=" + d.UserCode),
		int64(d.ExpiresIn / time.Second), int64(d.Interval / time.Second),
	}, nil
}
