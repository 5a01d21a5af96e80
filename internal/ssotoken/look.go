package ssotoken

import (
	"errors"
	"io/fs"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/orderedjson"
)

// Clocks is what the cache says of a session's sign-in, without a secret. Times are zero
// for what is not there.
type Clocks struct {
	UserName     string    // of the person who signed in; "" where nobody has found out
	AccessToken  time.Time // when it ends, or ended
	Refreshable  bool      // without a person, for as long as the service goes along and Registration lasts
	Registration time.Time // when the client registration ends: that of the sign-in, else the cached one
	// Problems are what is wrong with the file: *cachefile.DamagedError and the like, and a
	// *NotSignedInError with a reason.
	Problems []error

	hash   string // of the access token, "" for none
	signIn string // the id of the sign-in that it goes back to
	file   string // in files
	files  *cachefile.View
}

// GoesBackTo is Source.GoesBackTo, for the token that was looked at.
func (c Clocks) GoesBackTo(id string) bool { return c.hash == "" || c.hash == id || c.signIn == id }

// WrittenAt is Source.WrittenAt, for the token that was looked at.
func (c Clocks) WrittenAt() time.Time { return c.files.Changed(c.file) }

// View is a store that is looked at: nobody is asked or waited for, and nothing changed. It
// may be used by many goroutines.
type View struct {
	files, own *cachefile.View // own is nil for none
}

// View looks at the store.
func (s Store) View() View {
	v := View{files: s.files().View()}
	if s.Own != "" {
		v.own = s.own().View()
	}
	return v
}

// Clocks reads what the cache says of a session.
func (v View) Clocks(session awsconfig.SSOSession, now time.Time) Clocks {
	c := Clocks{file: tokenFile(session), files: v.files}
	t, exposed, err := v.token(session)
	if err == nil {
		err = belongs(t, session)
	}
	switch {
	case err == nil:
		signIn := v.signIn(session, t)
		c.hash, c.signIn, c.UserName = identity.Hash(t.AccessToken), signIn.ID, signIn.UserName
		c.AccessToken, c.Refreshable, c.Registration = t.ExpiresAt, t.refreshable(session, now), t.RegistrationExpiresAt
	case !errors.Is(err, fs.ErrNotExist):
		c.Problems = append(c.Problems, err)
	}
	if exposed != nil {
		c.Problems = append(c.Problems, exposed)
	}
	if c.Registration.IsZero() {
		c.Registration = v.registration(session)
	}
	return c
}

func (v View) token(session awsconfig.SSOSession) (t Token, exposed, err error) {
	o, exposed, err := v.files.Read(tokenFile(session))
	if err == nil {
		t, err = decodeToken(o, v.files.Path(tokenFile(session)))
	}
	return t, exposed, err
}

// signIn answers which sign-in the token goes back to, as far as that is noted.
func (v View) signIn(session awsconfig.SSOSession, t Token) SignIn {
	var note orderedjson.Object
	if v.own != nil {
		note, _, _ = v.own.Read(signInFile(session)) // what cannot be read is not known
	}
	return noted(note, identity.Hash(t.AccessToken))
}

// registration answers when the cached one ends. One that cannot be read is as good as none:
// a sign-in registers anew.
func (v View) registration(session awsconfig.SSOSession) time.Time {
	o, _, err := v.files.Read(registrationFile(session))
	if err != nil {
		return time.Time{}
	}
	reg, _ := decodeRegistration(o, "")
	return reg.ExpiresAt
}
