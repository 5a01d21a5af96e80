package signin

import (
	"context"
	"errors"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// Polling, RFC 8628 §3.2 and §3.5. The service's interval is kept within bounds.
const (
	defaultInterval  = 5 * time.Second
	minInterval      = time.Second
	maxInterval      = 60 * time.Second
	slowDownIncrease = 5 * time.Second
)

// poll asks for the token until the person has decided or time is up by our own
// clock. The first time comes before anything is shown, since an approval may
// already be there.
func (f *Flow) poll(ctx context.Context, session awsconfig.SSOSession, client ssotoken.ClientRegistration, auth awsapi.DeviceAuthorization) (awsapi.TokenSet, error) {
	deadline := f.Now().Add(min(auth.ExpiresIn, f.maxWait(MaxWaitDevice)))
	grant := awsapi.Grant{
		ClientID: client.ClientID, ClientSecret: client.ClientSecret,
		GrantType: oauth2term.GrantDeviceCode, DeviceCode: auth.DeviceCode,
	}
	interval := defaultInterval
	if auth.Interval != 0 {
		interval = min(max(auth.Interval, minInterval), maxInterval)
	}
	troubles, shown := 0, false
	for {
		set, err := f.API.CreateToken(ctx, session.Region, grant)
		switch {
		case err == nil:
			return set, nil
		case ctx.Err() != nil:
			return awsapi.TokenSet{}, context.Cause(ctx)
		case awsapi.IsCode(err, awsapi.CodeAuthorizationPending):
			troubles = 0
		case awsapi.IsCode(err, awsapi.CodeSlowDown):
			troubles = 0
			interval = min(interval+slowDownIncrease, maxInterval)
		case passing(err):
			troubles++
		default:
			return awsapi.TokenSet{}, f.grantError(session, client, err)
		}
		if !shown {
			f.show(session, auth)
			shown = true
		}
		// RFC 8628 §3.5: back off exponentially while the connection is in trouble.
		wait := min(interval<<min(troubles, 6), maxInterval)
		if err := f.sleepUntil(ctx, session, f.Now().Add(wait), deadline); err != nil {
			return awsapi.TokenSet{}, err
		}
	}
}

// passing reports trouble on the way that says nothing about the approval. An answer that
// cannot be used does: the token that was in it is not given again.
func passing(err error) bool {
	var unreachable *awsapi.UnreachableError
	var service *awsapi.ServiceError
	var answer *awsapi.AnswerError
	return errors.As(err, &unreachable) || errors.As(err, &answer) && answer.WebPage() || errors.As(err, &service) && service.Temporary()
}

// sleepUntil waits until a time, or returns *ExpiredError at the deadline. The clock is
// read again afterwards: a suspended machine sleeps longer than it meant to.
func (f *Flow) sleepUntil(ctx context.Context, session awsconfig.SSOSession, until, deadline time.Time) error {
	if until.After(deadline) {
		until = deadline
	}
	timer := time.NewTimer(until.Sub(f.Now()))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
	}
	if !f.Now().Before(deadline) {
		return &ExpiredError{session}
	}
	return nil
}
