package ssotoken

import (
	"fmt"
	"slices"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/orderedjson"
)

// ClientRegistration is the content of a registration file. ExpiresAt is UTC.
// GrantTypes is nil for a client of the device flow: the AWS CLI tells the two
// kinds apart by it, and keeps both under one name, so that each replaces the other.
type ClientRegistration struct {
	ClientID     string
	ClientSecret string
	ExpiresAt    time.Time
	Scopes       []string
	GrantTypes   []string
}

// registrationKey returns the stem of the registration's file: the SHA-1 of the
// JSON object that botocore hashes, as Python prints it with its keys sorted.
func registrationKey(session awsconfig.SSOSession) string {
	scopes, name := any(nil), any(nil)
	if len(session.RegistrationScopes) > 0 {
		scopes = session.RegistrationScopes
	}
	if !session.Legacy() {
		name = session.Name
	}
	return cachefile.Hash(orderedjson.Marshal(orderedjson.Object{
		{Name: "region", Value: session.Region},
		{Name: "scopes", Value: scopes},
		{Name: "session_name", Value: name},
		{Name: "startUrl", Value: session.StartURL},
		{Name: "tool", Value: "botocore"},
	}, orderedjson.Python()))
}

// Registration returns the cached registration of the session for a client of
// grantType, if it is good for longer than the expiry window.
func (s Store) Registration(session awsconfig.SSOSession, grantType string, now time.Time) (ClientRegistration, bool) {
	file := registrationFile(session)
	o, err := s.files().Read(file)
	if err == nil {
		var reg ClientRegistration
		if reg, err = decodeRegistration(o, s.files().Path(file)); err == nil {
			return reg, reg.serves(grantType) && reg.ExpiresAt.Sub(now) > expiryWindow
		}
	}
	s.absent(err) // one that cannot be read is as good as none: a sign-in registers anew
	return ClientRegistration{}, false
}

func (r ClientRegistration) serves(grantType string) bool {
	if grantType == oauth2term.GrantDeviceCode {
		return r.GrantTypes == nil
	}
	return slices.Contains(r.GrantTypes, grantType)
}

// PutRegistration replaces the session's registration.
func (s Store) PutRegistration(session awsconfig.SSOSession, r ClientRegistration) error {
	if err := s.files().Write(registrationFile(session), encodeRegistration(r)); err != nil {
		return fmt.Errorf("write registration cache: %w", err)
	}
	return nil
}

func encodeRegistration(r ClientRegistration) orderedjson.Object {
	o := orderedjson.Object{
		{Name: "clientId", Value: r.ClientID},
		{Name: "clientSecret", Value: r.ClientSecret},
		{Name: "expiresAt", Value: cachefile.FormatTime(r.ExpiresAt)},
	}
	if r.Scopes != nil {
		o = append(o, orderedjson.Member{Name: "scopes", Value: r.Scopes})
	}
	if r.GrantTypes != nil {
		o = append(o, orderedjson.Member{Name: "grantTypes", Value: r.GrantTypes})
	}
	return o
}

// DropRegistration removes the session's registration of a client that the service does
// not know any more, unless another one has taken its place.
func (s Store) DropRegistration(session awsconfig.SSOSession, clientID string) error {
	file := registrationFile(session)
	o, err := s.files().Read(file)
	if err != nil || o.String("clientId") != clientID {
		return nil // one that cannot be read is as good as none
	}
	if err := s.files().Remove(file); err != nil {
		return fmt.Errorf("remove registration: %w", err)
	}
	return nil
}

func decodeRegistration(o orderedjson.Object, path string) (ClientRegistration, error) {
	expiresAt, err := cachefile.ParseTime(o.String("expiresAt"))
	r := ClientRegistration{
		ClientID:     o.String("clientId"),
		ClientSecret: o.String("clientSecret"),
		ExpiresAt:    expiresAt,
		Scopes:       texts(o, "scopes"),
		GrantTypes:   texts(o, "grantTypes"),
	}
	if err != nil || r.ClientID == "" || r.ClientSecret == "" {
		return ClientRegistration{}, &cachefile.DamagedError{Path: path, Reason: "clientId, clientSecret and expiresAt are not all there"}
	}
	return r, nil
}

// texts returns the strings of a list member; nil if there is no such list.
func texts(o orderedjson.Object, name string) []string {
	v, _ := o.Get(name)
	list, ok := v.([]any)
	if !ok {
		return nil
	}
	out := make([]string, 0, len(list))
	for _, item := range list {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
