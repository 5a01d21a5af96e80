package awsconfig

import (
	"fmt"
	"strings"
)

// ProfileNotFoundError says that neither file has the profile that was asked for.
type ProfileNotFoundError struct {
	Name  string
	Known []string // all profiles there are, in file order
}

func (e *ProfileNotFoundError) Error() string {
	return fmt.Sprintf("the config profile %q could not be found", e.Name)
}

// SessionNotFoundError says that the config file lacks the sso-session that the
// command line or a profile names.
type SessionNotFoundError struct {
	Name  string
	Known []string // all sessions there are, in file order
}

func (e *SessionNotFoundError) Error() string {
	return fmt.Sprintf("the sso-session %q does not exist", e.Name)
}

// SectionNotFoundError says that the config file lacks a section that a lookup
// or a profile names.
type SectionNotFoundError struct{ Kind, Name string } // Kind is KindSSOSession or KindServices

func (e *SectionNotFoundError) Error() string {
	return fmt.Sprintf("the config file has no section [%s] called %q", e.Kind, e.Name)
}

// MissingKeysError says that a profile or sso-session lacks keys, or has them
// empty, without which it cannot be signed in to or used.
type MissingKeysError struct {
	Kind string // KindProfile or KindSSOSession: whose keys they are
	Name string
	Keys []string // in the order in which the AWS CLI names them
}

func (e *MissingKeysError) Error() string {
	return fmt.Sprintf("the %s %q lacks %s", e.Kind, e.Name, strings.Join(e.Keys, ", "))
}

// InconsistentError says that a profile and its sso-session both have a key and
// do not agree on it.
type InconsistentError struct {
	Profile, Session           string // their names
	Key                        string
	ProfileValue, SessionValue string // both "" when the key may hold a secret
}

func (e *InconsistentError) Error() string {
	where := fmt.Sprintf("between the profile %q and the sso-session %q", e.Profile, e.Session)
	if e.ProfileValue == e.SessionValue {
		return fmt.Sprintf("the value for %s differs %s", e.Key, where)
	}
	return fmt.Sprintf("the value for %s differs %s: %q and %q", e.Key, where, e.ProfileValue, e.SessionValue)
}

// StartURLError says that a start URL cannot be signed in to.
type StartURLError struct {
	URL    string
	Reason string
}

func (e *StartURLError) Error() string {
	return fmt.Sprintf("sso_start_url %q %s", e.URL, e.Reason)
}

func noKeyError(variable string) error {
	return fmt.Errorf("%q names no key: it must be of the form profile.NAME.KEY", variable)
}

// NameError says that the name of a section or a key cannot stand in the files.
type NameError struct {
	What   string // "key", KindProfile, KindSSOSession, KindServices or "section": whose name it is
	Name   string
	Reason string
}

func (e *NameError) Error() string { return fmt.Sprintf("the %s name %q %s", e.What, e.Name, e.Reason) }

// SubsectionError says that an sso-session or a services section cannot be
// addressed like this on the command line.
type SubsectionError struct {
	Kind, Name string // KindSSOSession or KindServices, and the name asked for
	Variable   string // what is wrong, if it is not the name
	Reason     string
}

func (e *SubsectionError) Error() string {
	if e.Variable != "" {
		return fmt.Sprintf("the setting %q of the %s %q %s", e.Variable, e.Kind, e.Name, e.Reason)
	}
	return fmt.Sprintf("the %s name %q %s", e.Kind, e.Name, e.Reason)
}

// ValueError says that a value cannot stand in the files. It never shows it.
type ValueError struct {
	Place  Place
	Reason string
}

func (e *ValueError) Error() string { return fmt.Sprintf("the value for %q %s", e.Place.Key, e.Reason) }

// NotReadBackError says that a setting would not read back as what it was set to,
// or would make the file unreadable: its key has a = in it, for one.
type NotReadBackError struct{ Place Place }

func (e *NotReadBackError) Error() string {
	key := e.Place.Key
	if e.Place.Sub != "" {
		key += "." + e.Place.Sub
	}
	return fmt.Sprintf("%q in the section [%s] would not read back as it was set", key, e.Place.header())
}
