package idc

import (
	"cmp"
	"crypto/hmac"
	"encoding/base64"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/oauth2term"
)

// client is a registered client. It is not stored: its id is the registration
// itself, sealed. So clients, which keep their registration for months, are
// still known after a restart.
type client struct {
	Name         string   `json:"n"`
	Scopes       []string `json:"s,omitempty"`
	RedirectURIs []string `json:"r,omitempty"`
	GrantTypes   []string `json:"g,omitempty"`
	ExpiresAt    int64    `json:"e"` // seconds since 1970

	id string
}

// client returns the client of an id. The error is errInvalidClient, also for a
// registration that has expired.
func (s *Server) client(id string) (client, error) {
	var c client
	if err := s.clients.Open(id, &c); err != nil || s.now().Unix() >= c.ExpiresAt || s.store.Forgotten(id) {
		return client{}, errInvalidClient
	}
	c.id = id
	return c, nil
}

func (s *Server) clientSecret(id string) string {
	return base64.RawURLEncoding.EncodeToString(s.clients.Derive("client secret", id))
}

// authenticate returns the client whose id and secret a request has.
func (s *Server) authenticate(p params) (client, error) {
	id, err := p.text("clientId")
	if err != nil {
		return client{}, err
	}
	secret, err := p.text("clientSecret")
	if err != nil {
		return client{}, err
	}
	c, err := s.client(id)
	if err != nil || !hmac.Equal([]byte(secret), []byte(s.clientSecret(id))) {
		return client{}, errInvalidClient
	}
	s.see(c)
	return c, nil
}

// see notes a client for the operator.
func (s *Server) see(c client) {
	s.store.SeeClient(c.id, store.Client{
		Name: c.Name, Scopes: c.Scopes, RedirectURIs: c.RedirectURIs, GrantTypes: c.GrantTypes,
		Registered: c.until().Add(-s.dir().Instance.RegistrationDuration), Expires: c.until(),
	})
}

// mayUse reports whether the client may use a grant type. One that named none at
// registration, as the AWS CLI does before it asks for a device code, may use
// what its other metadata allow.
func (c client) mayUse(grantType string) bool {
	return len(c.GrantTypes) == 0 || slices.Contains(c.GrantTypes, grantType)
}

// mayRedirectTo reports whether a redirect URI is a registered one. The port does
// not count: a client's listener takes whichever is free (RFC 8252 §7.3).
func (c client) mayRedirectTo(uri string) bool {
	given, ok := loopbackRedirect(uri)
	return ok && slices.ContainsFunc(c.RedirectURIs, func(registered string) bool {
		r, ok := loopbackRedirect(registered)
		return ok && r == given
	})
}

// loopbackRedirect returns what two redirect URIs must have in common: all but
// the port. It is false for anything but http to a loopback address.
func loopbackRedirect(uri string) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "http" || u.User != nil || u.Fragment != "" || strings.Contains(uri, "#") {
		return "", false
	}
	host := u.Hostname()
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return "", false
	}
	if _, err := strconv.ParseUint(cmp.Or(u.Port(), "80"), 10, 16); err != nil {
		return "", false
	}
	path := cmp.Or(u.EscapedPath(), "/")
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	return host + path, true
}

// registerClient is RegisterClient.
func (s *Server) registerClient(p params) (any, error) {
	c, err := s.newClient(p)
	if err != nil {
		return nil, err
	}
	if err := s.seal(&c); err != nil {
		return nil, err
	}
	return struct {
		ClientID              string `json:"clientId"`
		ClientSecret          string `json:"clientSecret"`
		ClientIDIssuedAt      int64  `json:"clientIdIssuedAt"`
		ClientSecretExpiresAt int64  `json:"clientSecretExpiresAt"`
		AuthorizationEndpoint string `json:"authorizationEndpoint"`
		TokenEndpoint         string `json:"tokenEndpoint"`
	}{c.id, s.clientSecret(c.id), s.now().Unix(), c.ExpiresAt, s.url("/authorize"), s.url("/token")}, nil
}

// seal makes a registration of a client's metadata.
func (s *Server) seal(c *client) (err error) {
	c.ExpiresAt = s.now().Add(s.dir().Instance.RegistrationDuration).Unix()
	if c.id, err = s.clients.Seal(c); err == nil {
		s.see(*c)
	}
	return err
}

// newClient reads and checks what a client registers with.
func (s *Server) newClient(p params) (client, error) {
	var c client
	var clientType string
	var err error
	if c.Name, err = p.text("clientName"); err != nil {
		return c, err
	}
	if clientType, err = p.text("clientType"); err != nil {
		return c, err
	}
	if clientType != oauth2term.ClientTypePublic {
		return c, errInvalidClientType
	}
	if c.Scopes, err = p.optionalList("scopes"); err != nil {
		return c, err
	}
	if c.RedirectURIs, err = p.optionalList("redirectUris"); err != nil {
		return c, err
	}
	if c.GrantTypes, err = p.optionalList("grantTypes"); err != nil {
		return c, err
	}
	issuer, err := p.optionalText("issuerUrl")
	if err != nil {
		return c, err
	}
	if issuer != "" && !s.dir().HasStartURL(issuer) {
		return c, invalidRequest("Invalid issuerUrl provided: this directory does not list it")
	}
	return c, s.check(c)
}

// check refuses metadata that no client of this server may have. All of them are in its
// id, which has to fit into an address.
func (s *Server) check(c client) error {
	const longest, most = 256, 25
	switch {
	case len(c.Name) > longest:
		return invalidRequest("Invalid clientName provided")
	case max(len(c.Scopes), len(c.RedirectURIs), len(c.GrantTypes)) > most:
		return invalidRequest("More than 25 scopes, redirectUris or grantTypes provided")
	}
	for _, scope := range c.Scopes {
		if !s.dir().AllowsScope(scope) || len(scope) > longest {
			return errInvalidScope
		}
	}
	for _, uri := range c.RedirectURIs {
		if _, ok := loopbackRedirect(uri); !ok || len(uri) > longest {
			return errInvalidRedirectURI
		}
	}
	for _, g := range c.GrantTypes {
		switch g {
		case oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken, oauth2term.GrantDeviceCode:
		default:
			return errUnsupportedGrant
		}
	}
	if slices.Contains(c.GrantTypes, oauth2term.GrantAuthorizationCode) && len(c.RedirectURIs) == 0 {
		return invalidRequest("Missing redirectUris")
	}
	return nil
}

// until is when the registration ends.
func (c client) until() time.Time { return time.Unix(c.ExpiresAt, 0) }
