package rolecreds

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

// FindError means that credentials could not be found where the settings say they are.
// What goes wrong later, with a sign-in or a call, is another error.
type FindError struct{ Err error }

func (e *FindError) Error() string { return e.Err.Error() }
func (e *FindError) Unwrap() error { return e.Err }

// NoCredentialsError means that nothing provides credentials for the profile.
type NoCredentialsError struct{ Profile string }

func (e *NoCredentialsError) Error() string {
	return fmt.Sprintf("no credentials found for profile %q", e.Profile)
}

// PartialError means that a place holds a part of what it takes.
type PartialError struct{ Where, Missing string }

func (e *PartialError) Error() string {
	return fmt.Sprintf("partial credentials found in %s, missing: %s", e.Where, e.Missing)
}

// UnsupportedError names a way to credentials that is not taken here.
type UnsupportedError struct{ Profile, Setting string }

func (e *UnsupportedError) Error() string {
	return fmt.Sprintf("profile %q gets its credentials by %s, which is not supported yet", e.Profile, e.Setting)
}

// SettingError means that a setting of a profile leads to no credentials.
type SettingError struct{ Profile, Setting, Problem string }

func (e *SettingError) Error() string {
	return fmt.Sprintf("%s of profile %q %s", e.Setting, e.Profile, e.Problem)
}

// LoopError means that profiles name one another as source_profile in a circle.
type LoopError struct{ Profiles []string } // the last one is an earlier one

func (e *LoopError) Error() string {
	return "source_profile leads in a circle: " + strings.Join(e.Profiles, " -> ")
}

// MFAError means that a role is assumed with a code of an MFA device, which only a
// person can give.
type MFAError struct{ Profile, SerialNumber string }

func (e *MFAError) Error() string {
	return fmt.Sprintf("the role of profile %q takes a code of the MFA device %q, and there is no terminal to ask for it", e.Profile, e.SerialNumber)
}

// WebIdentityError means that the file with the token of a web identity cannot be used.
type WebIdentityError struct {
	Profile string
	Err     error
}

func (e *WebIdentityError) Error() string {
	return fmt.Sprintf("the web identity token of profile %q: %v", e.Profile, e.Err)
}

func (e *WebIdentityError) Unwrap() error { return e.Err }

// NotAssignedError means that the person who signed in has no such role in that account,
// or no role in it at all where RoleName is "". Err is the portal's word.
type NotAssignedError struct {
	Profile awsconfig.SSOProfile
	Err     error
}

func (e *NotAssignedError) Error() string {
	what := "account " + e.Profile.AccountID
	if e.Profile.RoleName != "" {
		what = fmt.Sprintf("role %q of account %s", e.Profile.RoleName, e.Profile.AccountID)
	}
	return fmt.Sprintf("%s is not assigned to you in %s", what, ssotoken.Describe(e.Profile.Session))
}

func (e *NotAssignedError) Unwrap() error { return e.Err }

// Explain says what the failure of a call for an account, with the access token of its
// session, means: a *NotAssignedError, or what it means for any call.
func Explain(p awsconfig.SSOProfile, err error) error {
	service, ok := errors.AsType[*awsapi.ServiceError](err)
	if ok && service.StatusCode == http.StatusForbidden && p.AccountID != "" {
		return &NotAssignedError{p, err}
	}
	return ssotoken.Explain(p.Session, err)
}

// ErrExpired means that the keys found have expired and nothing renews them.
var ErrExpired = errors.New("the credentials found have expired")

// ErrNoRegion means that there is no region to assume a role in.
var ErrNoRegion = errors.New("no region to call AWS in")

// maxLife is what nobody means, not even a server that is there for tests.
const maxLife = 100 * 365 * 24 * time.Hour

// checkExpiration refuses new credentials that are over, or last for ever: they are
// neither of use nor to be kept.
func checkExpiration(operation string, expiration, now time.Time) error {
	switch {
	case !expiration.After(now):
		return fmt.Errorf("%s: the answer's credentials have expired: they were good until %s, and it is %s here", operation, instant(expiration), instant(now))
	case expiration.After(now.Add(maxLife)):
		return fmt.Errorf("%s: the answer's credentials last longer than any do, until %s", operation, instant(expiration))
	}
	return nil
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
