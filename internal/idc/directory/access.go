package directory

import (
	"cmp"
	"slices"
)

// access is who has which permission sets where. Users, groups, accounts and sets are
// numbers: a million assignments take 8 MB.
//
// Principals are the users and then the groups. What principal p has is
// grants[starts[p]:starts[p+1]], by account and then by set, each once.
type access struct {
	memberOf [][]int32 // user: groups
	starts   []int32
	grants   []grant
}

// grant is a permission set in an account.
type grant struct{ account, set int32 }

func compareGrants(a, b grant) int {
	return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.set, b.set))
}

// assignment is what one principal has.
type assignment struct {
	principal int32
	grant
}

func newAssignment(principal, account, set int) assignment {
	return assignment{int32(principal), grant{int32(account), int32(set)}}
}

// newAccess sorts all into an index.
func newAccess(memberOf [][]int32, groups int, all []assignment) access {
	slices.SortFunc(all, func(a, b assignment) int {
		return cmp.Or(cmp.Compare(a.principal, b.principal), compareGrants(a.grant, b.grant))
	})
	all = slices.Compact(all)
	ac := access{memberOf, make([]int32, len(memberOf)+groups+1), make([]grant, len(all))}
	for i, a := range all {
		ac.grants[i] = a.grant
		ac.starts[a.principal+1]++
	}
	for p := 1; p < len(ac.starts); p++ {
		ac.starts[p] += ac.starts[p-1]
	}
	return ac
}

func (ac *access) of(principal int) []grant {
	return ac.grants[ac.starts[principal]:ac.starts[principal+1]]
}

// lists returns what a user has, by own assignment and through each group, from an
// account on.
func (ac *access) lists(user int, from int32) (lists [][]grant) {
	add := func(list []grant) {
		i, _ := slices.BinarySearchFunc(list, grant{from, 0}, compareGrants)
		if i < len(list) {
			lists = append(lists, list[i:])
		}
	}
	add(ac.of(user))
	for _, g := range ac.memberOf[user] {
		add(ac.of(len(ac.memberOf) + int(g)))
	}
	return lists
}

// accounts returns the first accounts, at most limit, from one on, in which a user has
// anything, ascending.
func (ac *access) accounts(user, from, limit int) (accounts []int32) {
	lists := ac.lists(user, int32(from))
	for len(lists) > 0 && len(accounts) < limit {
		next := lists[0][0].account
		for _, l := range lists[1:] {
			next = min(next, l[0].account)
		}
		accounts = append(accounts, next)
		left := lists[:0]
		for _, l := range lists {
			for len(l) > 0 && l[0].account == next {
				l = l[1:]
			}
			if len(l) > 0 {
				left = append(left, l)
			}
		}
		lists = left
	}
	return accounts
}

// sets returns the permission sets that a user has in an account, ascending, each once.
func (ac *access) sets(user, account int) (sets []int32) {
	for _, l := range ac.lists(user, int32(account)) {
		for ; len(l) > 0 && l[0].account == int32(account); l = l[1:] {
			sets = append(sets, l[0].set)
		}
	}
	slices.Sort(sets)
	return slices.Compact(sets)
}

// all returns what anybody has, by account and then by set, each once.
func (ac *access) all() []grant {
	members := make([]bool, len(ac.starts)-1-len(ac.memberOf)) // of which groups
	for _, of := range ac.memberOf {
		for _, g := range of {
			members[g] = true
		}
	}
	var found []grant
	for p := range len(ac.starts) - 1 {
		if g := p - len(ac.memberOf); g < 0 || members[g] {
			found = append(found, ac.of(p)...)
		}
	}
	slices.SortFunc(found, compareGrants)
	return slices.Compact(found)
}
