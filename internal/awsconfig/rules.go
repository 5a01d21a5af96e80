package awsconfig

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/awsconfig/ini"
)

// rulePrefix begins the settings that are ours. Other tools pass over them.
const rulePrefix = "fob_"

// The rules there are.
const (
	ruleAccount = rulePrefix + "expect_account"
	ruleRole    = rulePrefix + "expect_role"
	ruleUser    = rulePrefix + "expect_user"
	ruleConfirm = rulePrefix + "confirm"
	ruleMinTTL  = rulePrefix + "min_ttl"
)

// Rules are what has to hold before credentials of a profile are handed out. The zero value
// asks for nothing.
type Rules struct {
	Account string        // whose account they are of
	Role    string        // the permission set, or the role
	User    string        // who is signed in
	Confirm string        // what a person has to type
	MinTTL  time.Duration // for how long they have to last, where they can
}

// RuleError says that a rule of a profile is none. Whoever wrote it wanted to be kept from
// something: it is not passed over.
type RuleError struct {
	Profile, Key string
	Reason       string
	Known        []string // the rules there are, where Key is not one
}

func (e *RuleError) Error() string {
	return fmt.Sprintf("%s of profile %q %s", e.Key, e.Profile, e.Reason)
}

// Rules answers the rules of the profile. The error is a *RuleError.
func (p *Profile) Rules() (Rules, error) {
	var rules Rules
	for _, key := range p.ruleSettings() {
		text, plain := p.Get(key)
		reason := "holds a block of settings, where a value belongs"
		if plain {
			reason = rules.set(key, text)
		}
		if reason != "" {
			e := &RuleError{Profile: p.Name, Key: key, Reason: reason}
			if known := ruleKeys(); !slices.Contains(known, key) {
				e.Known = known
			}
			return Rules{}, e
		}
	}
	return rules, nil
}

// ruleSettings are the keys of the profile that are rules, or meant to be. A status asks it of
// every profile, of which hardly one has any: it collects no others.
func (p *Profile) ruleSettings() (found []string) {
	for _, section := range [...]*ini.Section{p.config, p.credentials} {
		for setting := range section.All() {
			if strings.HasPrefix(setting.Key, rulePrefix) {
				found = append(found, setting.Key)
			}
		}
	}
	return found
}

func ruleKeys() []string { return []string{ruleAccount, ruleRole, ruleUser, ruleConfirm, ruleMinTTL} }

// set takes a rule over, and answers what is wrong with it.
func (r *Rules) set(key, text string) (problem string) {
	if text == "" {
		return "is empty"
	}
	switch key {
	case ruleAccount:
		r.Account = text
		if !IsAccountID(text) {
			return fmt.Sprintf("is %q, not an account id of 12 digits", text)
		}
	case ruleRole:
		r.Role = text
	case ruleUser:
		r.User = text
	case ruleConfirm:
		r.Confirm = text
	case ruleMinTTL:
		d, err := time.ParseDuration(text)
		r.MinTTL = d
		if err != nil || d <= 0 {
			return fmt.Sprintf("is %q, not a time as 30m or 1h30m", text)
		}
	default:
		return "is no rule that fob knows"
	}
	return ""
}

// IsAccountID reports whether text has the form of an account id.
func IsAccountID(text string) bool { return len(text) == 12 && strings.Trim(text, "0123456789") == "" }
