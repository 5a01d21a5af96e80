package awsconfig

import (
	"strings"

	"fob.example/fob/internal/awsconfig/ini"
)

// Value is what a lookup found.
type Value struct {
	Kind ValueKind
	Text string // only of a Plain value; may be empty
}

// ValueKind tells the three outcomes of a lookup apart.
type ValueKind int

const (
	Absent ValueKind = iota // there is no such key
	Plain                   // a value
	Block                   // a nested block, which has no value of its own
)

// Lookup answers what `configure get` is asked for. A variable without a dot is
// a key of the profile, which must exist if it was asked for explicitly. With
// dots it is the first of these that fits:
//
//   - WORD.KEY, with WORD any part of the word "plugins": of the section [WORD],
//     else of the profile WORD
//   - profile.NAME.KEY[.SUB]; without a KEY this is an error
//   - NAME.KEY[.SUB], with NAME "default" or a profile there is
//   - KEY[.SUB] of the profile, which need not exist
//
// SUB is looked for in the nested block KEY; if more than one part is left over,
// all of them are ignored. The AWS CLI does all this, surprises included.
func (c *Config) Lookup(variable, profileName string, explicit bool) (Value, error) {
	parts := strings.Split(variable, ".")
	_, known := c.Profile(parts[0])
	switch {
	case len(parts) == 1:
		p, err := c.UseProfile(profileName, explicit)
		if err != nil {
			return Value{}, err
		}
		return valueOf(p.find(variable)), nil
	case len(parts) == 2 && strings.Contains(pluginsSection, parts[0]):
		return c.lookupPlugins(parts[0], parts[1]), nil
	case len(parts) == 2 && parts[0] == "profile":
		return Value{}, noKeyError(variable)
	case parts[0] == "profile":
		return c.profileOrEmpty(parts[1]).lookup(parts[2:]), nil
	case parts[0] == defaultProfile || known:
		return c.profileOrEmpty(parts[0]).lookup(parts[1:]), nil
	}
	return c.profileOrEmpty(profileName).lookup(parts), nil
}

// LookupSSOSession answers KEY or KEY.SUB of an sso-session of the config file.
// If there is no such session the error is a *SectionNotFoundError.
func (c *Config) LookupSSOSession(name, variable string) (Value, error) {
	return lookupSection(KindSSOSession, c.sessions, name, variable)
}

// LookupServices answers KEY or KEY.SUB of a services section of the config
// file. If there is none the error is a *SectionNotFoundError.
func (c *Config) LookupServices(name, variable string) (Value, error) {
	return lookupSection(KindServices, c.services, name, variable)
}

func lookupSection(kind string, of sections, name, variable string) (Value, error) {
	section := of.byName[name]
	if section == nil {
		return Value{}, &SectionNotFoundError{Kind: kind, Name: name}
	}
	switch parts := strings.Split(variable, "."); len(parts) {
	case 1:
		return valueOf(section.Find(variable)), nil
	case 2:
		return nestedValue(section.Find(parts[0]), parts[1]), nil
	}
	return Value{}, nil
}

// The AWS CLI looks for the first part of a dotted name in this word, where it
// means to look for it in a list of one. Of the section itself it takes one key
// out as it starts, which therefore cannot be looked up.
const (
	pluginsSection   = "plugins"
	pluginsHiddenKey = "cli_legacy_plugin_path"
)

func (c *Config) lookupPlugins(word, key string) Value {
	setting := c.config.Section(word).Find(key)
	if setting == nil || word == pluginsSection && key == pluginsHiddenKey {
		setting = c.profileOrEmpty(word).find(key)
	}
	return valueOf(setting)
}

// lookup answers KEY, or KEY.SUB if path has two parts.
func (p *Profile) lookup(path []string) Value {
	setting := p.find(path[0])
	if len(path) == 2 {
		return nestedValue(setting, path[1])
	}
	return valueOf(setting)
}

func valueOf(setting *ini.Setting) Value {
	if setting.IsBlock() {
		return Value{Kind: Block}
	}
	if text, ok := setting.Plain(); ok {
		return Value{Plain, text}
	}
	return Value{}
}

func nestedValue(setting *ini.Setting, name string) Value {
	if text, ok := setting.Nested(name); ok {
		return Value{Plain, text}
	}
	return Value{}
}
