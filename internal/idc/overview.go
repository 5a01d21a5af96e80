package idc

import (
	"errors"
	"fmt"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/store"
)

// ErrNoUser means that nobody of a name can sign in.
var ErrNoUser = errors.New("there is no enabled user of that name")

// Client is a registration that the server has seen since its start.
type Client struct {
	ID           string    `json:"id"` // of this view; not the client id
	Name         string    `json:"name"`
	Scopes       []string  `json:"scopes,omitempty"`
	RedirectURIs []string  `json:"redirectUris,omitempty"`
	GrantTypes   []string  `json:"grantTypes,omitempty"`
	Registered   time.Time `json:"registered"`
	Expires      time.Time `json:"expires"`
}

// DeviceCode is a device authorization.
type DeviceCode struct {
	UserCode   string    `json:"userCode"`
	ClientName string    `json:"clientName"`
	State      string    `json:"state"` // "pending", "denied", "allowed", "redeemed" or "expired"
	UserName   string    `json:"userName,omitempty"`
	Expires    time.Time `json:"expires"`
}

// Session is a sign-in of a person with a client that is going on.
type Session struct {
	ID          string    `json:"id"`
	UserName    string    `json:"userName"`
	ClientName  string    `json:"clientName"`
	Scopes      []string  `json:"scopes,omitempty"`
	Refreshable bool      `json:"refreshable"`
	Began       time.Time `json:"began"`
	Ends        time.Time `json:"ends"`
}

// Clients returns the last thousand registrations that were seen, the first one first.
func (s *Server) Clients() []Client {
	out := []Client{}
	for _, c := range s.store.Clients() {
		out = append(out, Client(c))
	}
	return out
}

// ForgetClient lets a registration be known no more, and reports whether there is one of
// that ID. It is refused from now on, as AWS refuses one that has expired.
func (s *Server) ForgetClient(id string) bool { return s.store.ForgetClientNamed(id) }

// DeviceCodes returns the device authorizations of the last hour, the one that ends first
// first.
func (s *Server) DeviceCodes() []DeviceCode {
	out := []DeviceCode{}
	for _, d := range s.store.Devices() {
		out = append(out, DeviceCode{d.UserCode, d.ClientName, d.State, d.UserName, d.Expires})
	}
	return out
}

// Sessions returns the sign-ins that are going on, the first one first.
func (s *Server) Sessions() []Session {
	out := []Session{}
	for _, g := range s.store.Sessions() {
		out = append(out, Session{g.ID, g.UserName, s.clientName(g.ClientID), g.Scopes, g.Refreshable, g.Began, g.Ends})
	}
	return out
}

// EndSession revokes a sign-in, and reports whether there was one of that ID.
func (s *Server) EndSession(id string) bool { return s.store.EndGrant(id) }

// approver returns who approves where nobody is named: whom the directory signs in unasked,
// else the first person who can sign in.
func (s *Server) approver(userName string) (directory.User, error) {
	dir := s.dir()
	if userName == "" && dir.Instance.SignIn == directory.SignInAuto {
		userName = dir.Instance.AutoUser
	}
	if u, ok := dir.EnabledUser(userName); ok {
		return u, nil
	}
	if userName != "" {
		return directory.User{}, fmt.Errorf("%q: %w", userName, ErrNoUser)
	}
	for _, u := range dir.Users {
		if !u.Disabled {
			return u, nil
		}
	}
	return directory.User{}, ErrNoUser
}

// AllowDevice approves a device code in a person's name, or, if that is empty, in that of
// whom the directory signs in unasked or who comes first in it. The error is ErrNoUser or
// one of store.Store.Device.
func (s *Server) AllowDevice(userCode, userName string) error {
	u, err := s.approver(userName)
	if err != nil {
		return err
	}
	userCode = store.NormalizeUserCode(userCode)
	d, err := s.store.Device(userCode)
	if err != nil {
		return err
	}
	c, err := s.client(d.ClientID)
	if err != nil {
		return err
	}
	return s.store.AllowDevice(userCode, s.newGrant(c, u.UserName, d.Scopes))
}

// DenyDevice refuses a device code. Errors are those of store.Store.Device.
func (s *Server) DenyDevice(userCode string) error {
	return s.store.DenyDevice(store.NormalizeUserCode(userCode))
}
