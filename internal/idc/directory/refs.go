package directory

import (
	"path"
	"slices"
	"strings"
)

// assignments resolves who gets what where into Directory.access.
func (c *checker) assignments(docs []at[assignmentDoc]) {
	c.dir.access = map[string]map[string][]int{}
	for _, doc := range docs {
		users := c.assignees(doc)
		set := c.permissionSetRef(doc.Line, "an assignment", doc.V.PermissionSet)
		if len(doc.V.Accounts) == 0 {
			c.errorf(doc.Line, "an assignment without accounts")
		}
		for _, ref := range doc.V.Accounts {
			for _, a := range c.accountRefs(ref) {
				if set >= 0 {
					c.assign(users, a.AccountID, set)
				}
			}
		}
	}
}

func (c *checker) assign(users []string, accountID string, set int) {
	for _, u := range users {
		accounts := c.dir.access[u]
		if accounts == nil {
			accounts = map[string][]int{}
			c.dir.access[u] = accounts
		}
		if i, found := slices.BinarySearch(accounts[accountID], set); !found {
			accounts[accountID] = slices.Insert(accounts[accountID], i, set)
		}
	}
}

// assignees returns the users whom an assignment is for.
func (c *checker) assignees(doc at[assignmentDoc]) []string {
	user, group := doc.V.User, doc.V.Group
	switch {
	case (user.V == "") == (group.V == ""):
		c.errorf(doc.Line, "an assignment has either user or group")
		return nil
	case user.V != "":
		u, ok := c.userRef(user)
		if !ok {
			return nil
		}
		return []string{u.UserName}
	}
	g, ok := c.group(group.V)
	if !ok {
		c.errorf(group.Line, "there is no group %q", group.V)
	}
	return g.Members
}

func (c *checker) userRef(v at[string]) (User, bool) {
	u, ok := c.dir.User(v.V)
	if !ok {
		c.errorf(v.Line, "there is no user %q", v.V)
	}
	return u, ok
}

// permissionSetRef returns the index of the set named by v, -1 if there is none.
func (c *checker) permissionSetRef(line int, what string, v at[string]) int {
	if c.required(line, what, "permissionSet", v) == 0 {
		return -1
	}
	i := c.permissionSet(v.V)
	if i < 0 {
		c.errorf(v.Line, "there is no permission set %q", v.V)
	}
	return i
}

// accountRefs returns the accounts that v means: an id, a name, or a glob over
// names.
func (c *checker) accountRefs(v at[string]) []Account {
	if !strings.ContainsAny(v.V, "*?[") {
		if a, ok := c.accountRef(v); ok {
			return []Account{a}
		}
		return nil
	}
	var out []Account
	for _, a := range c.dir.Accounts {
		matched, err := path.Match(v.V, a.AccountName)
		if err != nil {
			c.errorf(v.Line, "accounts: %q is not a pattern", v.V)
			return nil
		}
		if matched {
			out = append(out, a)
		}
	}
	if len(out) == 0 {
		c.errorf(v.Line, "accounts: no account has a name like %q", v.V)
	}
	return out
}

func (c *checker) accountRef(v at[string]) (Account, bool) {
	if a, ok := c.dir.Account(v.V); ok {
		return a, true
	}
	var found []Account
	for _, a := range c.dir.Accounts {
		if a.AccountName == v.V {
			found = append(found, a)
		}
	}
	switch len(found) {
	case 0:
		c.errorf(v.Line, "there is no account %q", v.V)
		return Account{}, false
	case 1:
		return found[0], true
	default:
		c.errorf(v.Line, "%d accounts are named %q: use the id", len(found), v.V)
		return Account{}, false
	}
}

func (c *checker) profiles(docs []at[profileDoc]) {
	for _, doc := range docs {
		if c.required(doc.Line, "a profile", "name", doc.V.Name) == 0 {
			continue
		}
		p := Profile{
			Name:       c.profileName("profile", doc.V.Name, ""),
			SSOSession: doc.V.SSOSession.V, StartURL: doc.V.StartURL.V,
			Region: doc.V.Region.V, Output: doc.V.Output.V,
		}
		if slices.ContainsFunc(c.dir.Profiles, func(other Profile) bool { return other.Name == p.Name }) {
			c.errorf(doc.V.Name.Line, "profile %q is there twice", p.Name)
		}
		c.profileSource(doc)
		c.profileValues(doc)
		if c.required(doc.Line, "a profile", "account", doc.V.Account) != 0 {
			a, _ := c.accountRef(doc.V.Account)
			p.AccountID = a.AccountID
		}
		if i := c.permissionSetRef(doc.Line, "a profile", doc.V.PermissionSet); i >= 0 {
			p.PermissionSet = c.dir.PermissionSets[i].Name
		}
		if p.Region == "" {
			p.Region = c.dir.Instance.Region
		}
		c.dir.Profiles = append(c.dir.Profiles, p)
	}
}

// profileSource checks where a profile signs in.
func (c *checker) profileSource(doc at[profileDoc]) {
	session, start := doc.V.SSOSession, doc.V.StartURL
	switch {
	case (session.V == "") == (start.V == ""):
		c.errorf(doc.Line, "a profile has either ssoSession or startUrl")
	case session.V != "" && session.V != c.dir.Instance.SSOSession:
		c.errorf(session.Line, "there is no sso-session %q: the instance's is %q", session.V, c.dir.Instance.SSOSession)
	case start.V != "" && !c.dir.HasStartURL(start.V):
		c.errorf(start.Line, "start URL %q is not one of the instance's", start.V)
	}
}

func (c *checker) profileValues(doc at[profileDoc]) {
	if r := doc.V.Region; r.Line != 0 && !isRegion(r.V) {
		c.errorf(r.Line, "region %q: want a region such as us-east-1", r.V)
	}
	if o := doc.V.Output; o.Line != 0 && !slices.Contains([]string{"json", "text", "table", "yaml", "yaml-stream"}, o.V) {
		c.errorf(o.Line, "output %q: want json, text, table, yaml or yaml-stream", o.V)
	}
}

// profileName checks a name that becomes a section of a config file.
func (c *checker) profileName(key string, v at[string], absent string) string {
	if v.Line == 0 {
		return absent
	}
	if !isName(v.V, 1, 128) {
		c.errorf(v.Line, "%s %q: want letters, digits or _+=,.@-", key, v.V)
	}
	return v.V
}
