package fault

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Problem is something that makes no sense in a rule, at one of its keys. Key is empty
// where one is missing.
type Problem struct{ Key, Text string }

func (p Problem) Error() string { return p.Text }

const (
	longestDelay = 25 * time.Second // the server gives up on an answer after 30
	longestWait  = time.Hour        // of Retry-After
	greatestSkew = 365 * 24 * time.Hour
)

// Problems returns what makes no sense in a rule. The server takes none that has any.
func (r Rule) Problems() []Problem {
	if !r.Return.delays() && !slices.Contains(Kinds(), r.Return) {
		return []Problem{{"return", fmt.Sprintf("return %q: want %s", r.Return, list(Kinds()))}}
	}
	return slices.Concat(r.scopeProblems(), r.strangers(), r.detailProblems(), r.countProblems())
}

// Check returns what makes no sense in a rule, joined.
func (r Rule) Check() error {
	var errs []error
	for _, p := range r.Problems() {
		errs = append(errs, p)
	}
	return errors.Join(errs...)
}

func (r Rule) scopeProblems() (out []Problem) {
	add := adder(&out)
	switch {
	case r.On == "" || r.On == AnyOperation:
	case !slices.Contains(Operations(), r.On):
		add("on", "on %q: want %s or %q", r.On, strings.Join(Operations(), ", "), AnyOperation)
	case !r.Return.canHit(r.On):
		add("on", "on %q: return: %s is for %s", r.On, r.Return, strings.Join(r.Return.Operations(), ", "))
	}
	for _, glob := range [][2]string{{"user", r.User}, {"client", r.Client}} {
		if _, err := path.Match(glob[1], ""); err != nil {
			add(glob[0], "%s: %q is not a pattern", glob[0], glob[1])
		}
	}
	return out
}

// strangers finds what belongs to another kind than the rule's.
func (r Rule) strangers() (out []Problem) {
	add := adder(&out)
	for _, own := range []struct {
		key   string
		set   bool
		kinds []Kind
	}{
		{"status", r.Status != 0, []Kind{Error, NoErrorType}},
		{"error", r.Name != "", []Kind{Error, NoErrorType}},
		{"retryAfter", r.RetryAfter != 0, []Kind{Throttle}},
		{"field", r.Field != "", []Kind{DropField}},
		{"region", r.Region != "", []Kind{WrongRegion}},
		{"skew", r.Skew != 0, []Kind{ClockSkew}},
	} {
		if own.set && !slices.Contains(own.kinds, r.Return) {
			add(own.key, "%s belongs to return: %s", own.key, list(own.kinds))
		}
	}
	return out
}

func (r Rule) detailProblems() (out []Problem) {
	add := adder(&out)
	switch {
	case r.Return == Latency && r.Delay == 0:
		add("", "return: latency without delay")
	case r.Return == "" && r.Delay == 0:
		add("", "a fault has return or delay, or both")
	case r.Return == DropField && r.Field == "":
		add("", "return: dropField without field")
	case r.Return == ClockSkew && r.Skew == 0:
		add("", "return: clockSkew without skew")
	case r.Status != 0 && (r.Status < 400 || r.Status > 599):
		add("status", "status %d: want 400 to 599", r.Status)
	case r.Status >= 400 && r.Status < 500 && r.Name == "" && r.Return == Error:
		add("status", "status %d without error: which one?", r.Status)
	case r.Name != "" && !isName(r.Name):
		add("error", "error %q: want a name such as ExpiredTokenException", r.Name)
	case r.Region != "" && !isName(r.Region):
		add("region", "region %q: want a region such as us-east-1", r.Region)
	}
	if r.RetryAfter < 0 || r.RetryAfter > longestWait || r.RetryAfter%time.Second != 0 {
		add("retryAfter", "retryAfter %q: want whole seconds, more than none and at most %s", r.RetryAfter, longestWait)
	}
	if r.Delay < 0 || r.Delay > longestDelay {
		add("delay", "delay %q: want more than none and at most %s", r.Delay, longestDelay)
	}
	if r.Skew < -greatestSkew || r.Skew > greatestSkew || r.Skew%time.Second != 0 {
		add("skew", "skew %q: want whole seconds, at most %s to either side", r.Skew, greatestSkew)
	}
	return out
}

func (r Rule) countProblems() (out []Problem) {
	add := adder(&out)
	for _, n := range []struct {
		key string
		n   int
	}{{"skip", r.Skip}, {"everyNth", r.EveryNth}, {"count", r.Count}, {"perSecond", r.PerSecond}} {
		if n.n < 0 {
			add(n.key, "%s %d: want 1 or more", n.key, n.n)
		}
	}
	if !(r.Probability >= 0 && r.Probability <= 1) {
		add("probability", "probability %v: want more than 0 and at most 1", r.Probability)
	}
	return out
}

func adder(out *[]Problem) func(key, format string, args ...any) {
	return func(key, format string, args ...any) {
		*out = append(*out, Problem{key, fmt.Sprintf(format, args...)})
	}
}

func list[T ~string](all []T) string {
	texts := make([]string, len(all))
	for i, t := range all {
		texts[i] = string(t)
	}
	return strings.Join(texts, ", ")
}

// isName reports whether s is made of at most 64 letters, digits and hyphens.
func isName(s string) bool {
	return len(s) <= 64 && !strings.ContainsFunc(s, func(c rune) bool {
		return !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-')
	})
}
