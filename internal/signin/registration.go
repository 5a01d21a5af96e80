package signin

import (
	"context"
	"fmt"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

// ForgottenError means that the service does not know the client that asked for a token.
// Its registration is removed, so that the next sign-in registers anew.
type ForgottenError struct {
	Session awsconfig.SSOSession
	Err     error // the service's answer
}

func (e *ForgottenError) Error() string {
	return fmt.Sprintf("the client registration for %s is not known to the service any more and was removed: %v", ssotoken.Describe(e.Session), e.Err)
}
func (e *ForgottenError) Unwrap() error { return e.Err }

// register returns a registration for a client of grantType: the cached one, or a new
// one that is then cached.
func (f *Flow) register(ctx context.Context, session awsconfig.SSOSession, grantType string, m awsapi.ClientMetadata) (reg ssotoken.ClientRegistration, cached bool, err error) {
	if reg, ok := f.Store.Registration(session, grantType, f.Now()); ok {
		return reg, true, nil
	}
	reg, err = f.registerAnew(ctx, session, m)
	return reg, false, err
}

func (f *Flow) registerAnew(ctx context.Context, session awsconfig.SSOSession, m awsapi.ClientMetadata) (ssotoken.ClientRegistration, error) {
	answer, err := f.API.RegisterClient(ctx, session.Region, m)
	if err != nil {
		return ssotoken.ClientRegistration{}, &ssotoken.CallError{Session: session, Err: err}
	}
	reg := ssotoken.ClientRegistration{
		ClientID: answer.ClientID, ClientSecret: answer.ClientSecret, ExpiresAt: answer.ClientSecretExpiresAt,
		Scopes: m.Scopes, GrantTypes: m.GrantTypes,
	}
	if err := f.Store.PutRegistration(session, reg); err != nil { // the next sign-in registers anew
		f.UI.Warn(err)
	}
	return reg, nil
}

// forget removes a registration that the service does not know.
func (f *Flow) forget(session awsconfig.SSOSession, reg ssotoken.ClientRegistration) {
	if err := f.Store.DropRegistration(session, reg.ClientID); err != nil {
		f.UI.Warn(err)
	}
}

// clientName is botocore's, so that the consent page and an administrator's logs
// show one name for one session whichever tool signs in.
func clientName(session awsconfig.SSOSession, now time.Time) string {
	if session.Legacy() {
		return fmt.Sprintf("botocore-client-%d", now.Unix())
	}
	return "botocore-client-" + session.Name
}
