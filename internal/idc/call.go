package idc

import (
	"cmp"
	"net/http"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/oauth2term"
)

// call is a request of an operation, with what is known of who makes it before it is
// answered. None of it is verified: it is for faults and for the operator to see.
type call struct {
	fault.Call
	clientID    string // empty: unknown
	grantID     string // of the sign-in that its token belongs to
	accessToken string
}

// oidcCall is a call of the OIDC service. A client says who it is; whose code or token it
// has, the store knows.
func (s *Server) oidcCall(operation string, p params) call {
	c := call{Call: fault.Call{Operation: operation}}
	text := func(name string) string { v, _ := p.optionalText(name); return v }
	c.clientID, c.ClientName, c.GrantType = text("clientId"), text("clientName"), text("grantType")
	if c.clientID != "" {
		c.ClientName = s.clientName(c.clientID)
	}
	secret := cmp.Or(text("refreshToken"), text("code"), text("deviceCode"))
	if secret != "" {
		c.belongsTo(s.store.Owner(secret))
	}
	return c
}

// portalCallOf is a call of the access portal: its access token says whose it is.
func (s *Server) portalCallOf(operation string, r *http.Request) call {
	c := call{Call: fault.Call{Operation: operation}, accessToken: r.Header.Get(oauth2term.HeaderSSOBearerToken)}
	owner := s.store.Owner(c.accessToken)
	c.clientID, c.ClientName = owner.ClientID, s.clientName(owner.ClientID)
	c.belongsTo(owner)
	return c
}

// stsCall is a call of STS: the session token says whose keys it is signed with.
func (s *Server) stsCall(operation string, r *http.Request) call {
	session := s.keys.Session(r.Header.Get("X-Amz-Security-Token"))
	return call{Call: fault.Call{Operation: operation, UserName: session.UserName}}
}

func (c *call) belongsTo(o store.Owner) { c.UserName, c.grantID = o.UserName, o.GrantID }

// clientName is the name that a client registered with, empty for an id that is not ours.
func (s *Server) clientName(id string) string {
	c, err := s.client(id)
	if err != nil {
		return ""
	}
	return c.Name
}
