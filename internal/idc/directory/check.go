package directory

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// checker turns a document into a Directory and collects what is wrong with it.
type checker struct {
	file     string
	dir      *Directory
	errs     []*Error
	warnings []*Error

	groups map[string]int   // by display name: index of the group
	byName map[string][]int // account name: indexes of the accounts
}

func newChecker(file string) *checker {
	return &checker{
		file: file, groups: map[string]int{}, byName: map[string][]int{},
		dir: &Directory{users: map[string]int{}, byID: map[string]int{}, sets: map[string]int{}},
	}
}

// top is where a file begins, of which something is missing.
var top = place{1, 1}

func (c *checker) errorf(where place, format string, args ...any) {
	c.errs = append(c.errs, c.problem(where, format, args))
}

// warnf notes what is no reason not to serve the directory, but hardly meant.
func (c *checker) warnf(where place, format string, args ...any) {
	c.warnings = append(c.warnings, c.problem(where, format, args))
}

func (c *checker) problem(where place, format string, args []any) *Error {
	if !where.given() {
		where = top
	}
	return &Error{c.file, where.Line, where.Column, fmt.Sprintf(format, args...)}
}

// check goes from what is referred to, to what refers to it.
func (c *checker) check(doc document) {
	if doc.Version == nil {
		c.errorf(top, "version is missing; this program reads version 1")
	} else if doc.Version.V != 1 {
		c.errorf(doc.Version.place, "version %d is not known; this program reads version 1", doc.Version.V)
	}
	c.dir.Seed = doc.Seed.V
	c.users(doc.Users)
	c.instance(doc.Instance)
	c.memberships(doc.Groups)
	c.accounts(doc.Accounts)
	c.permissionSets(doc.PermissionSets)
	c.assignments(doc.Assignments)
	c.roles(doc.Roles)
	c.profiles(doc.Profiles)
	c.faults(doc.Faults)
	c.unused(doc)
}

// unused warns of what stands in the file by its own name and has no effect.
func (c *checker) unused(doc document) {
	has := make([]bool, len(c.dir.PermissionSets))
	for _, p := range c.dir.access.all() {
		has[p.set] = true
	}
	for _, set := range doc.PermissionSets {
		if i, ok := c.dir.sets[set.V.Name.V]; ok && !has[i] {
			c.warnf(set.V.Name.place, "nobody has the permission set %q", set.V.Name.V)
		}
	}
	for _, g := range doc.Groups {
		if i, ok := c.groups[g.V.DisplayName.V]; ok && len(c.dir.Groups[i].Members) == 0 {
			c.warnf(g.V.DisplayName.place, "group %q has no members", g.V.DisplayName.V)
		}
	}
}

// required reports whether a value is there and not empty, and reports it if not.
func (c *checker) required(where place, what, key string, v at[string]) bool {
	if v.V == "" {
		c.errorf(where, "%s without %s", what, key)
	}
	return v.V != ""
}

// duration reads a duration of whole seconds up to a limit.
func (c *checker) duration(key string, v at[string], absent, limit time.Duration) time.Duration {
	if !v.given() {
		return absent
	}
	d, err := parseDuration(v.V)
	switch {
	case err != nil:
		c.errorf(v.place, "%s %q: %v", key, v.V, err)
	case d <= 0 || d > limit || d%time.Second != 0:
		c.errorf(v.place, "%s %q: want whole seconds, more than none and at most %s", key, v.V, limit)
	}
	return d
}

// id checks that v is a prefix and so many hex digits.
func (c *checker) id(key string, v at[string], prefix string, digits int) {
	hex, ok := strings.CutPrefix(v.V, prefix)
	if ok && len(hex) == digits && strings.Trim(hex, "0123456789abcdef") == "" {
		return
	}
	if prefix == "" {
		c.errorf(v.place, "%s %q: want %d of 0-9a-f", key, v.V, digits)
		return
	}
	c.errorf(v.place, "%s %q: want %q and %d of 0-9a-f", key, v.V, prefix, digits)
}

// isName reports whether s is made of the characters that IAM and STS allow in
// names, [\w+=,.@-].
func isName(s string, shortest, longest int) bool {
	return len(s) >= shortest && len(s) <= longest && !strings.ContainsFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_+=,.@-", r))
	})
}
