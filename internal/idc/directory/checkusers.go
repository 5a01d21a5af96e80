package directory

import (
	"fmt"
	"strings"

	"fob.example/fob/internal/idc/totp"
)

func (c *checker) users(docs []at[userDoc]) {
	if len(docs) == 0 {
		c.errorf(top, "users is missing: nobody could sign in")
	}
	for _, doc := range docs {
		if doc.V.Generate.given() {
			c.generateUsers(doc)
		} else {
			c.user(doc)
		}
	}
}

func (c *checker) user(doc at[userDoc]) {
	if !c.required(doc.place, "a user", "userName", doc.V.UserName) {
		return
	}
	u := User{UserName: doc.V.UserName.V, DisplayName: doc.V.DisplayName.V, Password: doc.V.Password.V}
	switch status := doc.V.Status; status.V {
	case "", "ENABLED":
	case "DISABLED":
		u.Disabled = true
	default:
		c.errorf(status.place, "status %q: want ENABLED or DISABLED", status.V)
	}
	if u.DisplayName == "" {
		u.DisplayName = u.UserName
	}
	u.TOTPSecret = c.totpSecret(doc.V.TOTPSecret)
	c.addUser(doc.V.UserName.place, u)
}

func (c *checker) addUser(where place, u User) {
	// A user name becomes a role session name, which must be one of STS's.
	if !isName(u.UserName, 2, 64) {
		c.errorf(where, "userName %q: want 2 to 64 letters, digits or _+=,.@-", u.UserName)
	}
	if _, taken := c.dir.User(u.UserName); taken {
		c.errorf(where, "user %q is there twice", u.UserName)
		return
	}
	c.dir.users[strings.ToLower(u.UserName)] = len(c.dir.Users)
	c.dir.Users = append(c.dir.Users, u)
}

func (c *checker) generateUsers(doc at[userDoc]) {
	v := doc.V
	c.alone(doc.place, "a user", v.UserName.given() || v.DisplayName.given() || v.Password.given() || v.TOTPSecret.given() || v.Status.given())
	g := v.Generate.V
	name := c.pattern("userName", g.UserName, "user-%d@example.com")
	display := c.pattern("displayName", g.DisplayName, name)
	secret := c.totpSecret(g.TOTPSecret)
	for n := range c.count(v.Generate.place, g.Count, maxGenerated) {
		before := len(c.errs)
		c.addUser(v.Generate.place, User{UserName: fmt.Sprintf(name, n+1), DisplayName: fmt.Sprintf(display, n+1), Password: g.Password.V, TOTPSecret: secret})
		if len(c.errs) > before {
			return // the next would be wrong in the same way
		}
	}
}

func (c *checker) totpSecret(v at[string]) []byte {
	if !v.given() {
		return nil
	}
	secret, err := totp.ParseSecret(v.V)
	if err != nil {
		c.errorf(v.place, "totpSecret: %v", err)
	}
	return secret
}

// memberships makes the groups.
func (c *checker) memberships(docs []at[groupDoc]) {
	for _, doc := range docs {
		if doc.V.Generate.given() {
			c.generateGroups(doc)
		} else if name := doc.V.DisplayName; c.required(doc.place, "a group", "displayName", name) {
			c.addGroup(name.place, Group{name.V, c.members(doc.V.Members)})
		}
	}
}

// members returns the names of users, each once.
func (c *checker) members(refs []at[string]) (names []string) {
	seen := map[int]bool{}
	for _, v := range refs {
		for _, i := range c.userRefs(v) {
			if !seen[i] {
				seen[i] = true
				names = append(names, c.dir.Users[i].UserName)
			}
		}
	}
	return names
}

func (c *checker) addGroup(where place, g Group) {
	if _, taken := c.groups[g.DisplayName]; taken {
		c.errorf(where, "group %q is there twice", g.DisplayName)
		return
	}
	c.groups[g.DisplayName] = len(c.dir.Groups)
	c.dir.Groups = append(c.dir.Groups, g)
}

func (c *checker) generateGroups(doc at[groupDoc]) {
	v := doc.V
	c.alone(doc.place, "a group", v.DisplayName.given() || len(v.Members) > 0)
	g, users := v.Generate.V, c.dir.Users
	name := c.pattern("displayName", g.DisplayName, "group-%d")
	if g.Members.V < 0 || g.Members.V > len(users) {
		c.errorf(g.Members.place, "generate: members %d: want 0 to %d, which is how many users there are", g.Members.V, len(users))
		return
	}
	for n := range c.count(v.Generate.place, g.Count, maxGenerated) {
		members := make([]string, g.Members.V)
		for i := range members {
			members[i] = users[(n*len(members)+i)%len(users)].UserName
		}
		before := len(c.errs)
		c.addGroup(v.Generate.place, Group{fmt.Sprintf(name, n+1), members})
		if len(c.errs) > before {
			return
		}
	}
}
