package botocore_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"

	"fob.example/fob/internal/awsconfig"
)

// reading is what one of the two finds in a home.
type reading struct {
	Error       string
	Profiles    []section
	SSOSessions []section
	Services    []section
}

type section struct {
	Name     string
	Settings []setting
}

// setting has a value or, if it is a block, settings below it, in the order of their keys.
type setting struct {
	Key, Value string
	Block      bool
	Nested     []setting
}

// UnmarshalJSON reads a line of read.py.
func (r *reading) UnmarshalJSON(data []byte) error {
	var line struct {
		Error       string
		Profiles    []section
		SSOSessions []section `json:"sso_sessions"`
		Services    []section
	}
	if err := json.Unmarshal(data, &line); err != nil {
		return err
	}
	*r = reading(line)
	return nil
}

// UnmarshalJSON reads [name, [setting, ...]].
func (s *section) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&s.Name, &s.Settings})
}

// foldSimply makes of the lower case of a key in Python what it is in Go. They differ in
// two letters, which no key of AWS has: İ and a Σ that ends a word.
var foldSimply = strings.NewReplacer("i\u0307", "i", "ς", "σ")

// UnmarshalJSON reads [key, value] or [key, [setting, ...]].
func (s *setting) UnmarshalJSON(data []byte) error {
	var value json.RawMessage
	if err := json.Unmarshal(data, &[]any{&s.Key, &value}); err != nil {
		return err
	}
	s.Key = foldSimply.Replace(s.Key)
	if s.Block = value[0] == '['; !s.Block {
		return json.Unmarshal(value, &s.Value)
	}
	err := json.Unmarshal(value, &s.Nested)
	slices.SortFunc(s.Nested, func(a, b setting) int { return strings.Compare(a.Key, b.Key) })
	return err
}

// read returns what awsconfig finds in a home. It lists no names in blocks; those that
// are looked for are nested.
func read(dir string, nested []string) reading {
	config, err := awsconfig.Load(nil, awsconfig.Paths{
		Config: filepath.Join(dir, "config"), Credentials: filepath.Join(dir, "credentials"),
	})
	if err != nil {
		return reading{Error: err.Error()}
	}
	var r reading
	for _, name := range config.ProfileNames() {
		profile, _ := config.Profile(name)
		r.Profiles = append(r.Profiles, readSection(name, profile.Keys(), nested, func(key string, sub ...string) (string, bool) {
			if len(sub) > 0 {
				return profile.Nested(key, sub[0])
			}
			return profile.Get(key)
		}))
	}
	for _, name := range config.SSOSessionNames() {
		r.SSOSessions = append(r.SSOSessions, readSection(name, config.SSOSessionKeys(name), nested, func(key string, sub ...string) (string, bool) {
			return plain(config.LookupSSOSession(name, dotted(key, sub)))
		}))
	}
	for _, name := range config.ServicesNames() {
		r.Services = append(r.Services, readSection(name, config.ServicesKeys(name), nested, func(key string, sub ...string) (string, bool) {
			return plain(config.LookupServices(name, dotted(key, sub)))
		}))
	}
	return r
}

// readSection looks up all keys; one that is listed and has no value is a block.
func readSection(name string, keys, nested []string, get func(key string, sub ...string) (string, bool)) section {
	s := section{Name: name}
	for _, key := range keys {
		value, ok := get(key)
		one := setting{Key: key, Value: value, Block: !ok}
		for _, sub := range nested {
			if value, ok := get(key, sub); ok {
				one.Nested = append(one.Nested, setting{Key: sub, Value: value})
			}
		}
		s.Settings = append(s.Settings, one)
	}
	return s
}

func dotted(key string, sub []string) string {
	return strings.Join(append([]string{key}, sub...), ".")
}

func plain(v awsconfig.Value, err error) (string, bool) {
	return v.Text, err == nil && v.Kind == awsconfig.Plain
}
