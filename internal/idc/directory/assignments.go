package directory

import "slices"

// maxAssignments bounds what patterns can multiply to.
const maxAssignments = 5_000_000

// assignments resolves who gets what where into Directory.access.
func (c *checker) assignments(docs []at[assignmentDoc]) {
	var all []assignment
	for _, doc := range docs {
		v := doc.V
		if v.Generate.given() {
			c.alone(doc.place, "an assignment", v.User.given() || v.Group.given() || v.PermissionSet.given() || len(v.Accounts) > 0)
			g := v.Generate.V
			s := c.space(v.Generate.place, g.User, g.Group, g.PermissionSet, g.Accounts)
			if n := c.count(v.Generate.place, g.Count, maxAssignments); n > s.size() && s.size() > 0 {
				c.errorf(g.Count.place, "generate: count %d: there are only %d of these assignments", n, s.size())
			} else {
				all = s.some(n, c.dir, all)
			}
			continue
		}
		s := c.space(doc.place, v.User, v.Group, v.PermissionSet, v.Accounts)
		if len(all)+s.size() > maxAssignments {
			c.errorf(doc.place, "more than %d assignments up to here: want narrower patterns", maxAssignments)
			break
		}
		all = s.every(all)
	}
	c.dir.access = newAccess(c.memberOf(), len(c.dir.Groups), all)
}

// space is the assignments that an entry is about: everyone of principals × sets ×
// accounts.
type space struct{ principals, sets, accounts []int }

func (s space) size() int { return len(s.principals) * len(s.sets) * len(s.accounts) }

func (c *checker) space(where place, user, group, set at[string], accounts []at[string]) (s space) {
	s.principals = c.principals(where, user, group)
	if c.required(where, "an assignment", "permissionSet", set) {
		s.sets = c.refs(set, c.setKind())
	}
	if len(accounts) == 0 {
		c.errorf(where, "an assignment without accounts")
	}
	s.accounts = c.accountRefs(accounts)
	return s
}

// principals returns the numbers of those whom an assignment is for. Groups are
// numbered after the users.
func (c *checker) principals(where place, user, group at[string]) []int {
	switch {
	case (user.V == "") == (group.V == ""):
		c.errorf(where, "an assignment has either user or group")
		return nil
	case user.V != "":
		return c.userRefs(user)
	}
	found := c.refs(group, c.groupKind())
	for i := range found {
		found[i] += len(c.dir.Users)
	}
	return found
}

func (s space) every(all []assignment) []assignment {
	all = slices.Grow(all, s.size())
	for _, p := range s.principals {
		for _, a := range s.accounts {
			for _, set := range s.sets {
				all = append(all, newAssignment(p, a, set))
			}
		}
	}
	return all
}

// some adds n different ones. The principals take turns. Each walks through its accounts
// and sets from a place of its own, in steps that come by all of them (a step without a
// common divisor with their number does) and leave no large gaps (one near the golden
// section does).
func (s space) some(n int, d *Directory, all []assignment) []assignment {
	if s.size() == 0 {
		return all
	}
	all = slices.Grow(all, n)
	random, targets := d.random("assignments"), len(s.accounts)*len(s.sets)
	step := int(float64(targets)*0.618) + 1
	for gcd(step, targets) != 1 {
		step++
	}
	from := make([]int, len(s.principals))
	for i := range from {
		from[i] = random.IntN(targets)
	}
	for i := range n {
		p := i % len(s.principals)
		t := from[p]
		from[p] = (t + step) % targets
		all = append(all, newAssignment(s.principals[p], s.accounts[t%len(s.accounts)], s.sets[t/len(s.accounts)]))
	}
	return all
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// memberOf returns the groups of each user, ascending.
func (c *checker) memberOf() [][]int32 {
	of := make([][]int32, len(c.dir.Users))
	for g, group := range c.dir.Groups {
		for _, m := range group.Members {
			u, _ := c.dir.userNumber(m)
			of[u] = append(of[u], int32(g))
		}
	}
	return of
}
