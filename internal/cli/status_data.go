package cli

import (
	"errors"
	"io/fs"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/status"
)

// statusVersion counts changes of statusData that could break a reader: a new member is none.
const statusVersion = 1

// statusData is the form for programs; docs/status.md tells what each member is.
func (a *app) statusData(shown []status.Session) orderedjson.Object {
	list := []any{}
	for _, s := range shown {
		list = append(list, sessionData(s))
	}
	return orderedjson.Object{
		{Name: "version", Value: statusVersion},
		{Name: "at", Value: instant(a.Now())},
		{Name: "sessions", Value: list},
	}
}

func sessionData(s status.Session) orderedjson.Object {
	profiles := []any{}
	for _, held := range s.Profiles {
		profiles = append(profiles, orderedjson.Object{
			{Name: "name", Value: held.Profile},
			{Name: "accountId", Value: orNull(held.AccountID)},
			{Name: "roleName", Value: orNull(held.RoleName)},
			{Name: "through", Value: orNull(held.Through)},
			{Name: "usable", Value: s.Serves(held)},
			{Name: "credentialsExpireAt", Value: instant(held.Credentials)},
			{Name: "credentialsUsable", Value: held.Good},
			{Name: "problems", Value: problemsData(held.Problems)},
		})
	}
	return orderedjson.Object{
		{Name: "name", Value: orNull(s.Name)},
		{Name: "startUrl", Value: orNull(s.StartURL)},
		{Name: "region", Value: orNull(s.Region)},
		{Name: "state", Value: string(s.State)},
		{Name: "userName", Value: orNull(s.UserName)},
		{Name: "usable", Value: s.Usable()},
		{Name: "accessTokenExpiresAt", Value: instant(s.AccessToken)},
		{Name: "refreshable", Value: s.Refreshable},
		{Name: "registrationExpiresAt", Value: instant(s.Registration)},
		{Name: "profiles", Value: profiles},
		{Name: "problems", Value: problemsData(s.Problems)},
	}
}

// instant is an absolute time, null for none.
func instant(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return cachefile.FormatTime(t)
}

func problemsData(problems []error) []any {
	list := []any{}
	for _, err := range problems {
		list = append(list, orderedjson.Object{{Name: "code", Value: problemCode(err)}, {Name: "message", Value: err.Error()}})
	}
	return list
}

// problemCode names a kind of problem for programs.
func problemCode(err error) string {
	switch {
	case errors.As(err, new(*cachefile.DamagedError)):
		return "damaged-file"
	case errors.As(err, new(*cachefile.NotRegularError)):
		return "not-a-file"
	case errors.As(err, new(*cachefile.ExposedError)):
		return "wide-mode"
	case errors.As(err, new(*rolecreds.OtherAccountError)):
		return "other-account"
	case errors.As(err, new(*ssotoken.NotSignedInError)):
		return "other-session"
	case errors.As(err, new(*awsconfig.SessionNotFoundError)):
		return "missing-session"
	case errors.As(err, new(*awsconfig.MissingKeysError)):
		return "missing-settings"
	case errors.As(err, new(*awsconfig.InconsistentError)):
		return "contradicting-settings"
	case errors.As(err, new(*awsconfig.StartURLError)):
		return "bad-start-url"
	case errors.As(err, new(*status.NoScopeError)):
		return "no-scope"
	case errors.As(err, new(*awsconfig.RuleError)):
		return "bad-rule"
	case errors.Is(err, fs.ErrPermission):
		return "unreadable-file"
	}
	return "other"
}
