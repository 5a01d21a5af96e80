package ssotoken_test

import (
	"errors"
	"net/http"
	"testing"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

func TestExplain(t *testing.T) {
	gone := &awsapi.ServiceError{Operation: "GetRoleCredentials", Code: "UnauthorizedException", StatusCode: http.StatusUnauthorized}
	ended, ok := errors.AsType[*ssotoken.EndedError](ssotoken.Explain(corp, gone))
	if !ok || !ended.ExpiresAt.IsZero() || !errors.Is(ended, gone) {
		t.Errorf("%v", ended)
	}
	for _, other := range []error{
		&awsapi.ServiceError{Code: "ForbiddenException", StatusCode: 403}, &awsapi.UnreachableError{Err: errors.New("x")}, errors.New("x"),
	} {
		call, ok := errors.AsType[*ssotoken.CallError](ssotoken.Explain(corp, other))
		if !ok || call.Err != other || call.Session.Name != corp.Name {
			t.Errorf("%v became %v", other, call)
		}
	}
}

// One situation has one text, and it names the session and the profile.
func TestWhatErrorsSay(t *testing.T) {
	dev := awsconfig.SSOSession{Name: "corp", Profile: "dev"}
	old := awsconfig.SSOSession{StartURL: "https://d-1.awsapps.com/start", Profile: "old"}
	busy := &awsapi.ServiceError{Operation: "ListAccounts", Code: "TooManyRequestsException", StatusCode: 429, Attempts: 3}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&ssotoken.NotSignedInError{Session: dev}, `not signed in to sso-session "corp" (profile "dev")`},
		{&ssotoken.NotSignedInError{Session: old}, `not signed in to https://d-1.awsapps.com/start (profile "old")`},
		{&ssotoken.NotSignedInError{Session: corp, Reason: "x"}, `not signed in to sso-session "corp": x`},
		{&ssotoken.EndedError{Session: dev, ExpiresAt: now}, `the sign-in to sso-session "corp" (profile "dev") expired at 2026-01-02T03:04:05Z`},
		{&ssotoken.EndedError{Session: dev, Err: busy}, `the sign-in to sso-session "corp" (profile "dev") has been ended by the service`},
		{&ssotoken.RefreshError{Session: dev, Err: busy}, `the sign-in to sso-session "corp" (profile "dev") has run out and could not be refreshed: AWS is asked too often: ListAccounts (TooManyRequestsException, after 3 attempts)`},
		{&ssotoken.RefreshError{Session: corp, Until: now, Err: busy}, `the sign-in to sso-session "corp" could not be refreshed and goes on until 2026-01-02T03:04:05Z: AWS is asked too often: ListAccounts (TooManyRequestsException, after 3 attempts)`},
		{ssotoken.Explain(dev, busy), `sso-session "corp" (profile "dev"): AWS is asked too often: ListAccounts (TooManyRequestsException, after 3 attempts)`},
	} {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}
