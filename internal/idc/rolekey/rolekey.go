// Package rolekey makes the temporary keys of role sessions and recognises them
// again. Nothing is stored: the session token says, sealed, whose session it is
// and until when, and access key id and secret key follow from the token and
// the server's secret. So clients that cached keys on disk go on being
// recognised by a restarted server.
package rolekey

import (
	"encoding/base32"
	"encoding/base64"
	"errors"
	"time"

	"fob.example/fob/internal/idc/seal"
)

// Errors of Recognise.
var (
	ErrUnknown = errors.New("these keys were not made here")
	ErrExpired = errors.New("these keys have expired")
)

// Session is a session of a role. Either PermissionSet or RoleARN is set.
type Session struct {
	AccountID     string    `json:"a"`
	PermissionSet string    `json:"p,omitempty"`
	RoleARN       string    `json:"r,omitempty"`
	RoleName      string    `json:"n"` // without its path
	SessionName   string    `json:"s"` // the user name, or what the caller of AssumeRole chose
	UserName      string    `json:"f"` // the person who signed in, also where roles were assumed since
	IssuedAt      time.Time `json:"i"`
	ExpiresAt     time.Time `json:"e"`
}

// Keys are what a client signs with.
type Keys struct {
	AccessKeyID     string // ASIA and 16 characters
	SecretAccessKey string // 40 characters
	SessionToken    string
}

// Maker makes and recognises keys. It is safe for concurrent use.
type Maker struct{ box *seal.Box }

// NewMaker returns a Maker; Makers of the same secret recognise one another's
// keys.
func NewMaker(secret []byte) (*Maker, error) {
	box, err := seal.New(secret, "role session")
	if err != nil {
		return nil, err
	}
	return &Maker{box}, nil
}

// Make returns new keys of a session.
func (m *Maker) Make(s Session) (Keys, error) {
	token, err := m.box.Seal(s)
	if err != nil {
		return Keys{}, err
	}
	return m.keys(token), nil
}

func (m *Maker) keys(sessionToken string) Keys {
	id := base32.StdEncoding.EncodeToString(m.box.Derive("access key id", sessionToken))
	secret := base64.StdEncoding.EncodeToString(m.box.Derive("secret access key", sessionToken))
	return Keys{
		AccessKeyID:     "ASIA" + id[:16],
		SecretAccessKey: secret[:40],
		SessionToken:    sessionToken,
	}
}

// Session returns the session that a session token is of, whether or not it is over, and
// the zero Session for one that was not made here. It proves nothing about who sent it.
func (m *Maker) Session(sessionToken string) Session {
	var s Session
	if m.box.Open(sessionToken, &s) != nil {
		return Session{}
	}
	return s
}

// Recognise returns the session of a session token and the secret key that its
// holder signs with, if the access key id belongs to it. The error is ErrUnknown
// or, past the session's end, ErrExpired.
func (m *Maker) Recognise(accessKeyID, sessionToken string, now time.Time) (Session, string, error) {
	var s Session
	if err := m.box.Open(sessionToken, &s); err != nil {
		return Session{}, "", ErrUnknown
	}
	keys := m.keys(sessionToken)
	if keys.AccessKeyID != accessKeyID {
		return Session{}, "", ErrUnknown
	}
	if !now.Before(s.ExpiresAt) {
		return Session{}, "", ErrExpired
	}
	return s, keys.SecretAccessKey, nil
}
