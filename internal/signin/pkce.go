package signin

import (
	"context"
	"errors"
	"fmt"
	"net"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// PKCE signs in with the authorization code grant: the person approves in a browser
// on this device, which is then redirected to a listener on 127.0.0.1, or on another,
// whose last address arrives by Pasted. Errors: *StartURLError and the others of a start
// URL, *ListenError, *DeniedError, *RedirectError, *ExpiredError, *ForgottenError,
// *ssotoken.CallError, or context.Cause(ctx).
func (f *Flow) PKCE(ctx context.Context, session awsconfig.SSOSession) (ssotoken.Token, error) {
	session, startURL, err := f.resolve(ctx, session)
	if err != nil {
		return ssotoken.Token{}, err
	}
	loopback, err := listenLoopback(net.Listen, f.RedirectPorts)
	if err != nil {
		return ssotoken.Token{}, listenError(session, f.RedirectPorts, err)
	}
	outcome := pageFailed
	defer func() { loopback.close(outcome) }()

	if loopback.passedOver != nil {
		f.UI.Warn(fmt.Errorf("%w: the browser comes back to %s", loopback.passedOver, loopback.host))
	}
	request, err := f.authorization(ctx, session, startURL, loopback)
	if err != nil {
		return ssotoken.Token{}, err
	}
	if err := f.Store.CheckWritable(session); err != nil {
		return ssotoken.Token{}, err // nobody is asked to sign in for nothing
	}
	loopback.serve()
	f.UI.AuthorizeURL(request.url())
	f.openBrowser(request.url())
	answer, err := f.awaitRedirect(ctx, request, loopback)
	if err == nil {
		var t ssotoken.Token
		if t, err = f.redeem(ctx, request, answer.code); err == nil {
			outcome = pageSignedIn
			return t, nil
		}
	}
	if denied, ok := errors.AsType[*DeniedError](err); ok && denied.ByPerson() {
		outcome = pageDenied
	}
	return ssotoken.Token{}, err
}

// awaitRedirect waits for a browser to come back with this run's state, or for a person
// to paste where one ended. It warns once of other states: they are left from another
// sign-in, or somebody is trying.
func (f *Flow) awaitRedirect(ctx context.Context, request authorization, l *loopback) (redirect, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, f.maxWait(MaxWaitBrowser), &ExpiredError{request.session})
	defer cancel()
	strays, pasted := l.strays, f.Pasted
	for {
		select {
		case <-ctx.Done():
			return redirect{}, context.Cause(ctx)
		case <-strays:
			f.UI.Warn(errors.New("a browser came back with the state of another sign-in, which was ignored"))
			strays = nil
		case r := <-l.first:
			return r, r.check(request)
		case line, open := <-pasted:
			if !open {
				pasted = nil
				continue
			}
			r, err := l.readAddress(line)
			if err == nil {
				return r, r.check(request)
			}
			f.UI.Warn(fmt.Errorf("what was typed is not used: %w", err))
		}
	}
}

// check returns why the redirect brings no code that could be redeemed.
func (r redirect) check(request authorization) error {
	switch {
	case r.issuer != "" && r.issuer != request.issuer: // RFC 9207 §2.4
		return &RedirectError{request.session, "with the answer of another issuer"}
	case r.errorCode != "":
		return &DeniedError{request.session, r.errorCode, r.errorDescription, nil}
	case r.code == "":
		return &RedirectError{request.session, "without an authorization code"}
	}
	return nil
}

// redeem exchanges the code for tokens, once, and keeps them.
func (f *Flow) redeem(ctx context.Context, request authorization, code string) (ssotoken.Token, error) {
	set, err := f.API.CreateToken(ctx, request.session.Region, awsapi.Grant{
		ClientID: request.client.ClientID, ClientSecret: request.client.ClientSecret,
		GrantType: oauth2term.GrantAuthorizationCode,
		Code:      code, CodeVerifier: request.verifier, RedirectURI: request.redirectURI,
	})
	if err != nil {
		return ssotoken.Token{}, f.grantError(request.session, request.client, err)
	}
	return f.keep(ctx, request.session, request.client, set)
}

// grantError says in the flow's words what CreateToken said of an approval.
func (f *Flow) grantError(session awsconfig.SSOSession, client ssotoken.ClientRegistration, err error) error {
	var service *awsapi.ServiceError
	switch {
	case awsapi.IsCode(err, awsapi.CodeExpiredToken):
		return &ExpiredError{session}
	case awsapi.IsCode(err, awsapi.CodeAccessDenied) && errors.As(err, &service):
		return &DeniedError{session, oauth2term.ErrAccessDenied, service.Description, err}
	case awsapi.IsCode(err, awsapi.CodeInvalidClient):
		f.forget(session, client)
		return &ForgottenError{session, err}
	}
	return &ssotoken.CallError{Session: session, Err: err}
}
