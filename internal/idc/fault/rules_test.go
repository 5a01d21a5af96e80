package fault_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/oauth2term"
)

// TestWhomRulesConcern has a rule that hits at one request and not at the other.
func TestWhomRulesConcern(t *testing.T) {
	alice := fault.Call{Operation: "CreateToken", UserName: "alice@example.com", ClientName: "botocore-client-my-sso"}
	change := func(f func(*fault.Call)) fault.Call { c := alice; f(&c); return c }
	for text, other := range map[string]fault.Call{
		"error,on=CreateToken":        change(func(c *fault.Call) { c.Operation = "Logout" }),
		"error,user=alice@*":          change(func(c *fault.Call) { c.UserName = "bob@example.com" }),
		"error,user=ALICE@*,on=*":     change(func(c *fault.Call) { c.UserName = "" }),
		"error,client=botocore-*":     change(func(c *fault.Call) { c.ClientName = "fob" }),
		"forget-client,on=*":          change(func(c *fault.Call) { c.Operation = "ListAccounts" }),
		"throttle,error=x,user=*":     change(func(c *fault.Call) { c.UserName = "" }),
		"end-session,client=*client*": change(func(c *fault.Call) { c.Operation = "RegisterClient" }),
	} {
		rules, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		set := newSet(rules...)
		if set.Next(alice).Return == "" || set.Next(other).Return != "" {
			t.Errorf("%s: hits %v at %+v", text, set.List(), other)
		}
	}
	for kind, hit := range map[fault.Kind]string{fault.RefuseRefresh: oauth2term.GrantRefreshToken, fault.SlowDown: oauth2term.GrantDeviceCode} {
		set := newSet(fault.Rule{Return: kind})
		for _, grantType := range []string{"", oauth2term.GrantRefreshToken, oauth2term.GrantDeviceCode, oauth2term.GrantAuthorizationCode} {
			if got := set.Next(change(func(c *fault.Call) { c.GrantType = grantType })).Return; (got != "") != (grantType == hit) {
				t.Errorf("%s at the grant type %q: %q", kind, grantType, got)
			}
		}
	}
}

func TestChance(t *testing.T) {
	fates := func(seed string) string {
		set := fault.NewSet([]fault.Rule{{Return: fault.Drop, Probability: 0.3}}, seed, time.Now)
		var out strings.Builder
		for range 1000 {
			out.WriteString(string(set.Next(fault.Call{Operation: "Logout"}).Return + "-"))
		}
		return out.String()
	}
	if once, again := fates("a"), fates("a"); once != again {
		t.Error("one seed, two fates")
	}
	if fates("a") == fates("b") {
		t.Error("two seeds, one fate")
	}
	if hit := strings.Count(fates("a"), "drop"); hit < 250 || hit > 350 {
		t.Errorf("of 1000 requests %d are hit with a probability of 0.3", hit)
	}
}

func TestSoManyPassInASecond(t *testing.T) {
	now := time.Unix(1000, 0)
	set := fault.NewSet([]fault.Rule{{Return: fault.Throttle, PerSecond: 20}}, "", func() time.Time { return now })
	passed := func(requests int) (n int) {
		for range requests {
			if set.Next(fault.Call{Operation: "ListAccounts"}).Return == "" {
				n++
			}
		}
		return n
	}
	for _, step := range []struct {
		wait           time.Duration
		requests, pass int
	}{{0, 30, 20}, {0, 5, 0}, {100 * time.Millisecond, 5, 2}, {time.Hour, 100, 20}} {
		now = now.Add(step.wait)
		if got := passed(step.requests); got != step.pass {
			t.Errorf("after %s %d of %d pass, want %d", step.wait, got, step.requests, step.pass)
		}
	}
}

func TestRulesComeAndGo(t *testing.T) {
	set := newSet(fault.Rule{Return: fault.Drop})
	next := func() fault.Kind { return set.Next(fault.Call{Operation: "Logout"}).Return }
	added := set.Add(fault.Rule{Return: fault.HTML}, fault.Rule{Return: fault.Error})
	if len(added) != 2 || added[0].ID != 2 || added[1].ID != 3 {
		t.Fatalf("added %+v", added)
	}
	if next() != fault.Drop {
		t.Error("a new rule comes before the first")
	}
	if off, err := set.Switch(1, false); err != nil || !off.Off || off.Hit != 1 || next() != fault.HTML {
		t.Errorf("switched off: %+v, %v", off, err)
	}
	if err := set.Remove(2); err != nil || next() != fault.Error {
		t.Error("what was removed is there", err)
	}
	if on, err := set.Switch(1, true); err != nil || on.Off || next() != fault.Drop {
		t.Errorf("switched on: %+v, %v", on, err)
	}
	_, err := set.Switch(2, true)
	if !errors.Is(err, fault.ErrUnknown) || !errors.Is(set.Remove(9), fault.ErrUnknown) {
		t.Error("what is not there can be switched or removed")
	}
	set.Renew([]fault.Rule{{Return: fault.HTML}})
	if all := set.List(); len(all) != 2 || all[0].ID != 4 || all[1].ID != 3 || next() != fault.HTML {
		t.Errorf("renewed: %+v", all)
	}
	set.Replace([]fault.Rule{{Return: fault.Truncate}})
	if all := set.List(); len(all) != 1 || all[0].ID != 5 || all[0].Seen != 0 {
		t.Errorf("instead of all there is %+v", all)
	}
}

