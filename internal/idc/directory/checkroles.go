package directory

import "strings"

func (c *checker) roles(docs []at[roleDoc]) {
	for _, doc := range docs {
		arn := doc.V.ARN
		if !c.required(doc.place, "a role", "arn", arn) {
			continue
		}
		r := Role{ARN: arn.V, ExternalID: doc.V.ExternalID.V}
		var ok bool
		if r.AccountID, r.Name, ok = splitRoleARN(r.ARN, c.dir.Instance.Partition); !ok {
			c.errorf(arn.place, "role %q: want arn:%s:iam::ACCOUNT:role/NAME", r.ARN, c.dir.Instance.Partition)
		}
		if _, taken := c.dir.Role(r.ARN); taken {
			c.errorf(arn.place, "role %q is there twice", r.ARN)
		}
		if len(r.ExternalID) == 1 {
			c.warnf(doc.V.ExternalID.place, "externalId %q: AWS's clients send none of fewer than 2 characters", r.ExternalID)
		}
		for _, t := range doc.V.Trust {
			r.Trust = append(r.Trust, t.V)
		}
		c.dir.Roles = append(c.dir.Roles, r)
	}
	c.trust(docs)
}

// trust checks who is trusted, once all roles are known: one may trust another
// that stands below it.
func (c *checker) trust(docs []at[roleDoc]) {
	for _, doc := range docs {
		for _, t := range doc.V.Trust {
			_, isSet := c.dir.sets[t.V]
			if _, isRole := c.dir.Role(t.V); !isRole && !isSet {
				c.errorf(t.place, "trust: there is no permission set or role %q", t.V)
			}
		}
	}
}

// splitRoleARN returns account and name of an IAM role's ARN; the name is what
// follows the path.
func splitRoleARN(arn, partition string) (accountID, name string, ok bool) {
	rest, ok := strings.CutPrefix(arn, "arn:"+partition+":iam::")
	if !ok {
		return "", "", false
	}
	accountID, path, ok := strings.Cut(rest, ":role/")
	name = path[strings.LastIndex(path, "/")+1:]
	return accountID, name, ok && isAccountID(accountID) && isName(name, 1, 64)
}
