package directory

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"fob.example/fob/internal/idc/totp"
)

// checker turns a document into a Directory and collects what is wrong with it.
type checker struct {
	file string
	dir  *Directory
	errs []*Error
}

func (c *checker) errorf(line int, format string, args ...any) {
	c.errs = append(c.errs, &Error{c.file, max(line, 1), fmt.Sprintf(format, args...)})
}

// check goes from what is referred to, to what refers to it.
func (c *checker) check(doc document) {
	if doc.Version == nil {
		c.errorf(1, "version is missing; this program reads version 1")
	} else if doc.Version.V != 1 {
		c.errorf(doc.Version.Line, "version %d is not known; this program reads version 1", doc.Version.V)
	}
	c.dir.Seed = doc.Seed.V
	c.users(doc.Users)
	c.instance(doc.Instance)
	c.groups(doc.Groups)
	c.accounts(doc.Accounts)
	c.permissionSets(doc.PermissionSets)
	c.assignments(doc.Assignments)
	c.roles(doc.Roles)
	c.profiles(doc.Profiles)
	c.faults(doc.Faults)
}

func (c *checker) users(docs []at[userDoc]) {
	if len(docs) == 0 {
		c.errorf(1, "users is missing: nobody could sign in")
	}
	for _, doc := range docs {
		u := User{UserName: doc.V.UserName.V, DisplayName: doc.V.DisplayName.V, Password: doc.V.Password.V}
		line := c.required(doc.Line, "a user", "userName", doc.V.UserName)
		if line == 0 {
			continue
		}
		// A user name becomes a role session name, which must be one of STS's.
		if !isName(u.UserName, 2, 64) {
			c.errorf(line, "userName %q: want 2 to 64 letters, digits or _+=,.@-", u.UserName)
		}
		if _, taken := c.dir.User(u.UserName); taken {
			c.errorf(line, "user %q is there twice", u.UserName)
		}
		switch doc.V.Status.V {
		case "", "ENABLED":
		case "DISABLED":
			u.Disabled = true
		default:
			c.errorf(doc.V.Status.Line, "status %q: want ENABLED or DISABLED", doc.V.Status.V)
		}
		if u.DisplayName == "" {
			u.DisplayName = u.UserName
		}
		u.TOTPSecret = c.totpSecret(doc.V.TOTPSecret)
		c.dir.Users = append(c.dir.Users, u)
	}
}

func (c *checker) totpSecret(v at[string]) []byte {
	if v.Line == 0 {
		return nil
	}
	secret, err := totp.ParseSecret(v.V)
	if err != nil {
		c.errorf(v.Line, "totpSecret: %v", err)
	}
	return secret
}

func (c *checker) groups(docs []at[groupDoc]) {
	for _, doc := range docs {
		name := doc.V.DisplayName
		if c.required(doc.Line, "a group", "displayName", name) == 0 {
			continue
		}
		if _, taken := c.group(name.V); taken {
			c.errorf(name.Line, "group %q is there twice", name.V)
		}
		g := Group{DisplayName: name.V}
		for _, m := range doc.V.Members {
			if u, ok := c.userRef(m); ok {
				g.Members = append(g.Members, u.UserName)
			}
		}
		c.dir.Groups = append(c.dir.Groups, g)
	}
}

func (c *checker) group(name string) (Group, bool) {
	return find(c.dir.Groups, func(g Group) bool { return g.DisplayName == name })
}

func (c *checker) permissionSets(docs []at[permissionSetDoc]) {
	for _, doc := range docs {
		name := doc.V.Name
		if c.required(doc.Line, "a permission set", "name", name) == 0 {
			continue
		}
		if !isName(name.V, 1, 32) {
			c.errorf(name.Line, "permission set %q: want at most 32 letters, digits or _+=,.@-", name.V)
		}
		if c.permissionSet(name.V) >= 0 {
			c.errorf(name.Line, "permission set %q is there twice", name.V)
		}
		d := c.duration("sessionDuration", doc.V.SessionDuration, time.Hour, 12*time.Hour)
		c.dir.PermissionSets = append(c.dir.PermissionSets, PermissionSet{name.V, d})
	}
}

func (c *checker) permissionSet(name string) int {
	return slices.IndexFunc(c.dir.PermissionSets, func(s PermissionSet) bool { return s.Name == name })
}

func (c *checker) roles(docs []at[roleDoc]) {
	for _, doc := range docs {
		if c.required(doc.Line, "a role", "arn", doc.V.ARN) == 0 {
			continue
		}
		r := Role{ARN: doc.V.ARN.V, ExternalID: doc.V.ExternalID.V}
		var ok bool
		if r.AccountID, r.Name, ok = splitRoleARN(r.ARN, c.dir.Instance.Partition); !ok {
			c.errorf(doc.V.ARN.Line, "role %q: want arn:%s:iam::ACCOUNT:role/NAME", r.ARN, c.dir.Instance.Partition)
		}
		if _, taken := c.dir.Role(r.ARN); taken {
			c.errorf(doc.V.ARN.Line, "role %q is there twice", r.ARN)
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
			if _, isRole := c.dir.Role(t.V); !isRole && c.permissionSet(t.V) < 0 {
				c.errorf(t.Line, "trust: there is no permission set or role %q", t.V)
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

// required returns the line of a value, and reports it and returns 0 if it is
// absent or empty.
func (c *checker) required(line int, what, key string, v at[string]) int {
	if v.V != "" {
		return v.Line
	}
	c.errorf(line, "%s without %s", what, key)
	return 0
}

// duration reads a duration of whole seconds up to a limit.
func (c *checker) duration(key string, v at[string], absent, limit time.Duration) time.Duration {
	if v.Line == 0 {
		return absent
	}
	d, err := parseDuration(v.V)
	switch {
	case err != nil:
		c.errorf(v.Line, "%s %q: %v", key, v.V, err)
	case d <= 0 || d > limit || d%time.Second != 0:
		c.errorf(v.Line, "%s %q: want whole seconds, more than none and at most %s", key, v.V, limit)
	}
	return d
}

func isAccountID(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// isName reports whether s is made of the characters that IAM and STS allow in
// names, [\w+=,.@-].
func isName(s string, shortest, longest int) bool {
	return len(s) >= shortest && len(s) <= longest && !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_+=,.@-", r))
	})
}

func isStartURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme == "https" && u.Host != "" && u.User == nil &&
		u.RawQuery == "" && u.Fragment == "" && !strings.ContainsFunc(s, unicode.IsSpace)
}
