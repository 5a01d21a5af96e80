package directory

import (
	"maps"
	"slices"
	"time"

	"fob.example/fob/internal/idc/fault"
)

func (c *checker) faults(docs []at[faultDoc]) {
	for _, doc := range docs {
		if doc.V.Preset.Line != 0 {
			c.faultPreset(doc)
			continue
		}
		rule := c.faultRule(doc.V)
		lines := doc.V.lines()
		for _, p := range rule.Problems() {
			line := lines[p.Key]
			if line == 0 {
				line = doc.Line
			}
			c.errorf(line, "%s", p.Text)
		}
		c.dir.Faults = append(c.dir.Faults, rule)
	}
}

// faultPreset adds the rules of a preset, which come alone.
func (c *checker) faultPreset(doc at[faultDoc]) {
	preset := doc.V.Preset
	lines := doc.V.lines()
	for _, key := range slices.Sorted(maps.Keys(lines)) {
		if lines[key] != 0 {
			c.errorf(lines[key], "%s does not go with preset", key)
		}
	}
	rules, err := fault.FindPreset(preset.V)
	if err != nil {
		c.errorf(preset.Line, "%v", err)
	}
	c.dir.Faults = append(c.dir.Faults, rules...)
}

func (c *checker) faultRule(v faultDoc) fault.Rule {
	return fault.Rule{
		On: v.On.V, User: v.User.V, Client: v.Client.V, Return: fault.Kind(v.Return.V),
		Status: v.Status.V, Name: v.Error.V, Field: v.Field.V, Region: v.Region.V,
		RetryAfter: c.faultTime("retryAfter", v.RetryAfter), Delay: c.faultTime("delay", v.Delay), Skew: c.faultTime("skew", v.Skew),
		Skip: c.faultCount("skip", v.Skip), EveryNth: c.faultCount("everyNth", v.EveryNth), Count: c.faultCount("count", v.Count),
		PerSecond: c.faultCount("perSecond", v.PerSecond), Probability: v.Probability.V,
	}
}

// lines returns where each key of a fault stands, 0 for one that is not there.
func (v faultDoc) lines() map[string]int {
	return map[string]int{
		"on": v.On.Line, "user": v.User.Line, "client": v.Client.Line, "return": v.Return.Line,
		"status": v.Status.Line, "error": v.Error.Line, "field": v.Field.Line, "region": v.Region.Line,
		"retryAfter": v.RetryAfter.Line, "delay": v.Delay.Line, "skew": v.Skew.Line,
		"skip": v.Skip.Line, "everyNth": v.EveryNth.Line, "count": v.Count.Line,
		"perSecond": v.PerSecond.Line, "probability": v.Probability.Line,
	}
}

// faultTime reads a time for which fractions of a second count. 0 is no time; a skew may
// be negative.
func (c *checker) faultTime(key string, v at[string]) time.Duration {
	if v.Line == 0 {
		return 0
	}
	d, err := parseDuration(v.V)
	switch {
	case err != nil:
		c.errorf(v.Line, "%s %q: %v", key, v.V, err)
	case d == 0:
		c.errorf(v.Line, "%s %q: want more than none", key, v.V)
	}
	return d
}

func (c *checker) faultCount(key string, v at[int]) int {
	if v.Line != 0 && v.V == 0 {
		c.errorf(v.Line, "%s 0: want 1 or more", key)
	}
	return v.V
}
