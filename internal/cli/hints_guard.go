package cli

import (
	"errors"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/nearest"
	"fob.example/fob/internal/termui"
)

// hintGuard is for what a rule refused.
func (a *app) hintGuard(err error) string {
	var (
		rule          *awsconfig.RuleError
		mismatch      *identity.MismatchError
		contradiction *contradictionError
		noAccount     *noAccountError
		confirm       *confirmError
		user          *userError
	)
	switch {
	case errors.As(err, &rule) && rule.Known != nil:
		if near := nearest.Name(rule.Key, rule.Known); near != "" {
			return "did you mean: " + near
		}
		return "see which rules there are with: fob exec --help"
	case errors.As(err, &rule):
		return "mend it with: fob configure set " + rule.Key + " VALUE " + option("--profile", rule.Profile)
	case errors.As(err, &mismatch) && mismatch.OtherPerson():
		return "nothing was started or printed; " + signInAs(mismatch.Promise.UserName)
	case errors.As(err, &mismatch):
		return "nothing was started or printed; check which profile you meant, and what it says"
	case errors.As(err, &contradiction):
		return "nothing was asked or started; decide which is right, or name the profile that is meant with --profile"
	case errors.As(err, new(*noProfileError)):
		return "name one with --profile or AWS_PROFILE; --profile default is the default one"
	case errors.As(err, &noAccount):
		return "say which one with --account, or for good with: fob configure set fob_expect_account ID " + option("--profile", noAccount.Profile)
	case errors.As(err, &confirm):
		return "if it is what you mean, say so with: " + option("--confirm", confirm.Word)
	case errors.As(err, &user):
		return signInAs(user.Expected)
	}
	return ""
}

func signInAs(userName string) string {
	return "sign out at the access portal in your browser, then sign in as " + termui.Clean(userName)
}
