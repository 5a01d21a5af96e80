package directory

import (
	"path"
	"slices"
	"strings"

	"fob.example/fob/internal/nearest"
)

// kind is something that the file refers to by name.
type kind struct {
	what   string // as in "there is no user"
	size   int
	name   func(int) string
	number func(name string) (int, bool)
}

func (c *checker) userKind() kind {
	return kind{"user", len(c.dir.Users), func(i int) string { return c.dir.Users[i].UserName }, c.dir.userNumber}
}

func (c *checker) groupKind() kind {
	return kind{"group", len(c.dir.Groups), func(i int) string { return c.dir.Groups[i].DisplayName }, lookUp(c.groups)}
}

func (c *checker) setKind() kind {
	return kind{"permission set", len(c.dir.PermissionSets), func(i int) string { return c.dir.PermissionSets[i].Name }, lookUp(c.dir.sets)}
}

func lookUp(m map[string]int) func(string) (int, bool) {
	return func(name string) (int, bool) { i, ok := m[name]; return i, ok }
}

// refs returns the numbers of those whom v means: a name, or a pattern over names. A
// name that is in the file is never taken for a pattern.
func (c *checker) refs(v at[string], k kind) []int {
	if !isPattern(v.V) {
		if i, ok := c.ref(v, k); ok {
			return []int{i}
		}
		return nil
	}
	if i, ok := k.number(v.V); ok {
		return []int{i}
	}
	return c.matching(v, k)
}

func isPattern(s string) bool { return strings.ContainsAny(s, "*?[") }

func (c *checker) matching(v at[string], k kind) (found []int) {
	for i := range k.size {
		matched, err := path.Match(v.V, k.name(i))
		if err != nil {
			c.errorf(v.place, "%q is not a pattern: want *, ? or [a-z] in it", v.V)
			return nil
		}
		if matched {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		c.warnf(v.place, "no %s has a name like %q", k.what, v.V)
	}
	return found
}

// ref returns the number of the one that v names.
func (c *checker) ref(v at[string], k kind) (int, bool) {
	i, ok := k.number(v.V)
	if !ok {
		c.unknown(v, k)
	}
	return i, ok
}

// unknown reports a name that is not in the file, with the one that may be meant.
func (c *checker) unknown(v at[string], k kind) {
	const most = 10_000 // names to compare
	var known []string
	for i := range min(k.size, most) {
		known = append(known, k.name(i))
	}
	if near := nearest.Name(v.V, known); near != "" {
		c.errorf(v.place, "there is no %s %q: did you mean %q?", k.what, v.V, near)
		return
	}
	c.errorf(v.place, "there is no %s %q", k.what, v.V)
}

func (c *checker) userRefs(v at[string]) []int { return c.refs(v, c.userKind()) }

// accountRefs returns the accounts that the values mean, ascending, each once.
func (c *checker) accountRefs(list []at[string]) (found []int) {
	for _, v := range list {
		k := c.accountKind()
		if _, exact := k.number(v.V); isPattern(v.V) && !exact {
			found = append(found, c.matching(v, k)...)
		} else if i, ok := c.accountRef(v); ok {
			found = append(found, i)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func (c *checker) accountKind() kind {
	number := func(name string) (int, bool) {
		if i, ok := c.dir.byID[name]; ok {
			return i, true
		}
		if named := c.byName[name]; len(named) > 0 {
			return named[0], true
		}
		return 0, false
	}
	return kind{"account", len(c.dir.Accounts), func(i int) string { return c.dir.Accounts[i].AccountName }, number}
}

// accountRef returns the account of an id or a name that is no other's.
func (c *checker) accountRef(v at[string]) (int, bool) {
	if _, isID := c.dir.byID[v.V]; !isID && len(c.byName[v.V]) > 1 {
		c.errorf(v.place, "%d accounts are named %q: use the id", len(c.byName[v.V]), v.V)
		return 0, false
	}
	return c.ref(v, c.accountKind())
}
