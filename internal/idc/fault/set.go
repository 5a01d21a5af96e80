package fault

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// ErrUnknown means that no rule has an id.
var ErrUnknown = errors.New("no fault has that id")

// Active is a rule of a running server.
type Active struct {
	ID    int  `json:"id"`  // from 1; none is given twice
	Off   bool `json:"off"` // it is passed over, and counts nothing
	Rule  Rule `json:"rule"`
	Added bool `json:"added"` // while the server ran
	Seen  int  `json:"seen"`  // requests that the rule was about
	Hit   int  `json:"hit"`   // of them, those that it applied to
}

// Set is the rules of a running server. It is safe for concurrent use.
type Set struct {
	now func() time.Time

	mu     sync.Mutex
	chance *rand.Rand
	last   int // id
	rules  []*counted
}

type counted struct {
	Active
	quota  float64 // of PerSecond: requests that may pass now
	filled time.Time
}

// NewSet returns a set of rules that have seen no request. Rules with a probability
// fall the same way at each start with the same seed; PerSecond goes by now.
func NewSet(rules []Rule, seed string, now func() time.Time) *Set {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(seed)) // never fails
	s := &Set{now: now, chance: rand.New(rand.NewPCG(hash.Sum64(), 0))}
	s.Replace(rules)
	return s
}

// Replace puts other rules in place of all there are.
func (s *Set) Replace(rules []Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
	for _, r := range rules {
		s.add(r, false)
	}
}

// Renew puts other rules in place of those that were there from the start, and leaves
// below them those that were added since.
func (s *Set) Renew(rules []Rule) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added := slices.DeleteFunc(s.rules, func(c *counted) bool { return !c.Added })
	s.rules = nil
	for _, r := range rules {
		s.add(r, false)
	}
	s.rules = append(s.rules, added...)
}

// Add puts rules below those there are and returns them as they are now.
func (s *Set) Add(rules ...Rule) []Active {
	s.mu.Lock()
	defer s.mu.Unlock()
	var added []Active
	for _, r := range rules {
		added = append(added, s.add(r, true))
	}
	return added
}

func (s *Set) add(r Rule, added bool) Active {
	s.last++
	c := &counted{Active: Active{ID: s.last, Rule: r, Added: added}, quota: float64(r.PerSecond), filled: s.now()}
	s.rules = append(s.rules, c)
	return c.Active
}

// List returns the rules in the order in which they are looked at.
func (s *Set) List() []Active {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Active, len(s.rules))
	for i, c := range s.rules {
		out[i] = c.Active
	}
	return out
}

// Remove takes a rule away.
func (s *Set) Remove(id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, err := s.find(id)
	if err == nil {
		s.rules = slices.Delete(s.rules, at, at+1)
	}
	return err
}

// Switch turns a rule off, or on again. What it has counted stays.
func (s *Set) Switch(id int, on bool) (Active, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, err := s.find(id)
	if err != nil {
		return Active{}, err
	}
	s.rules[at].Off = !on
	return s.rules[at].Active, nil
}

func (s *Set) find(id int) (int, error) {
	at := slices.IndexFunc(s.rules, func(c *counted) bool { return c.ID == id })
	if at < 0 {
		return 0, ErrUnknown
	}
	return at, nil
}

// Next counts a request and returns what is to happen to it: the first rule that makes
// it fail, with the delays of those above. The rules below do not see it, so that what
// they count follows after. The zero Rule lets it pass.
func (s *Set) Next(c Call) Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	var delay time.Duration
	for _, r := range s.rules {
		if r.Off || !r.Rule.concerns(c) || !s.hits(r) {
			continue
		}
		delay += r.Rule.Delay
		if !r.Rule.Return.delays() {
			next := r.Rule
			next.Delay = delay
			return next
		}
	}
	return Rule{Delay: delay}
}

// hits counts a request and reports whether the rule applies to it.
func (s *Set) hits(c *counted) bool {
	r := c.Rule
	c.Seen++
	turn := c.Seen - r.Skip
	switch {
	case turn <= 0, r.Count > 0 && c.Hit >= r.Count, r.PerSecond > 0 && c.passes(s.now()):
		return false
	case turn%max(r.EveryNth, 1) != 0:
		return false
	case r.Probability > 0 && s.chance.Float64() >= r.Probability:
		return false
	}
	c.Hit++
	return true
}

// passes takes one request from what may pass, which fills up as time goes by.
func (c *counted) passes(now time.Time) bool {
	most := float64(c.Rule.PerSecond)
	c.quota = min(most, c.quota+now.Sub(c.filled).Seconds()*most)
	c.filled = now
	if c.quota < 1 {
		return false
	}
	c.quota--
	return true
}
