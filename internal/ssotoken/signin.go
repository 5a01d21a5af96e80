package ssotoken

import (
	"errors"
	"strings"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/orderedjson"
)

// SignIn is one sign-in of a person to a session, with all that its token was refreshed to.
type SignIn struct {
	ID       string // the hash of its first access token, as far as it was seen here
	UserName string // of the person; "" where nobody has found out
}

// signInFile is where it is noted, in fob's own folder, which sign-in the session's token
// goes back to. The note counts only for the access token whose hash is in it: another
// program may have signed somebody else in.
func signInFile(session awsconfig.SSOSession) string { return Key(session) + signInSuffix }

const signInSuffix = ".signin.json"

// SignIn answers, without a call, which sign-in to the session there is, expired or not; ok
// is false if there is none that can be read.
func (s *Source) SignIn(session awsconfig.SSOSession) (signIn SignIn, ok bool) {
	t, err := s.seenToken(session)
	if err != nil {
		return SignIn{}, false
	}
	return s.SignInOf(session, t), true
}

// seenToken is the session's token, without a word on what is wrong with its file.
func (s *Source) seenToken(session awsconfig.SSOSession) (Token, error) {
	store := s.Store
	store.Warn = func(error) {}
	return store.Token(session)
}

// SignInOf answers which sign-in the access token t goes back to.
func (s *Source) SignInOf(session awsconfig.SSOSession, t Token) SignIn {
	hash := identity.Hash(t.AccessToken)
	if s.Store.Own == "" {
		return SignIn{ID: hash}
	}
	note, _ := s.Store.own().Read(signInFile(session)) // what cannot be read is not known
	return noted(note, hash)
}

// noted is what a note says of the access token with a hash.
func noted(note orderedjson.Object, hash string) SignIn {
	if note.String("accessTokenHash") != hash || note.String("signIn") == "" {
		return SignIn{ID: hash}
	}
	return SignIn{note.String("signIn"), note.String("userName")}
}

// GoesBackTo reports whether the session's token comes from the sign-in of that id. That is
// also so while there is no token: nobody else signed in.
func (s *Source) GoesBackTo(session awsconfig.SSOSession, id string) bool {
	t, err := s.seenToken(session)
	return err != nil || identity.Hash(t.AccessToken) == id || s.SignInOf(session, t).ID == id
}

// WrittenAt answers when the session's token was written, by a sign-in or a refresh; the
// zero time where there is none.
func (s *Source) WrittenAt(session awsconfig.SSOSession) time.Time {
	info, err := disk.Or(s.Store.Disk).Stat(s.Store.files().Path(tokenFile(session)))
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Learn notes who signed in by the sign-in of that id, if it is still the one that there is.
func (s *Source) Learn(session awsconfig.SSOSession, id, userName string) {
	t, err := s.seenToken(session)
	if err != nil || userName == "" {
		return
	}
	if signIn := s.SignInOf(session, t); signIn.ID == id && signIn.UserName != userName {
		s.note(session, SignIn{id, userName}, t)
	}
}

// note binds a sign-in to the session's token. It may fail: then the sign-in counts as
// another one, and what it bought is bought again.
func (s *Source) note(session awsconfig.SSOSession, signIn SignIn, t Token) {
	if s.Store.Own == "" {
		return
	}
	o := orderedjson.Object{
		{Name: "accessTokenHash", Value: identity.Hash(t.AccessToken)},
		{Name: "signIn", Value: signIn.ID},
	}
	if signIn.UserName != "" {
		o = append(o, orderedjson.Member{Name: "userName", Value: signIn.UserName})
	}
	_ = s.Store.own().Write(signInFile(session), o)
}

// forget removes what is noted of the sign-in to a session.
func (s Store) forget(session awsconfig.SSOSession) error {
	if s.Own == "" {
		return nil
	}
	return errors.Join(s.own().Remove(signInFile(session)), s.own().Remove(lifetimeFile(session)))
}

// forgetAll removes what is noted of all.
func (s Store) forgetAll() error {
	if s.Own == "" {
		return nil
	}
	names, err := s.own().Names()
	for _, name := range names {
		if strings.HasSuffix(name, signInSuffix) || strings.HasSuffix(name, lifetimeSuffix) {
			err = errors.Join(err, s.own().Remove(name))
		}
	}
	return err
}
