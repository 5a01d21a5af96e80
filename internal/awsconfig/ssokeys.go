package awsconfig

import (
	"strings"

	"fob.example/fob/internal/awsconfig/ini"
)

// getter answers the plain value of a key; Profile.Get is one.
type getter = func(key string) (string, bool)

// values is the getter of one section.
func values(section *ini.Section) getter {
	return func(key string) (string, bool) { return section.Find(key).Plain() }
}

// firstOf asks first, and then second.
func firstOf(first, second getter) getter {
	return func(key string) (string, bool) {
		if value, ok := first(key); ok {
			return value, true
		}
		return second(key)
	}
}

// missingKeys collects the keys that were needed and are absent, or empty, which
// is of no more use.
type missingKeys []string

func (m *missingKeys) need(get getter, key string) string {
	value, _ := get(key)
	if value == "" {
		*m = append(*m, key)
	}
	return value
}

// fill takes what every session must have from get, and answers what it lacks.
func (s *SSOSession) fill(get getter) (missing missingKeys) {
	s.StartURL = missing.need(get, "sso_start_url")
	s.Region = missing.need(get, "sso_region")
	return missing
}

func scopes(section *ini.Section) []string {
	list, _ := section.Find("sso_registration_scopes").Plain()
	return ParseScopes(list)
}

// ParseScopes splits a list of scopes at its commas, dropping what is blank. No scopes
// are nil.
func ParseScopes(list string) []string {
	var scopes []string
	for scope := range strings.SplitSeq(list, ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			scopes = append(scopes, scope)
		}
	}
	return scopes
}
