package awsconfig

import "fob.example/fob/internal/awsconfig/ini"

// Profile is one profile as both files together define it. The credentials
// file's section lies over the config file's key by key, and wins; a nested
// block is replaced as a whole. Keys are asked for in lower case.
type Profile struct {
	Name string

	config, credentials *ini.Section // nil where the file has no such section
}

// Profile answers the profile called name, if either file has it.
func (c *Config) Profile(name string) (*Profile, bool) {
	p := c.profileOrEmpty(name)
	return p, p.config != nil || p.credentials != nil
}

// UseProfile answers the profile that ActiveProfile chose. One that was asked
// for must exist, else the error is a *ProfileNotFoundError; without that, a
// missing default is a profile with no settings.
func (c *Config) UseProfile(name string, explicit bool) (*Profile, error) {
	p, ok := c.Profile(name)
	if !ok && explicit {
		return nil, &ProfileNotFoundError{Name: name, Known: c.ProfileNames()}
	}
	return p, nil
}

// profileOrEmpty answers a profile without settings where there is none.
func (c *Config) profileOrEmpty(name string) *Profile {
	return &Profile{
		Name:        name,
		config:      c.profiles.byName[name],
		credentials: c.credentials.Section(name),
	}
}

// ActiveProfile answers the name of the profile to use: option if it is not
// empty, else AWS_PROFILE, else AWS_DEFAULT_PROFILE (even if set to nothing),
// else "default". explicit tells whether somebody asked for it.
func ActiveProfile(option string, lookupEnv LookupEnv) (name string, explicit bool) {
	if option != "" {
		return option, true
	}
	if name, ok := firstSet(lookupEnv, "AWS_PROFILE", "AWS_DEFAULT_PROFILE"); ok {
		return name, true
	}
	return defaultProfile, false
}

// Get answers the value of key. A nested block is not a value.
func (p *Profile) Get(key string) (string, bool) { return p.find(key).Plain() }

// Nested answers the value of name inside the nested block key.
func (p *Profile) Nested(key, name string) (string, bool) { return p.find(key).Nested(name) }

// IsBlock tells whether key holds a nested block.
func (p *Profile) IsBlock(key string) bool { return p.find(key).IsBlock() }

// FromCredentialsFile tells whether the value of key is the credentials file's.
func (p *Profile) FromCredentialsFile(key string) bool { return p.credentials.Find(key) != nil }

func (p *Profile) find(key string) *ini.Setting {
	if setting := p.credentials.Find(key); setting != nil {
		return setting
	}
	return p.config.Find(key)
}
