package doctor

import (
	"errors"
	"fmt"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/nearest"
)

// rules finds rules of profiles that are none, and such as can never hold.
func (v *view) rules() {
	for _, p := range v.profiles {
		rules, err := p.Rules()
		account, ok := p.Get("sso_account_id")
		switch {
		case err != nil:
			v.badRule(p, err)
		case ok && rules.Account != "" && rules.Account != account:
			f := Finding{
				Check: "impossible-rule", Family: Session, Severity: Error,
				What:   fmt.Sprintf("fob_expect_account of profile %q is %s, and its sso_account_id is %s", p.Name, rules.Account, account),
				Why:    "fob hands out no credentials of the profile",
				Remedy: ByHand{"decide which account is right"},
			}
			v.findAt(p, "fob_expect_account", f)
		}
	}
}

func (v *view) badRule(p *awsconfig.Profile, err error) {
	f := Finding{
		Check: "bad-rule", Family: Session, Severity: Error, What: err.Error(),
		Why: "fob hands out no credentials of the profile: a rule that it does not understand is not passed over", Remedy: ByHand{"mend that line"},
	}
	rule, ok := errors.AsType[*awsconfig.RuleError](err)
	if !ok {
		return // there is no other
	}
	if rule.Known != nil {
		f.Remedy = ByHand{"the rules are " + strings.Join(rule.Known, ", ")}
		if near := nearest.Name(rule.Key, rule.Known); near != "" {
			f.Remedy = ByHand{"perhaps " + near + " is meant"}
		}
	}
	v.findAt(p, rule.Key, f)
}