// TestRulesAsText writes rules and reads them back, as text and as JSON.
func TestRulesAsText(t *testing.T) {
	full := fault.Rule{
		On: "ListAccounts", User: "a*", Client: "fob*", Return: fault.Error, Status: 503, Name: "X", RetryAfter: time.Second, Field: "f",
		Region: "eu-west-1", Skew: -time.Hour, Delay: 1500 * time.Millisecond, Skip: 1, PerSecond: 2, EveryNth: 3, Probability: 0.25, Count: 4,
	}
	rules := []fault.Rule{full, {Return: fault.Latency, Delay: time.Second}}
	for _, p := range fault.Presets() {
		rules = append(rules, p.Rules...)
	}
	for _, r := range rules {
		if got, err := fault.Parse(r.String()); err != nil || len(got) != 1 || got[0] != r {
			t.Errorf("%s is read as %+v, %v", r, got, err)
		}
		data, err := json.Marshal(r)
		var got fault.Rule
		if err := errors.Join(err, json.Unmarshal(data, &got)); err != nil || got != r {
			t.Errorf("%s is read as %+v, %v", data, got, err)
		}
	}
	if got, err := fault.Parse("outage"); err != nil || len(got) != 2 {
		t.Errorf("a preset is %v, %v", got, err)
	}
	if got := (fault.Rule{Delay: time.Second}).String(); got != "latency,delay=1s" {
		t.Errorf("a mere delay is %s", got)
	}
}

func TestRulesThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"drop,every":          `want KEY=VALUE and not "every"`,
		"drop,colour=red":     `there is no setting "colour"`,
		"drop,count=x":        `count: "x" is not a number`,
		"latency,delay=often": `delay: "often" is not a number or, for a time, not one such as 2s`,
		"drop,probability=p":  "probability",
		"drop,return=error":   `there is no setting "return"`,
		"outage,count=1":      "a preset comes alone",
	} {
		if _, err := fault.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for _, data := range []string{`[]`, `{"return": 1}`, `{"count": "1"}`, `{"x": "1"}`, `{"return": {}}`, `{"delay": "1"}`} {
		if err := json.Unmarshal([]byte(data), new(fault.Rule)); err == nil {
			t.Errorf("%s can be read", data)
		}
	}
	if _, err := fault.FindPreset("calm"); err == nil || err.Error() != `there is no preset "calm": want aws-quota or outage` {
		t.Errorf("a preset that is none: %v", err)
	}
}

func TestRulesThatMakeNoSense(t *testing.T) {
	for text, want := range map[string]string{
		"sulk":                     `return "sulk": want error, throttle, slowDown`,
		"latency":                  "latency without delay",
		"drop-field":               "dropField without field",
		"clock-skew":               "clockSkew without skew",
		"slow-down,on=Logout":      "on \"Logout\": return: slowDown is for CreateToken",
		"drop,on=Log":              "on \"Log\": want RegisterClient",
		"drop,user=[":              `user: "[" is not a pattern`,
		"drop,client=[":            `client: "[" is not a pattern`,
		"drop,retry-after=1s":      "retryAfter belongs to return: throttle",
		"drop,status=500":          "status belongs to return: error, noErrorType",
		"drop,region=x":            "region belongs to return: wrongRegion",
		"drop,skew=1s":             "skew belongs to return: clockSkew",
		"wrong-region,region=a b":  `region "a b": want`,
		"clock-skew,skew=1ms":      `skew "1ms": want whole seconds`,
		"throttle,retry-after=-1s": `retryAfter "-1s": want`,
		"drop,delay=1h":            `delay "1h0m0s": want more than none and at most 25s`,
		"drop,count=-1":            "count -1: want 1 or more",
		"drop,probability=1.5":     "probability 1.5: want",
		"drop,probability=NaN":     "probability NaN: want",
		"error,status=200":         "status 200: want 400 to 599",
		"error,status=404":         "status 404 without error: which one?",
		"error,error=a\nb":         `error "a\nb": want a name`,
	} {
		rules, err := fault.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := rules[0].Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
	for _, p := range fault.Presets() {
		for _, r := range p.Rules {
			if err := r.Check(); err != nil {
				t.Errorf("%s: %v", p.Name, err)
			}
		}
	}
}
