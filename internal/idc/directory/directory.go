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
	Warnings       []*Error     // what is hardly meant, by place

	users  map[string]int // user name in lower case: index of the user
	byID   map[string]int // account id: index of the account
	sets   map[string]int // name: index of the permission set
	access access
	config func() string // ClientConfig, made once
}

// Instance describes the Identity Center instance and how it treats people.
type Instance struct {
	Region          string
	Partition       string // aws, aws-cn, …
	InstanceID      string // "ssoins-" and sixteen hex digits
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

	AccountOrder AccountOrder

	RefreshTokens     bool // whether clients of the portal's scope get refresh tokens
	RefreshTokenReuse RefreshTokenReuse
	AllowedScopes     []string // what clients may register for; in a pattern * stands for anything
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

// RefreshTokenReuse is what comes of a refresh token that is sent a second time. AWS
// documents none.
type RefreshTokenReuse string

// What may come of it.
const (
	ReuseRevokes RefreshTokenReuse = "revoke" // the sign-in is over (RFC 9700 §4.14.2)
	ReuseFails   RefreshTokenReuse = "reject" // and that is all
)

// AccountOrder is the order in which accounts are listed. AWS documents none.
type AccountOrder string

// The orders.
const (
	OrderDirectory AccountOrder = "directory" // as in the file
	OrderName      AccountOrder = "name"
	OrderID        AccountOrder = "id"
	OrderShuffle   AccountOrder = "shuffle" // follows from the seed, if there is one; else another at each start
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
	SessionDuration time.Duration     // life of role credentials
	ManagedPolicies []string          // ARNs
	RoleHashes      map[string]string // account id: hash in the name of the role there, if the file pins it
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
	i, ok := d.userNumber(name)
	if !ok {
		return User{}, false
	}
	return d.Users[i], true
}

func (d *Directory) userNumber(name string) (int, bool) {
	i, ok := d.users[strings.ToLower(name)]
	return i, ok
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
	accounts, _ := d.AccountsPage(userName, 0, len(d.Accounts))
	return accounts
}

// AccountsPage returns the part of AccountsOf that begins at a position, at most limit
// of them, and the position of the next part: 0 after the last. It takes no longer for a
// user who has many.
func (d *Directory) AccountsPage(userName string, from, limit int) (accounts []Account, next int) {
	u, ok := d.userNumber(userName)
	if !ok {
		return nil, 0
	}
	found := d.access.accounts(u, from, limit+1)
	if len(found) > limit {
		found, next = found[:limit], int(found[limit])
	}
	for _, i := range found {
		accounts = append(accounts, d.Accounts[i])
	}
	return accounts, next
}

// PermissionSetsOf returns the permission sets the user has in an account, by
// own assignment or through a group, each once, in the directory's order.
func (d *Directory) PermissionSetsOf(userName, accountID string) (sets []PermissionSet) {
	u, known := d.userNumber(userName)
	a, exists := d.byID[accountID]
	if !known || !exists {
		return nil
	}
	for _, i := range d.access.sets(u, a) {
		sets = append(sets, d.PermissionSets[i])
	}
	return sets
}

// Assigned returns the permission set of that name if the user has it in the
// account.
func (d *Directory) Assigned(userName, accountID, name string) (PermissionSet, bool) {
	return find(d.PermissionSetsOf(userName, accountID), func(s PermissionSet) bool { return s.Name == name })
}

// Assignments returns how many there are: a user or group, a permission set and an
// account count as one.
func (d *Directory) Assignments() int { return len(d.access.grants) }

func find[T any](list []T, match func(T) bool) (T, bool) {
	if i := slices.IndexFunc(list, match); i >= 0 {
		return list[i], true
	}
	var none T
	return none, false
}
