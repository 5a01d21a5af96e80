package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
)

// maxRolesTried is with how many roles it is tried to find out who signed in.
const maxRolesTried = 3

// errNoUserName means that a sign-in has no role whose session is named after the person.
var errNoUserName = errors.New("no role of this sign-in names the person")

// expectedUsers are the people, by fob_expect_user, of whom one has to sign in: that of the
// profile which is signed in for or leads to the session, or those of all its profiles where
// the session itself was named. What is no rule is refused.
func (a *app) expectedUsers(session awsconfig.SSOSession, o signinOptions) (users []string, err error) {
	if o.expectUser != "" {
		return []string{o.expectUser}, nil
	}
	config, err := a.config()
	if err != nil {
		return nil, nil // then there are no rules
	}
	for _, p := range profilesToAsk(config, session) {
		profile, _ := config.Profile(p)
		rules, err := profile.Rules()
		if err != nil {
			return nil, &refusedError{err}
		}
		if rules.User != "" && !slices.Contains(users, rules.User) {
			users = append(users, rules.User)
		}
	}
	return users, nil
}

func profilesToAsk(config *awsconfig.Config, session awsconfig.SSOSession) (names []string) {
	if session.Profile != "" {
		return []string{session.Profile}
	}
	for _, p := range config.ProfilesOf(session) {
		names = append(names, p.Session.Profile)
	}
	return names
}

// checkSignIn finds out who signed in where somebody is expected, and refuses anybody else,
// and one of whom it cannot be found out.
func (a *app) checkSignIn(ctx context.Context, session awsconfig.SSOSession, expected []string, t ssotoken.Token) (userName string, err error) {
	if len(expected) == 0 {
		return "", nil
	}
	session.Region = t.Region // which the start URL may have led to
	userName, err = a.whoSignedIn(ctx, session, t.AccessToken)
	switch users := strings.Join(expected, " or "); {
	case err != nil:
		return "", &refusedError{&userUnknownError{users, err}}
	case !slices.Contains(expected, userName):
		return "", &refusedError{&userError{users, userName}}
	}
	return userName, nil
}

// whoSignedIn answers whose an access token is: STS names the session of a permission set
// after the person. Roles that a profile of the session names are tried first.
func (a *app) whoSignedIn(ctx context.Context, session awsconfig.SSOSession, accessToken string) (string, error) {
	roles, err := a.rolesOf(ctx, session, accessToken)
	if err != nil {
		return "", err
	}
	err = errNoUserName
	for _, p := range roles[:min(len(roles), maxRolesTried)] {
		creds, failure := a.api().GetRoleCredentials(ctx, session.Region, accessToken, p.AccountID, p.RoleName)
		if failure != nil {
			err = rolecreds.Explain(p, failure)
			continue
		}
		caller, failure := a.askSTS(ctx, session.Region, creds)
		if failure != nil {
			return "", failure
		}
		if caller.PermissionSet != "" {
			return caller.UserName(), nil
		}
	}
	return "", err
}

// rolesOf are roles to try: of the profiles of the session, or the first that there is.
func (a *app) rolesOf(ctx context.Context, session awsconfig.SSOSession, accessToken string) (roles []awsconfig.SSOProfile, err error) {
	if config, err := a.config(); err == nil {
		for _, p := range config.ProfilesOf(session) {
			switch {
			case p.AccountID == "" || p.RoleName == "":
			case p.Session.Profile == session.Profile:
				roles = slices.Insert(roles, 0, p)
			default:
				roles = append(roles, p)
			}
		}
	}
	if len(roles) > 0 {
		return roles, nil
	}
	accounts, err := a.api().ListAccounts(ctx, session.Region, accessToken, awsapi.Page{})
	if err != nil {
		return nil, ssotoken.Explain(session, err)
	}
	for _, account := range accounts.Accounts {
		list, err := a.api().ListAccountRoles(ctx, session.Region, accessToken, deref(account.AccountID), awsapi.Page{})
		if err != nil {
			return nil, ssotoken.Explain(session, err)
		}
		for _, role := range list.Roles {
			return []awsconfig.SSOProfile{{Session: session, AccountID: deref(account.AccountID), RoleName: deref(role.RoleName)}}, nil
		}
	}
	return nil, errNoUserName
}

// userError means that somebody else signed in than the one who is expected.
type userError struct{ Expected, UserName string }

func (e *userError) Error() string {
	return fmt.Sprintf("%q is signed in, and fob_expect_user is %q", e.UserName, e.Expected)
}

// userUnknownError means that nobody can tell who signed in.
type userUnknownError struct {
	Expected string
	Err      error
}

func (e *userUnknownError) Error() string {
	return fmt.Sprintf("fob_expect_user is %q, and who signed in cannot be found out: %v", e.Expected, e.Err)
}
func (e *userUnknownError) Unwrap() error { return e.Err }
