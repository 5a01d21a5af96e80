package awsconfig

import (
	"slices"

	"fob.example/fob/internal/awsconfig/ini"
)

// Config is what both files say. It is not changed after Load and may be read
// by many goroutines.
type Config struct {
	Paths Paths

	config, credentials *ini.File // nil where there is no file

	// Of the config file only; the credentials file knows nothing but profiles.
	profiles, sessions, services sections
}

// sections are the sections of one kind under the names they define.
type sections struct {
	names  []string // in the order in which they first appear
	byName map[string]*ini.Section
}

// put makes section the one called name. It replaces an earlier one as a whole
// but not its place in the order.
func (s *sections) put(name string, section *ini.Section) {
	if s.byName[name] == nil {
		s.names = append(s.names, name)
	}
	s.byName[name] = section
}

// New answers what two parsed files say; nil stands for no file.
func New(paths Paths, config, credentials *ini.File) *Config {
	c := &Config{Paths: paths, config: config, credentials: credentials}
	if config == nil {
		return c
	}
	c.profiles.byName = make(map[string]*ini.Section, len(config.Sections)) // nearly all are profiles
	c.sessions.byName = make(map[string]*ini.Section)
	c.services.byName = make(map[string]*ini.Section)
	for _, section := range config.Sections {
		switch kind, name := classify(section.Name); kind {
		case KindProfile:
			c.profiles.put(name, section)
		case KindSSOSession:
			c.sessions.put(name, section)
		case KindServices:
			c.services.put(name, section)
		}
	}
	return c
}

// ProfileNames answers the config file's profiles in file order, then those that
// only the credentials file has, in its order.
func (c *Config) ProfileNames() []string {
	names := slices.Clone(c.profiles.names)
	if c.credentials == nil {
		return names
	}
	for _, section := range c.credentials.Sections {
		if c.profiles.byName[section.Name] == nil {
			names = append(names, section.Name)
		}
	}
	return names
}

// SSOSessionNames answers the config file's sso-sessions in file order.
func (c *Config) SSOSessionNames() []string { return slices.Clone(c.sessions.names) }
