// Package identity knows who a set of credentials belongs to: what STS says of it, what
// was promised of it, and what is remembered of it.
package identity

import (
	"fmt"
	"strings"
)

// Caller is whose credentials are, as the ARN of GetCallerIdentity tells.
type Caller struct {
	ARN       string
	Partition string
	AccountID string
	RoleName  string // of an assumed role, without its path; "" for others
	// PermissionSet is the set behind a role of IAM Identity Center, "" behind others.
	PermissionSet string
	SessionName   string // of an assumed role
}

// ParseCaller reads an ARN as GetCallerIdentity returns it, such as
// arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice.
func ParseCaller(arn string) (Caller, error) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" || parts[4] == "" {
		return Caller{}, fmt.Errorf("%q is not the ARN of a caller", arn)
	}
	c := Caller{ARN: arn, Partition: parts[1], AccountID: parts[4]}
	if role, ok := strings.CutPrefix(parts[5], "assumed-role/"); ok && parts[2] == "sts" {
		c.RoleName, c.SessionName, _ = strings.Cut(role, "/")
		c.PermissionSet = permissionSet(c.RoleName)
	}
	return c, nil
}

// UserName is the person whom the ARN names: the one who signed in to IAM Identity Center,
// whose name is that of the session, or the IAM user. "" where it names none: anybody
// chooses the session name of another role.
func (c Caller) UserName() string {
	if c.PermissionSet != "" {
		return c.SessionName
	}
	_, user, ok := strings.Cut(c.ARN, ":user/")
	if !ok || c.RoleName != "" {
		return ""
	}
	return user[strings.LastIndexByte(user, '/')+1:]
}

// permissionSet undoes AWSReservedSSO_<set>_<16 hex digits>; a set's name may itself
// hold underscores.
func permissionSet(roleName string) string {
	rest, reserved := strings.CutPrefix(roleName, "AWSReservedSSO_")
	i := strings.LastIndexByte(rest, '_')
	if !reserved || i < 1 || len(rest)-i-1 != 16 || strings.Trim(rest[i+1:], "0123456789abcdef") != "" {
		return ""
	}
	return rest[:i]
}

// RoleOf reads the ARN of a role, arn:aws:iam::111122223333:role/some/path/Deploy: the
// partition, the account, and the name without its path. ok is false for anything else.
func RoleOf(roleARN string) (promise Promise, ok bool) {
	parts := strings.SplitN(roleARN, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[1] == "" || parts[2] != "iam" || parts[4] == "" {
		return Promise{}, false
	}
	path, ok := strings.CutPrefix(parts[5], "role/")
	name := path[strings.LastIndexByte(path, '/')+1:]
	return Promise{Partition: parts[1], AccountID: parts[4], RoleName: name}, ok && name != ""
}

// PartitionOf is the partition that a region is in.
func PartitionOf(region string) string {
	for _, p := range [...]struct{ prefix, partition string }{
		{"cn-", "aws-cn"}, {"us-gov-", "aws-us-gov"}, {"eusc-", "aws-eusc"},
		{"us-iso-", "aws-iso"}, {"us-isob-", "aws-iso-b"}, {"eu-isoe-", "aws-iso-e"}, {"us-isof-", "aws-iso-f"},
	} {
		if strings.HasPrefix(region, p.prefix) {
			return p.partition
		}
	}
	return "aws"
}
