package directory

import (
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"strings"
)

// RoleName returns the name of the IAM role that stands behind a permission set
// in an account: AWSReservedSSO_SET_HASH. AWS does not publish how it makes the
// hash; here the file says it, or it follows from instance, account and set, so it never
// changes.
func (d *Directory) RoleName(accountID, permissionSet string) string {
	if i, ok := d.sets[permissionSet]; ok && d.PermissionSets[i].RoleHashes[accountID] != "" {
		return "AWSReservedSSO_" + permissionSet + "_" + d.PermissionSets[i].RoleHashes[accountID]
	}
	sum := d.hash("role name", accountID, permissionSet)
	return "AWSReservedSSO_" + permissionSet + "_" + hex.EncodeToString(sum)[:16]
}

// RoleID returns the unique id of a role, AROA and 17 characters, the first half
// of the UserId of its sessions.
func (d *Directory) RoleID(accountID, roleName string) string {
	sum := d.hash("role id", accountID, roleName)
	return "AROA" + base32.StdEncoding.EncodeToString(sum)[:17]
}

// InstanceARN returns the ARN of the instance.
func (d *Directory) InstanceARN() string {
	return "arn:" + d.Instance.Partition + ":sso:::instance/" + d.Instance.InstanceID
}

// SessionARN returns the ARN of a session of a role.
func (d *Directory) SessionARN(accountID, roleName, sessionName string) string {
	return "arn:" + d.Instance.Partition + ":sts::" + accountID + ":assumed-role/" + roleName + "/" + sessionName
}

func (d *Directory) hash(parts ...string) []byte {
	sum := sha256.Sum256([]byte(d.Instance.IdentityStoreID + "\x00" + strings.Join(parts, "\x00")))
	return sum[:]
}
