package signin

import (
	"context"
	"errors"
	"fmt"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// Polling, RFC 8628 §3.2 and §3.5. The service's interval is kept within bounds.
const (
	defaultInterval  = 5 * time.Second
	minInterval      = time.Second
	maxInterval      = 60 * time.Second
	slowDownIncrease = 5 * time.Second
)

// DeviceCode signs in with the device grant: the person enters a code in a browser
// anywhere. Errors: *DeniedError, *ExpiredError, those of awsapi, or
// context.Cause(ctx).
func (f *Flow) DeviceCode(ctx context.Context, session awsconfig.SSOSession) (ssotoken.Token, error) {
	if err := CheckStartURL(session); err != nil {
		return ssotoken.Token{}, err
	}
	var requested []string // the AWS CLI asks for scopes only where the session lists some
	if len(session.RegistrationScopes) > 0 {
		requested = session.RegistrationScopes
	}
	reg, err := f.register(ctx, session, oauth2term.GrantDeviceCode, awsapi.ClientMetadata{
		ClientName: clientName(session, f.Now()), Scopes: requested,
	})
	if err != nil {
		return ssotoken.Token{}, err
	}
	auth, err := f.API.StartDeviceAuthorization(ctx, session.Region,
		awsapi.Registration{ClientID: reg.ClientID, ClientSecret: reg.ClientSecret}, session.StartURL)
	if err != nil {
		return ssotoken.Token{}, err
	}
	if auth.UserCode != termui.Clean(auth.UserCode) {
		return ssotoken.Token{}, errors.New("the service sent a user code with control characters in it")
	}
	set, err := f.poll(ctx, session, auth, awsapi.Grant{
		ClientID: reg.ClientID, ClientSecret: reg.ClientSecret,
		GrantType: oauth2term.GrantDeviceCode, DeviceCode: auth.DeviceCode,
	})
	if err != nil {
		return ssotoken.Token{}, err
	}
	return f.keep(session, reg, set)
}

// show tells the person where to go. A page that no browser should be sent to is
// shown, cleaned, and not opened.
func (f *Flow) show(auth awsapi.DeviceAuthorization) {
	pageURL := auth.VerificationURIComplete
	if pageURL == "" {
		pageURL = auth.VerificationURI
	}
	_, err := browser.Check(pageURL)
	auth.VerificationURI = termui.Clean(auth.VerificationURI)
	auth.VerificationURIComplete = termui.Clean(auth.VerificationURIComplete)
	f.UI.DeviceCode(auth)
	if err != nil {
		f.UI.Warn(fmt.Errorf("the page is not opened by itself: %w", err))
		return
	}
	f.openBrowser(pageURL)
}

// poll asks for the token until the person has decided or time is up by our own
// clock. The first time comes before anything is shown, since an approval may
// already be there.
func (f *Flow) poll(ctx context.Context, session awsconfig.SSOSession, auth awsapi.DeviceAuthorization, g awsapi.Grant) (awsapi.TokenSet, error) {
	deadline := f.Now().Add(min(auth.ExpiresIn, maxWaitDevice))
	interval := defaultInterval
	if auth.Interval != 0 {
		interval = min(max(auth.Interval, minInterval), maxInterval)
	}
	troubles, shown := 0, false
	for {
		set, err := f.API.CreateToken(ctx, session.Region, g)
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
			return awsapi.TokenSet{}, f.grantError(session, err)
		}
		if !shown {
			f.show(auth)
			shown = true
		}
		// RFC 8628 §3.5: back off exponentially while the connection is in trouble.
		wait := min(interval<<min(troubles, 6), maxInterval)
		if err := f.sleepUntil(ctx, session, f.Now().Add(wait), deadline); err != nil {
			return awsapi.TokenSet{}, err
		}
	}
}

// passing reports trouble on the way that says nothing about the approval.
func passing(err error) bool {
	var unreachable *awsapi.UnreachableError
	var service *awsapi.ServiceError
	var answer *awsapi.AnswerError
	return errors.As(err, &unreachable) || errors.As(err, &answer) || errors.As(err, &service) && service.Temporary()
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
