package directory

import (
	"maps"
	"slices"
	"time"

	"fob.example/fob/internal/idc/fault"
)

func (c *checker) faults(docs []at[faultDoc]) {
	for _, doc := range docs {
		if doc.V.Preset.given() {
			c.faultPreset(doc)
			continue
		}
		before := len(c.errs)
		rule := c.faultRule(doc.V)
		if len(c.errs) > before {
			continue // what is missing then need not be
		}
		places := doc.V.places()
		for _, p := range rule.Problems() {
			where := places[p.Key]
			if !where.given() {
				where = doc.place
			}
			c.errorf(where, "%s", p.Text)
		}
		c.dir.Faults = append(c.dir.Faults, rule)
	}
}

// faultPreset adds the rules of a preset, which come alone.
func (c *checker) faultPreset(doc at[faultDoc]) {
	preset := doc.V.Preset
	places := doc.V.places()
	for _, key := range slices.Sorted(maps.Keys(places)) {
		if places[key].given() {
			c.errorf(places[key], "%s does not go with preset", key)
		}
	}
	rules, err := fault.FindPreset(preset.V)
	if err != nil {
		c.errorf(preset.place, "%v", err)
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

// places returns where each key of a fault stands.
func (v faultDoc) places() map[string]place {
	return map[string]place{
		"on": v.On.place, "user": v.User.place, "client": v.Client.place, "return": v.Return.place,
		"status": v.Status.place, "error": v.Error.place, "field": v.Field.place, "region": v.Region.place,
		"retryAfter": v.RetryAfter.place, "delay": v.Delay.place, "skew": v.Skew.place,
		"skip": v.Skip.place, "everyNth": v.EveryNth.place, "count": v.Count.place,
		"perSecond": v.PerSecond.place, "probability": v.Probability.place,
	}
}

// faultTime reads a time for which fractions of a second count. 0 is no time; a skew may
// be negative.
func (c *checker) faultTime(key string, v at[string]) time.Duration {
	if !v.given() {
		return 0
	}
	d, err := parseDuration(v.V)
	switch {
	case err != nil:
		c.errorf(v.place, "%s %q: %v", key, v.V, err)
	case d == 0:
		c.errorf(v.place, "%s %q: want more than none", key, v.V)
	}
	return d
}

func (c *checker) faultCount(key string, v at[int]) int {
	if v.given() && v.V == 0 {
		c.errorf(v.place, "%s 0: want 1 or more", key)
	}
	return v.V
}
