package ssotoken

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/termui"
)

// Revoke ends the sign-in of an access token at the service, in the region that it belongs to.
type Revoke func(ctx context.Context, region, accessToken string) error

// SignOut ends every sign-in in the store. Each access token is offered to revoke, and
// its file removed whatever revoke says; registrations, which hold a client secret, are
// removed too. Files that are neither stay. What went wrong on the way is told to Warn, and
// what is odd; the error is that of files that could not be read or removed.
func (s Store) SignOut(ctx context.Context, revoke Revoke) error {
	return errors.Join(s.forgetAll(), s.each(func(file string) error {
		o, err := s.files().Read(file)
		switch {
		case err == nil:
		case errors.Is(err, fs.ErrNotExist), filepath.Ext(file) != ".json":
			return nil
		case cachefile.IsOdd(err):
			s.Warn(err)
			return nil
		default:
			return fmt.Errorf("sign out: %w", err)
		}
		if _, isToken := o.Get("accessToken"); !isToken && !isRegistration(o) {
			return nil
		}
		s.tell(ctx, o, revoke)
		return s.remove(file)
	}))
}

// SignOutOf ends the sign-in to one session: its token is offered to revoke and its file
// removed, also one that cannot be read, and with it the session's registrations: that of
// its settings as they are, and that which the token was obtained with. Warn and the
// error are as of SignOut.
func (s Store) SignOutOf(ctx context.Context, session awsconfig.SSOSession, revoke Revoke) error {
	file := tokenFile(session)
	o, err := s.files().Read(file)
	if err == nil || s.absent(err) {
		s.tell(ctx, o, revoke)
		err = s.remove(file)
	}
	failures := []error{err, s.remove(registrationFile(session)), s.forget(session)}
	if clientID := o.String("clientId"); clientID != "" {
		failures = append(failures, s.each(func(file string) error {
			reg, err := s.files().Read(file)
			switch {
			case errors.Is(err, fs.ErrNotExist), cachefile.IsOdd(err), filepath.Ext(file) != ".json":
				return nil
			case err != nil:
				return fmt.Errorf("sign out: %w", err)
			case !isRegistration(reg) || reg.String("clientId") != clientID:
				return nil
			}
			return s.remove(file)
		}))
	}
	return errors.Join(failures...)
}

// each calls do with every file of the store, and returns all that went wrong.
func (s Store) each(do func(file string) error) error {
	files, err := s.files().Names()
	if err != nil {
		return fmt.Errorf("read token cache: %w", err)
	}
	var failures []error
	for _, file := range files {
		failures = append(failures, do(file))
	}
	return errors.Join(failures...)
}

// tell offers what is in a token file to revoke, if that holds what it takes. Once ctx has
// ended nobody is asked any more.
func (s Store) tell(ctx context.Context, o orderedjson.Object, revoke Revoke) {
	accessToken, region := o.String("accessToken"), o.String("region")
	if accessToken == "" || region == "" || hasControl(accessToken) {
		return
	}
	err := context.Cause(ctx)
	if err == nil {
		err = revoke(ctx, region, accessToken)
	}
	if err == nil || awsapi.IsCode(err, awsapi.CodeUnauthorized) { // which it does not know: it is signed out already
		return
	}
	where := "here"
	if startURL := o.String("startUrl"); startURL != "" {
		where = "of " + termui.Short(startURL) + " here"
	}
	s.Warn(fmt.Errorf("signed out %s, but the service was not told: %w", where, err))
}

func (s Store) remove(file string) error {
	if err := s.files().Remove(file); err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

func isRegistration(o orderedjson.Object) bool {
	return o.String("clientId") != "" && o.String("clientSecret") != "" && o.String("expiresAt") != ""
}
