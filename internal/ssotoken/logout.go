package ssotoken

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

// SignOut ends every sign-in in the store. Each access token is offered to revoke
// with the region it belongs to, and its file removed whatever revoke says;
// registrations, which hold a client secret, are removed too. Files that are
// neither stay. What went wrong on the way is told to Warn; the error is that of
// files that could not be removed.
func (s Store) SignOut(ctx context.Context, revoke func(ctx context.Context, region, accessToken string) error) error {
	entries, err := os.ReadDir(s.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read token cache: %w", err)
	}
	var failures []error
	for _, entry := range entries {
		if err := s.signOutFile(ctx, filepath.Join(s.Dir, entry.Name()), revoke); err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

func (s Store) signOutFile(ctx context.Context, path string, revoke func(context.Context, string, string) error) error {
	o, err := cachefile.Read(path)
	if err != nil {
		if filepath.Ext(path) == ".json" && !errors.Is(err, fs.ErrNotExist) {
			s.Warn(err)
		}
		return nil
	}
	accessToken, region := o.String("accessToken"), o.String("region")
	if accessToken == "" && !isRegistration(o) {
		return nil
	}
	if accessToken != "" && region != "" && !hasControl(accessToken) && ctx.Err() == nil {
		// A token that the service does not know is signed out already.
		if err := revoke(ctx, region, accessToken); err != nil && !awsapi.IsCode(err, awsapi.CodeUnauthorized) {
			s.Warn(fmt.Errorf("signed out here, but the service was not told: %w", err))
		}
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

func isRegistration(o orderedjson.Object) bool {
	return o.String("clientId") != "" && o.String("clientSecret") != "" && o.String("expiresAt") != ""
}
