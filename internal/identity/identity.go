// Package identity knows who a set of credentials belongs to.
package identity

import (
	"fmt"
	"strings"
)

// ARN is the parts of a caller's ARN that tell who it is.
type ARN struct {
	Partition string
	AccountID string
	RoleName  string // of an assumed role; "" for others
	// PermissionSet is the set behind a role of IAM Identity Center, "" behind others.
	PermissionSet string
	SessionName   string // of an assumed role: for a permission set, the user's name
}

// ParseARN reads an ARN as GetCallerIdentity returns it, such as
// arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice.
func ParseARN(text string) (ARN, error) {
	parts := strings.SplitN(text, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" {
		return ARN{}, fmt.Errorf("%q is not an ARN", text)
	}
	a := ARN{Partition: parts[1], AccountID: parts[4]}
	if role, ok := strings.CutPrefix(parts[5], "assumed-role/"); ok {
		a.RoleName, a.SessionName, _ = strings.Cut(role, "/")
		a.PermissionSet = permissionSet(a.RoleName)
	}
	return a, nil
}

// permissionSet undoes AWSReservedSSO_<set>_<16 hex digits>; a set's name may itself
// hold underscores.
func permissionSet(roleName string) string {
	rest, reserved := strings.CutPrefix(roleName, "AWSReservedSSO_")
	i := strings.LastIndexByte(rest, '_')
	if !reserved || i < 0 {
		return ""
	}
	return rest[:i]
}
