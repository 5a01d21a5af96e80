package doctor

import (
	"fmt"

	"fob.example/fob/internal/awsapi"
)

// retries finds settings of how often a call is tried that make every call fail. A variable
// comes before every profile.
func (v *view) retries() {
	for _, setting := range []struct {
		key, variable string
		check         func(text string) error
	}{
		{"max_attempts", "AWS_MAX_ATTEMPTS", func(text string) error { _, err := awsapi.ParseMaxAttempts(text); return err }},
		{"retry_mode", "AWS_RETRY_MODE", awsapi.CheckRetryMode},
	} {
		f := Finding{Check: "bad-retries", Severity: Error, Why: "no call to AWS is made"}
		if text, ok := v.LookupEnv(setting.variable); ok {
			if err := setting.check(text); err != nil {
				f.Family, f.What, f.Remedy = Environment, fmt.Sprintf("%s is %v", setting.variable, err), Unset{[]string{setting.variable}}
				v.find(f)
			}
			continue
		}
		for _, p := range v.profiles {
			text, _ := p.Get(setting.key)
			if err := setting.check(text); err != nil {
				f.Family, f.What, f.Remedy = Session, fmt.Sprintf("%s of profile %q is %v", setting.key, p.Name, err), ByHand{"mend that line, or remove it"}
				v.findAt(p, setting.key, f)
			}
		}
	}
}
