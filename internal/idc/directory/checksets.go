package directory

import (
	"fmt"
	"strings"
	"time"
)

const maxRoleSession = 12 * time.Hour // as in AWS

func (c *checker) permissionSets(docs []at[permissionSetDoc]) {
	for _, doc := range docs {
		if doc.V.Generate.given() {
			c.generatePermissionSets(doc)
			continue
		}
		name := doc.V.Name
		if !c.required(doc.place, "a permission set", "name", name) {
			continue
		}
		c.addPermissionSet(name.place, PermissionSet{
			Name: name.V, SessionDuration: c.duration("sessionDuration", doc.V.SessionDuration, time.Hour, maxRoleSession),
			ManagedPolicies: c.managedPolicies(doc.V.ManagedPolicies), RoleHashes: c.roleHashes(doc.V.RoleHashes),
		})
	}
}

func (c *checker) addPermissionSet(where place, set PermissionSet) {
	if !isName(set.Name, 1, 32) {
		c.errorf(where, "permission set %q: want at most 32 letters, digits or _+=,.@-", set.Name)
	}
	if _, taken := c.dir.sets[set.Name]; taken {
		c.errorf(where, "permission set %q is there twice", set.Name)
		return
	}
	c.dir.sets[set.Name] = len(c.dir.PermissionSets)
	c.dir.PermissionSets = append(c.dir.PermissionSets, set)
}

func (c *checker) generatePermissionSets(doc at[permissionSetDoc]) {
	v := doc.V
	c.alone(doc.place, "a permission set", v.Name.given() || v.SessionDuration.given() || len(v.ManagedPolicies)+len(v.RoleHashes) > 0)
	g := v.Generate.V
	name := c.pattern("name", g.Name, "permission-set-%d")
	duration := c.duration("sessionDuration", g.SessionDuration, time.Hour, maxRoleSession)
	for n := range c.count(v.Generate.place, g.Count, maxGenerated) {
		before := len(c.errs)
		c.addPermissionSet(v.Generate.place, PermissionSet{Name: fmt.Sprintf(name, n+1), SessionDuration: duration})
		if len(c.errs) > before {
			return
		}
	}
}

func (c *checker) managedPolicies(list []at[string]) (arns []string) {
	for _, v := range list {
		rest, ok := strings.CutPrefix(v.V, "arn:"+c.dir.Instance.Partition+":iam::")
		owner, name, isPolicy := strings.Cut(rest, ":policy/")
		if !ok || !isPolicy || name == "" || owner != "aws" && !isAccountID(owner) {
			c.errorf(v.place, "managedPolicies %q: want arn:%s:iam::aws:policy/NAME", v.V, c.dir.Instance.Partition)
		}
		arns = append(arns, v.V)
	}
	return arns
}

func (c *checker) roleHashes(list pairs) map[string]string {
	hashes := map[string]string{}
	for _, p := range list {
		c.id("roleHashes", p.Value, "", 16)
		if i, ok := c.accountRef(p.Key); ok {
			hashes[c.dir.Accounts[i].AccountID] = p.Value.V
		}
	}
	if len(hashes) == 0 {
		return nil
	}
	return hashes
}
