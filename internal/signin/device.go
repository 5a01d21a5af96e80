package signin

import (
	"context"
	"fmt"
	"net"
	"net/url"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/browser"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/termui"
)

// DeviceCode signs in with the device grant: the person enters a code in a browser
// anywhere. Errors: *StartURLError and the others of a start URL, *DeniedError,
// *ExpiredError, *ForgottenError, *ssotoken.CallError, or context.Cause(ctx).
func (f *Flow) DeviceCode(ctx context.Context, session awsconfig.SSOSession) (ssotoken.Token, error) {
	session, startURL, err := f.resolve(ctx, session)
	if err != nil {
		return ssotoken.Token{}, err
	}
	client, auth, err := f.authorizeDevice(ctx, session, startURL)
	if err != nil {
		return ssotoken.Token{}, err
	}
	if auth.UserCode != termui.Clean(auth.UserCode) {
		return ssotoken.Token{}, fmt.Errorf("%s: the service sent a user code with control characters in it", ssotoken.Describe(session))
	}
	if err := f.Store.CheckWritable(session); err != nil {
		return ssotoken.Token{}, err // as with PKCE
	}
	set, err := f.poll(ctx, session, client, auth)
	if err != nil {
		return ssotoken.Token{}, err
	}
	return f.keep(ctx, session, client, set)
}

// authorizeDevice asks for a code (RFC 8628 §3.1). Where the service does not know the
// client of the cached registration, it registers again, once.
func (f *Flow) authorizeDevice(ctx context.Context, session awsconfig.SSOSession, startURL string) (ssotoken.ClientRegistration, awsapi.DeviceAuthorization, error) {
	metadata := awsapi.ClientMetadata{ClientName: clientName(session, f.Now())}
	if len(session.RegistrationScopes) > 0 { // the AWS CLI asks for scopes only where the session lists some
		metadata.Scopes = session.RegistrationScopes
	}
	client, cached, err := f.register(ctx, session, oauth2term.GrantDeviceCode, metadata)
	if err != nil {
		return client, awsapi.DeviceAuthorization{}, err
	}
	auth, err := f.startDevice(ctx, session, client, startURL)
	if !cached || !awsapi.IsCode(err, awsapi.CodeInvalidClient) {
		return client, auth, err
	}
	f.forget(session, client)
	if client, err = f.registerAnew(ctx, session, metadata); err == nil {
		auth, err = f.startDevice(ctx, session, client, startURL)
	}
	return client, auth, err
}

func (f *Flow) startDevice(ctx context.Context, session awsconfig.SSOSession, client ssotoken.ClientRegistration, startURL string) (awsapi.DeviceAuthorization, error) {
	auth, err := f.API.StartDeviceAuthorization(ctx, session.Region,
		awsapi.Registration{ClientID: client.ClientID, ClientSecret: client.ClientSecret}, startURL)
	if err != nil {
		return auth, &ssotoken.CallError{Session: session, Err: err}
	}
	return auth, nil
}

// show tells the person where to go. A page that no browser should be sent to is
// shown, cleaned, and not opened.
func (f *Flow) show(session awsconfig.SSOSession, auth awsapi.DeviceAuthorization) {
	pageURL := auth.VerificationURIComplete
	if pageURL == "" {
		pageURL = auth.VerificationURI
	}
	pageURL, err := f.devicePage(session, pageURL)
	auth.VerificationURI = termui.Clean(auth.VerificationURI)
	auth.VerificationURIComplete = termui.Clean(auth.VerificationURIComplete)
	f.UI.DeviceCode(auth)
	if err != nil {
		f.UI.Warn(fmt.Errorf("the page is not opened by itself: %w", err))
		return
	}
	f.openBrowser(pageURL)
}

// devicePage returns a verification URL in its canonical form if a browser may be sent
// there unasked: to AWS's own pages, or to those of an Identity Center on this machine,
// where the endpoint is configured to be.
func (f *Flow) devicePage(session awsconfig.SSOSession, pageURL string) (string, error) {
	canonical, err := browser.Check(pageURL)
	if err != nil {
		return "", err
	}
	page, err := url.Parse(canonical)
	if err != nil {
		return "", err
	}
	if page.Scheme == "https" && usualPort(page) && isDevicePage(page.Hostname(), session.Region) {
		return canonical, nil
	}
	endpoint, err := f.API.BaseURL(awsapi.OIDC, session.Region)
	if err != nil {
		return "", err
	}
	if local, err := url.Parse(endpoint); err == nil && net.ParseIP(local.Hostname()).IsLoopback() && page.Host == local.Host {
		return canonical, nil
	}
	return "", fmt.Errorf("%q is not a host of AWS", page.Host)
}
