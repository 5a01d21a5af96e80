package ssotoken

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/orderedjson"
)

// Token is one sign-in: the content of a token file. StartURL is as configured,
// Region is the one that answered. Times are UTC, in whole seconds on disk.
// ClientID to RefreshToken are absent from files of sign-ins that cannot be
// refreshed.
type Token struct {
	StartURL              string
	Region                string
	AccessToken           string
	ExpiresAt             time.Time
	ClientID              string
	ClientSecret          string
	RegistrationExpiresAt time.Time
	RefreshToken          string

	Lifetime time.Duration // of AccessToken, from when it was issued; the file does not hold it: 0 for not known

	others orderedjson.Object // members of other tools, kept when the file is rewritten
}

// Token returns the session's sign-in, expired or not, or a *NotSignedInError. A
// sign-in at another start URL or region than the session's is not the session's.
func (s Store) Token(session awsconfig.SSOSession) (Token, error) {
	file := tokenFile(session)
	o, err := s.files().Read(file)
	if err == nil {
		var t Token
		if t, err = decodeToken(o, s.files().Path(file)); err == nil {
			return t, belongs(t, session)
		}
	}
	if s.absent(err) {
		return Token{}, &NotSignedInError{Session: session}
	}
	return Token{}, fmt.Errorf("read token cache: %w", err)
}

// signedOut reports that there is no token file.
func (s Store) signedOut(session awsconfig.SSOSession) bool {
	_, err := disk.Or(s.Disk).Lstat(s.files().Path(tokenFile(session)))
	return errors.Is(err, fs.ErrNotExist)
}

func belongs(t Token, session awsconfig.SSOSession) error {
	switch {
	case t.StartURL != "" && t.StartURL != session.StartURL:
		return &NotSignedInError{session, "the cached sign-in is for another start URL"}
	case t.Region != "" && t.Region != session.Region:
		return &NotSignedInError{session, "the cached sign-in is for the region " + t.Region + ", and sso_region is " + session.Region}
	}
	return nil
}

// PutToken replaces the session's sign-in.
func (s Store) PutToken(session awsconfig.SSOSession, t Token) error {
	next, err := s.prepareToken(session)
	if err != nil {
		return err
	}
	return s.commitToken(session, next, t)
}

// CheckWritable returns why a sign-in to the session could not be kept, as far as that can be
// known before there is one.
func (s Store) CheckWritable(session awsconfig.SSOSession) error {
	next, err := s.prepareToken(session)
	if err == nil {
		next.Discard()
	}
	return err
}

// prepareToken makes room for the session's next sign-in.
func (s Store) prepareToken(session awsconfig.SSOSession) (*cachefile.Successor, error) {
	next, err := s.files().Prepare(tokenFile(session))
	if err != nil {
		return nil, fmt.Errorf("write token cache: %w", err)
	}
	return next, nil
}

// commitToken writes a sign-in where there is room for it. It tries twice: somebody would have
// to sign in again.
func (s Store) commitToken(session awsconfig.SSOSession, next *cachefile.Successor, t Token) error {
	s.keepLifetime(session, t)
	err := next.Commit(encodeToken(t))
	if err != nil {
		err = s.files().Write(tokenFile(session), encodeToken(t))
	}
	if err != nil {
		return fmt.Errorf("write token cache: %w", err)
	}
	return nil
}

// encodeToken puts the members in the AWS CLI's order, those of other tools last.
func encodeToken(t Token) orderedjson.Object {
	o := orderedjson.Object{
		{Name: "startUrl", Value: t.StartURL},
		{Name: "region", Value: t.Region},
		{Name: "accessToken", Value: t.AccessToken},
		{Name: "expiresAt", Value: cachefile.FormatTime(t.ExpiresAt)},
	}
	if t.ClientID != "" {
		o = append(o,
			orderedjson.Member{Name: "clientId", Value: t.ClientID},
			orderedjson.Member{Name: "clientSecret", Value: t.ClientSecret})
		if !t.RegistrationExpiresAt.IsZero() {
			o = append(o, orderedjson.Member{Name: "registrationExpiresAt", Value: cachefile.FormatTime(t.RegistrationExpiresAt)})
		}
	}
	if t.RefreshToken != "" {
		o = append(o, orderedjson.Member{Name: "refreshToken", Value: t.RefreshToken})
	}
	for _, m := range t.others {
		// One of ours in another case beside ours: such a file nobody reads.
		if !slices.ContainsFunc(o, func(ours orderedjson.Member) bool { return strings.EqualFold(ours.Name, m.Name) }) {
			o = append(o, m)
		}
	}
	return o
}

// noTime is how programs in Go write that there is none.
const noTime = "0001-01-01T00:00:00Z"

func decodeToken(o orderedjson.Object, path string) (Token, error) {
	var t Token
	for _, m := range o {
		text, isText := m.Value.(string)
		var err error
		switch m.Name {
		case "startUrl":
			t.StartURL = text
		case "region":
			t.Region = text
		case "accessToken":
			t.AccessToken = text
		case "expiresAt":
			t.ExpiresAt, err = cachefile.ParseTime(text)
		case "clientId":
			t.ClientID = text
		case "clientSecret":
			t.ClientSecret = text
		case "registrationExpiresAt":
			if text != noTime {
				t.RegistrationExpiresAt, err = cachefile.ParseTime(text)
			}
		case "refreshToken":
			t.RefreshToken = text
		default:
			t.others = append(t.others, m)
			continue
		}
		if !isText {
			return Token{}, &cachefile.DamagedError{Path: path, Reason: m.Name + " is not a string"}
		}
		if err != nil {
			return Token{}, &cachefile.DamagedError{Path: path, Reason: m.Name + " is " + err.Error()}
		}
	}
	if t.AccessToken == "" || t.ExpiresAt.IsZero() {
		return Token{}, &cachefile.DamagedError{Path: path, Reason: "accessToken and expiresAt are not both there"}
	}
	for _, secret := range []string{t.AccessToken, t.RefreshToken, t.ClientID, t.ClientSecret} {
		if hasControl(secret) {
			return Token{}, &cachefile.DamagedError{Path: path, Reason: "a token with a control character in it"}
		}
	}
	return t, nil
}

// hasControl finds what could break out of an HTTP header (RFC 6750 §2.1).
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == 0x7f {
			return true
		}
	}
	return false
}
