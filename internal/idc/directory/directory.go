package directory

import (
	"path"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/idc/fault"
)

// Directory is a checked directory. It is immutable and safe for concurrent use.
type Directory struct {
	Seed           string // fixes the server's secret, and with it the keys it hands out; empty: none given
	Instance       Instance
	Users          []User
	Groups         []Group
	Accounts       []Account
	PermissionSets []PermissionSet
	Roles          []Role
	Profiles       []Profile    // as given; empty: ClientConfig derives them from the assignments
	Faults         []fault.Rule // what fails from the start

	byID   map[string]int              // account id: index of the account
	access map[string]map[string][]int // user name, account id: indexes of permission sets, ascending
}

// Instance describes the Identity Center instance and how it treats people.
type Instance struct {
	Region          string
	Partition       string // aws, aws-cn, …
	IdentityStoreID string // "d-" and ten hex digits
	StartURLs       []string
	SSOSession      string // the name clients give to their sso-session

	SessionDuration      time.Duration // from approval: how long a sign-in can be refreshed; also the browser's session
	AccessTokenDuration  time.Duration
	RegistrationDuration time.Duration // of a client
	DeviceCodeDuration   time.Duration
	PollInterval         time.Duration // asked of a client that waits for a device code

	SignIn   SignInMode
	AutoUser string // who is signed in unasked when SignIn is SignInAuto
	Consent  ConsentMode
	MFA      MFAMode

	RefreshTokens bool     // whether clients of the portal's scope get refresh tokens
	AllowedScopes []string // what clients may register for; in a pattern * stands for anything
}

// SignInMode says what a person has to do to sign in.
type SignInMode string

// The sign-in modes. In a file SignInAuto is written "auto:USERNAME".
const (
	SignInOneClick SignInMode = "oneClick" // choose a user from the list
	SignInPassword SignInMode = "password" // type user name and password
	SignInAuto     SignInMode = "auto"     // nothing at all
)

// ConsentMode says how often a person is asked to let a client in.
type ConsentMode string

// The consent modes.
const (
	ConsentAlways ConsentMode = "always"
	ConsentOnce   ConsentMode = "once"  // once for each user and client; a device code is always asked
	ConsentNever  ConsentMode = "never" // a device code is approved by opening its page
)

// MFAMode says what a person shows beside the first factor.
type MFAMode string

// The modes of multi-factor authentication.
const (
	MFANone MFAMode = "none"
	MFATOTP MFAMode = "totp" // a code of an authenticator app, at each sign-in of a browser
)

// User is a person who can sign in.
type User struct {
	UserName    string
	DisplayName string // UserName where the file has none
	Password    string // may be empty unless the sign-in mode is password
	TOTPSecret  []byte // empty unless MFA is totp or the file has one
	Disabled    bool   // can neither sign in nor use what a sign-in has given
}

// Group is a named set of users.
type Group struct {
	DisplayName string
	Members     []string // user names
}

// Account is an AWS account. Two accounts may have one name, as in AWS.
type Account struct {
	AccountID    string // twelve digits
	AccountName  string
	EmailAddress string
}

// PermissionSet is what an assignment gives in an account.
type PermissionSet struct {
	Name            string
	SessionDuration time.Duration // life of role credentials
}

// Role is an IAM role that can be assumed with credentials from this server.
type Role struct {
	ARN        string
	AccountID  string
	Name       string   // without its path
	Trust      []string // permission set names and role ARNs that may assume it
	ExternalID string   // demanded if not empty
}

// Profile is one profile of the configuration that ClientConfig writes. Exactly
// one of SSOSession and StartURL is set: a profile with a StartURL is of the
// older, inline kind.
type Profile struct {
	Name          string
	SSOSession    string
	StartURL      string
	AccountID     string
	PermissionSet string
	Region        string
	Output        string // may be empty
}

// User returns the user of that name. Case does not matter, as in AWS.
func (d *Directory) User(name string) (User, bool) {
	return find(d.Users, func(u User) bool { return strings.EqualFold(u.UserName, name) })
}

// EnabledUser returns the user of that name who is not disabled.
func (d *Directory) EnabledUser(name string) (User, bool) {
	u, ok := d.User(name)
	return u, ok && !u.Disabled
}

// Account returns the account of that id.
func (d *Directory) Account(id string) (Account, bool) {
	i, ok := d.byID[id]
	if !ok {
		return Account{}, false
	}
	return d.Accounts[i], true
}

// Role returns the role of that ARN.
func (d *Directory) Role(arn string) (Role, bool) {
	return find(d.Roles, func(r Role) bool { return r.ARN == arn })
}

// HasStartURL reports whether u is one of the instance's start URLs. One slash
// at the end does not matter.
func (d *Directory) HasStartURL(u string) bool {
	u = strings.TrimSuffix(u, "/")
	return slices.ContainsFunc(d.Instance.StartURLs, func(s string) bool {
		return strings.TrimSuffix(s, "/") == u
	})
}

// AllowsScope reports whether clients may register for a scope.
func (d *Directory) AllowsScope(scope string) bool {
	return slices.ContainsFunc(d.Instance.AllowedScopes, func(pattern string) bool {
		matched, err := path.Match(pattern, scope)
		return err == nil && matched
	})
}

// AccountsOf returns the accounts in which the user has any permission set,
// each once, in the directory's order.
func (d *Directory) AccountsOf(userName string) []Account {
	var out []Account
	for _, a := range d.Accounts {
		if len(d.access[userName][a.AccountID]) > 0 {
			out = append(out, a)
		}
	}
	return out
}

// PermissionSetsOf returns the permission sets the user has in an account, by
// own assignment or through a group, each once, in the directory's order.
func (d *Directory) PermissionSetsOf(userName, accountID string) []PermissionSet {
	var out []PermissionSet
	for _, i := range d.access[userName][accountID] {
		out = append(out, d.PermissionSets[i])
	}
	return out
}

// Assigned returns the permission set of that name if the user has it in the
// account.
func (d *Directory) Assigned(userName, accountID, name string) (PermissionSet, bool) {
	return find(d.PermissionSetsOf(userName, accountID), func(s PermissionSet) bool { return s.Name == name })
}

func find[T any](list []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, match); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}
