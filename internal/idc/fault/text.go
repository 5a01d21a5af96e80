package fault

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Parse reads rules as they stand on a command line: the name of a preset, or a kind and
// settings after commas, as in "throttle,on=ListAccountRoles,everyNth=5". The keys are
// those of a directory file; kinds and keys may be written with hyphens ("slow-down").
// What the rules say is not checked: see Rule.Check.
func Parse(text string) ([]Rule, error) {
	name, settings, _ := strings.Cut(text, ",")
	if rules, err := FindPreset(name); err == nil {
		if settings != "" {
			return nil, fmt.Errorf("fault %q: a preset comes alone", text)
		}
		return rules, nil
	}
	r := Rule{Return: Kind(Camel(name))}
	for setting := range strings.SplitSeq(settings, ",") {
		if setting == "" {
			continue
		}
		key, value, ok := strings.Cut(setting, "=")
		switch {
		case !ok:
			return nil, fmt.Errorf("fault %q: want KEY=VALUE and not %q", text, setting)
		case key == "return": // it stands before the first comma
			return nil, fmt.Errorf("fault %q: there is no setting %q", text, key)
		}
		if err := r.set(Camel(key), value); err != nil {
			return nil, fmt.Errorf("fault %q: %w", text, err)
		}
	}
	return []Rule{r}, nil
}

// Camel spells a name with hyphens as the names in files are: slow-down is slowDown.
func Camel(name string) string {
	words := strings.Split(name, "-")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "")
}

// set sets one key, named as in a directory file, from text.
func (r *Rule) set(key, value string) (err error) {
	number := func(into *int) { *into, err = strconv.Atoi(value) }
	duration := func(into *time.Duration) { *into, err = time.ParseDuration(value) }
	switch key {
	case "on":
		r.On = value
	case "user":
		r.User = value
	case "client":
		r.Client = value
	case "return":
		r.Return = Kind(Camel(value))
	case "error":
		r.Name = value
	case "field":
		r.Field = value
	case "region":
		r.Region = value
	case "status":
		number(&r.Status)
	case "skip":
		number(&r.Skip)
	case "everyNth", "every":
		number(&r.EveryNth)
	case "count":
		number(&r.Count)
	case "perSecond":
		number(&r.PerSecond)
	case "probability":
		r.Probability, err = strconv.ParseFloat(value, 64)
	case "retryAfter":
		duration(&r.RetryAfter)
	case "delay":
		duration(&r.Delay)
	case "skew":
		duration(&r.Skew)
	default:
		return fmt.Errorf("there is no setting %q", key)
	}
	if err != nil {
		return fmt.Errorf("%s: %q is not a number or, for a time, not one such as 2s", key, value)
	}
	return nil
}

// String writes a rule as Parse reads it.
func (r Rule) String() string {
	var b strings.Builder
	b.WriteString(string(cmp.Or(r.Return, Latency)))
	for _, s := range r.settings() {
		b.WriteString("," + s.key + "=" + s.value)
	}
	return b.String()
}

type setting struct{ key, value string }

// settings returns what a rule sets beside its kind.
func (r Rule) settings() (out []setting) {
	text := func(key, value string) {
		if value != "" {
			out = append(out, setting{key, value})
		}
	}
	number := func(key string, n int) {
		if n != 0 {
			text(key, strconv.Itoa(n))
		}
	}
	duration := func(key string, d time.Duration) {
		if d != 0 {
			text(key, d.String())
		}
	}
	text("on", r.On)
	text("user", r.User)
	text("client", r.Client)
	number("status", r.Status)
	text("error", r.Name)
	duration("retryAfter", r.RetryAfter)
	text("field", r.Field)
	text("region", r.Region)
	duration("skew", r.Skew)
	duration("delay", r.Delay)
	number("skip", r.Skip)
	number("perSecond", r.PerSecond)
	number("everyNth", r.EveryNth)
	if r.Probability != 0 {
		text("probability", strconv.FormatFloat(r.Probability, 'g', -1, 64))
	}
	number("count", r.Count)
	return out
}
