package rolecreds

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
)

// RemoveSSO removes the credentials that sign-ins bought, as part of signing out.
// Everything else in the directory stays.
func (c Cache) RemoveSSO() error {
	entries, err := os.ReadDir(c.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read role credentials cache: %w", err)
	}
	var failures []error
	for _, entry := range entries {
		path := filepath.Join(c.Dir, entry.Name())
		if o, err := cachefile.Read(path); err != nil || o.String("ProviderType") != providerSSO {
			continue
		}
		failures = append(failures, remove(path))
	}
	return errors.Join(failures...)
}

// RemoveOf removes the credentials of these profiles, as part of signing out of their
// session.
func (c Cache) RemoveOf(profiles []awsconfig.SSOProfile) error {
	var failures []error
	for _, p := range profiles {
		failures = append(failures, remove(c.path(p)))
	}
	return errors.Join(failures...)
}

func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}
