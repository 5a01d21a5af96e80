package awsconfig

import (
	"slices"

	"fob.example/fob/internal/awsconfig/ini"
)

// ServicesNames answers the config file's services sections in file order.
func (c *Config) ServicesNames() []string { return slices.Clone(c.services.names) }

// SSOSessionKeys answers the keys of an sso-session, none if there is no such one.
func (c *Config) SSOSessionKeys(name string) []string { return keys(c.sessions.byName[name]) }

// ServicesKeys answers the keys of a services section, none if there is no such one.
func (c *Config) ServicesKeys(name string) []string { return keys(c.services.byName[name]) }

// Keys answers the keys of the profile, nested blocks included: those of the config
// file, then those that only the credentials file has.
func (p *Profile) Keys() []string {
	names := keys(p.config)
	for _, key := range keys(p.credentials) {
		if p.config.Find(key) == nil {
			names = append(names, key)
		}
	}
	return names
}

func keys(section *ini.Section) (names []string) {
	for setting := range section.All() {
		names = append(names, setting.Key)
	}
	return names
}
