package store

import (
	"slices"
	"strings"
	"time"
)

// Session is a grant that is going on.
type Session struct {
	ID string
	Grant
	Began time.Time
}

// Sessions returns the grants that are going on, the first one first.
func (s *Store) Sessions() []Session {
	now := s.lock()
	defer s.mu.Unlock()
	var out []Session
	for id, g := range s.grants {
		if now.Before(g.Ends) {
			out = append(out, Session{id, g.Grant, g.began})
		}
	}
	slices.SortFunc(out, func(a, b Session) int {
		if c := a.Began.Compare(b.Began); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return out
}

// EndGrant ends a grant, and with it its tokens. It reports whether there was one.
func (s *Store) EndGrant(id string) bool {
	s.lock()
	defer s.mu.Unlock()
	_, ok := s.grants[id]
	delete(s.grants, id)
	return ok
}

// ExpireAccess ends an access token before its time; its refresh token stays good.
func (s *Store) ExpireAccess(accessToken string) {
	s.lock()
	defer s.mu.Unlock()
	delete(s.access, sum(accessToken))
}

// DeviceState is how far a device authorization is.
type DeviceState struct {
	Device
	UserName string // who allowed it; empty: nobody has
	State    string // "pending", "denied", "allowed", "redeemed" or "expired"
	Expires  time.Time
}

// Devices returns the device authorizations that are remembered, the one that ends first
// first.
func (s *Store) Devices() []DeviceState {
	now := s.lock()
	defer s.mu.Unlock()
	var out []DeviceState
	for _, d := range s.devices {
		out = append(out, DeviceState{d.Device, d.grant.UserName, d.state(now), d.expires})
	}
	slices.SortFunc(out, func(a, b DeviceState) int {
		if c := a.Expires.Compare(b.Expires); c != 0 {
			return c
		}
		return strings.Compare(a.UserCode, b.UserCode)
	})
	return out
}

func (d *device) state(now time.Time) string {
	switch {
	case d.decision == redeemed:
		return "redeemed"
	case !now.Before(d.expires):
		return "expired"
	case d.decision == denied:
		return "denied"
	case d.decision == allowed:
		return "allowed"
	}
	return "pending"
}

// Owner is to whom something that a client presents belongs.
type Owner struct {
	GrantID  string // empty: there is no grant yet, or no more
	UserName string // empty: nobody has approved it
	ClientID string // empty: it is unknown
}

// Owner returns to whom an access token, a refresh token, an authorization code or a
// device code belongs, whether or not it is good.
func (s *Store) Owner(secret string) Owner {
	s.lock()
	defer s.mu.Unlock()
	k := sum(secret)
	var grantID string
	switch {
	case s.access[k] != nil:
		grantID = s.access[k].grantID
	case s.refresh[k] != nil:
		grantID = s.refresh[k].grantID
	case s.codes[k] != nil:
		return Owner{"", s.codes[k].UserName, s.codes[k].ClientID}
	case s.devices[k] != nil:
		return Owner{"", s.devices[k].grant.UserName, s.devices[k].ClientID}
	}
	g := s.grants[grantID]
	if g == nil {
		return Owner{}
	}
	return Owner{grantID, g.UserName, g.ClientID}
}
