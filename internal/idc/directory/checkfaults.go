package directory

import (
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/idc/fault"
)

func (c *checker) faults(docs []at[faultDoc]) {
	for _, doc := range docs {
		v := doc.V
		if c.required(doc.Line, "a fault", "on", v.On) == 0 {
			continue
		}
		if !fault.IsOperation(v.On.V) {
			c.errorf(v.On.Line, "on %q: want %s or %q", v.On.V, strings.Join(fault.Operations(), ", "), fault.AnyOperation)
		}
		rule := fault.Rule{
			On: v.On.V, Return: c.faultKind(doc), Status: v.Status.V, Name: v.Error.V, Field: v.Field.V,
			RetryAfter: c.duration("retryAfter", v.RetryAfter, 0, time.Hour),
			Delay:      c.delay(v.Delay),
			Skip:       c.faultCount("skip", v.Skip), EveryNth: c.faultCount("everyNth", v.EveryNth), Count: c.faultCount("count", v.Count),
		}
		c.faultDetails(doc, rule)
		c.dir.Faults = append(c.dir.Faults, rule)
	}
}

func (c *checker) faultKind(doc at[faultDoc]) fault.Kind {
	v := doc.V.Return
	switch kind := fault.Kind(v.V); {
	case v.Line == 0 && doc.V.Delay.Line == 0:
		c.errorf(doc.Line, "a fault has return or delay, or both")
	case v.Line != 0 && !slices.Contains(fault.Kinds(), kind):
		var names []string
		for _, k := range fault.Kinds() {
			names = append(names, string(k))
		}
		c.errorf(v.Line, "return %q: want %s", v.V, strings.Join(names, ", "))
	default:
		return kind
	}
	return ""
}

// faultDetails checks that a rule has what its kind needs, and nothing of another's.
func (c *checker) faultDetails(doc at[faultDoc], rule fault.Rule) {
	v := doc.V
	belongs := func(line int, key string, kind fault.Kind) {
		if line != 0 && rule.Return != kind {
			c.errorf(line, "%s belongs to return: %s", key, kind)
		}
	}
	belongs(v.Status.Line, "status", fault.Error)
	belongs(v.Error.Line, "error", fault.Error)
	belongs(v.RetryAfter.Line, "retryAfter", fault.Throttle)
	belongs(v.Field.Line, "field", fault.DropField)
	switch {
	case rule.Return == fault.DropField && rule.Field == "":
		c.errorf(doc.Line, "return: dropField without field")
	case v.Status.Line != 0 && (rule.Status < 400 || rule.Status > 599):
		c.errorf(v.Status.Line, "status %d: want 400 to 599", rule.Status)
	case rule.Status >= 400 && rule.Status < 500 && rule.Name == "":
		c.errorf(v.Status.Line, "status %d without error: which one?", rule.Status)
	case v.Error.Line != 0 && !isName(rule.Name, 1, 64):
		c.errorf(v.Error.Line, "error %q: want a name such as ExpiredTokenException", rule.Name)
	}
}

// delay reads how long an answer is held back, for which fractions of a second count.
func (c *checker) delay(v at[string]) time.Duration {
	const longest = 25 * time.Second // the server gives up on an answer after 30
	if v.Line == 0 {
		return 0
	}
	d, err := parseDuration(v.V)
	switch {
	case err != nil:
		c.errorf(v.Line, "delay %q: %v", v.V, err)
	case d <= 0 || d > longest:
		c.errorf(v.Line, "delay %q: want more than none and at most %s", v.V, longest)
	}
	return d
}

func (c *checker) faultCount(key string, v at[int]) int {
	if v.Line != 0 && v.V < 1 {
		c.errorf(v.Line, "%s %d: want 1 or more", key, v.V)
	}
	return v.V
}
