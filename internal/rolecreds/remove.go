package rolecreds

import (
	"errors"
	"fmt"
	"io/fs"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
)

// RemoveSSO removes the credentials that sign-ins bought, as part of signing out.
// Everything else in the directory stays.
func (c Cache) RemoveSSO() error {
	files, err := c.files().Names()
	if err != nil {
		return fmt.Errorf("read role credentials cache: %w", err)
	}
	var failures []error
	for _, file := range files {
		o, err := c.files().Read(file)
		switch {
		case errors.Is(err, fs.ErrNotExist), cachefile.IsOdd(err):
		case err != nil:
			failures = append(failures, fmt.Errorf("drop role credentials: %w", err))
		case o.String("ProviderType") == providerSSO:
			failures = append(failures, c.remove(file))
		}
	}
	return errors.Join(failures...)
}

// RemoveOf removes the credentials that a sign-in to session bought for the profiles of
// the config: those of their roles, and those of the roles that others assume with them.
func (s *Source) RemoveOf(session awsconfig.SSOSession) error {
	requests := *s
	requests.Cache.Warn = func(error) {} // what is odd in a profile is said to whoever uses it
	var failures []error
	buyers := map[string]bool{}
	for _, p := range s.Config.ProfilesOf(session) {
		buyers[p.Session.Profile] = true
		failures = append(failures, s.Cache.remove(roleFileOf(p)))
	}
	for _, name := range s.Config.ProfileNames() {
		if p, _ := s.Config.Profile(name); assumesRole(p) && buyers[s.lastSource(p)] {
			failures = append(failures, s.Cache.remove(requestFileOf(requests.roleRequest(p))))
		}
	}
	return errors.Join(failures...)
}

// lastSource follows source_profile to the one that assumes no role itself, or has keys,
// and returns its name, or "" where the way ends or goes round in a circle.
func (s *Source) lastSource(p *awsconfig.Profile) string {
	for seen := map[string]bool{}; assumesRole(p) && (len(seen) == 0 || !hasKeys(p)); {
		seen[p.Name] = true
		name, _ := p.Get("source_profile")
		behind, known := s.Config.Profile(name)
		if !known || seen[name] {
			return ""
		}
		p = behind
	}
	return p.Name
}

func (c Cache) remove(file string) error {
	if err := c.files().Remove(file); err != nil {
		return fmt.Errorf("drop role credentials: %w", err)
	}
	return nil
}

// LeadsTo reports whether the way that source_profile leads from a profile comes by the one
// called name.
func (s *Source) LeadsTo(p *awsconfig.Profile, name string) bool {
	for seen := map[string]bool{}; assumesRole(p) && !seen[p.Name]; {
		seen[p.Name] = true
		behind, _ := p.Get("source_profile")
		if behind == name {
			return true
		}
		p, _ = s.Config.Profile(behind)
	}
	return false
}
