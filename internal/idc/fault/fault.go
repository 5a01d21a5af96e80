// Package fault decides when a local Identity Center fails on purpose, and how:
// what people cannot get from AWS on demand, so that clients can be seen to deal
// with it. A Rule says which requests of an operation fail in which way; a Set
// counts requests and picks the rules that apply to each.
//
// Spoil and what it needs are about bytes on the wire. How a service words an
// error is the server's to know.
package fault

import (
	"slices"
	"sync"
	"time"
)

// Kind is the way in which a request fails.
type Kind string

// The kinds. The first two are answered without the operation being performed;
// with the others it is performed, and its answer suffers on the way.
const (
	Error     Kind = "error"     // an error of the service
	Throttle  Kind = "throttle"  // the service's own "too many requests"
	Drop      Kind = "drop"      // the connection ends without an answer
	Truncate  Kind = "truncate"  // the connection ends in the middle of the answer
	HTML      Kind = "html"      // a page with status 200, as a captive portal answers
	DropField Kind = "dropField" // the answer lacks a member
)

// Kinds lists them all.
func Kinds() []Kind { return []Kind{Error, Throttle, Drop, Truncate, HTML, DropField} }

// AnyOperation as Rule.On stands for all of them.
const AnyOperation = "*"

// Operations lists what can fail, by AWS's names.
func Operations() []string {
	return []string{
		"RegisterClient", "StartDeviceAuthorization", "CreateToken",
		"ListAccounts", "ListAccountRoles", "GetRoleCredentials", "Logout",
		"GetCallerIdentity", "AssumeRole",
	}
}

// Rule says which requests fail, and how.
type Rule struct {
	On     string // the operation, or AnyOperation
	Return Kind   // empty: the request is only delayed

	Status     int           // of Error
	Name       string        // of Error: the exception; empty: the service's internal error
	RetryAfter time.Duration // of Throttle, in whole seconds; 0: the answer does not say
	Field      string        // of DropField: a member at the top of the JSON answer

	Delay time.Duration // before anything else

	Skip     int // so many requests pass before the rule begins
	EveryNth int // of the rest every so manieth is hit; 0 and 1: all
	Count    int // at most so many are hit; 0: no limit
}

// Set is the rules of a running server. It is safe for concurrent use.
type Set struct {
	mu    sync.Mutex
	rules []counted
}

type counted struct {
	Rule
	seen, hit int
}

// NewSet returns a set of rules that have seen no request.
func NewSet(rules []Rule) *Set {
	s := &Set{}
	s.Replace(rules)
	return s
}

// Replace puts other rules in place of all there are.
func (s *Set) Replace(rules []Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
	for _, r := range rules {
		s.rules = append(s.rules, counted{Rule: r})
	}
}

// Next counts a request of an operation and returns what is to happen to it: the
// first rule that makes it fail, with the delays of those above. The rules below do
// not see it, so that what they count follows after. The zero Rule lets it pass.
func (s *Set) Next(operation string) Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	var delay time.Duration
	for i := range s.rules {
		r := &s.rules[i]
		if r.On != operation && r.On != AnyOperation || !r.hits() {
			continue
		}
		delay += r.Delay
		if r.Return != "" {
			next := r.Rule
			next.Delay = delay
			return next
		}
	}
	return Rule{Delay: delay}
}

// hits counts a request and reports whether the rule applies to it.
func (c *counted) hits() bool {
	c.seen++
	turn := c.seen - c.Skip
	if turn <= 0 || turn%max(c.EveryNth, 1) != 0 || c.Count > 0 && c.hit >= c.Count {
		return false
	}
	c.hit++
	return true
}

// IsOperation reports whether a rule can be about it.
func IsOperation(name string) bool {
	return name == AnyOperation || slices.Contains(Operations(), name)
}
