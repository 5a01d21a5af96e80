package identity

import (
	"fmt"
	"slices"
	"strings"
)

// Promise is who credentials have to belong to. A field that is "" promises nothing.
type Promise struct {
	Partition string
	AccountID string
	// PermissionSet, RoleName and Role are three ways to promise a role: the permission set
	// behind one of IAM Identity Center, a role by its own name, or either, as people call it.
	PermissionSet, RoleName, Role string
	UserName                      string // of the person
}

// MismatchError says that credentials are not whose they were promised to be. Source is
// what promised it.
type MismatchError struct {
	Source  string
	Promise Promise
	Caller  Caller
}

func (e *MismatchError) Error() string {
	return fmt.Sprintf("%s promises %s, and STS says these credentials are %s", e.Source, e.Promise, e.Caller)
}

// OtherPerson reports whether somebody else has signed in than the one who was promised.
func (e *MismatchError) OtherPerson() bool {
	return e.Caller.PermissionSet != "" && e.Promise.UserName != "" && e.Promise.UserName != e.Caller.UserName()
}

// Check holds the caller against the promise of source. The error is a *MismatchError.
func (p Promise) Check(source string, c Caller) error {
	kept := func(promised string, is ...string) bool { return promised == "" || slices.Contains(is, promised) }
	if kept(p.Partition, c.Partition) && kept(p.AccountID, c.AccountID) && kept(p.PermissionSet, c.PermissionSet) &&
		kept(p.RoleName, c.RoleName) && kept(p.Role, c.PermissionSet, c.RoleName) && kept(p.UserName, c.UserName()) {
		return nil
	}
	return &MismatchError{source, p, c}
}

// Contradicts reports whether nobody could keep this promise and the wish as well, which
// names a role as people call it.
func (p Promise) Contradicts(wish Promise) bool {
	if p.AccountID != "" && wish.AccountID != "" && p.AccountID != wish.AccountID {
		return true
	}
	role := p.PermissionSet + p.RoleName // it has at most one of them
	return role != "" && wish.Role != "" && wish.Role != role && (p.PermissionSet == "" || permissionSet(wish.Role) != p.PermissionSet)
}

// String is how the promise reads in a sentence.
func (p Promise) String() string {
	return describe(p.AccountID, p.PermissionSet, p.RoleName+p.Role, p.UserName, p.Partition)
}

// String is how the caller reads in a sentence, its ARN with it.
func (c Caller) String() string {
	role := c.RoleName
	if c.PermissionSet != "" {
		role = ""
	}
	return describe(c.AccountID, c.PermissionSet, role, c.UserName(), c.Partition) + " (" + c.ARN + ")"
}

func describe(accountID, permissionSet, role, userName, partition string) string {
	var parts []string
	for _, part := range [...]struct{ kind, value string }{
		{"account", accountID}, {"permission set", permissionSet}, {"role", role}, {"user", userName}, {"partition", partition},
	} {
		if part.value != "" {
			parts = append(parts, part.kind+" "+part.value)
		}
	}
	return strings.Join(parts, ", ")
}
