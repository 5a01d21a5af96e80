package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// PKCE signs in with the authorization code grant: the person approves in a browser
// on this device, which is then redirected to a listener on 127.0.0.1. Errors:
// *DeniedError, *ExpiredError, *ListenError, those of awsapi, or context.Cause(ctx).
func (f *Flow) PKCE(ctx context.Context, session awsconfig.SSOSession) (ssotoken.Token, error) {
	if err := CheckStartURL(session); err != nil {
		return ssotoken.Token{}, err
	}
	loopback, err := listenLoopback()
	if err != nil {
		return ssotoken.Token{}, &ListenError{session, err}
	}
	outcome := pageFailed
	defer func() { loopback.close(outcome) }()

	reg, err := f.register(ctx, session, oauth2term.GrantAuthorizationCode, awsapi.ClientMetadata{
		ClientName:   clientName(session, f.Now()),
		Scopes:       scopes(session),
		GrantTypes:   []string{oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken},
		RedirectURIs: []string{oauth2term.LoopbackRedirectNoPort},
		IssuerURL:    session.StartURL,
	})
	if err != nil {
		return ssotoken.Token{}, err
	}
	endpoint, err := f.API.BaseURL(awsapi.OIDC, session.Region)
	if err != nil {
		return ssotoken.Token{}, err
	}
	verifier := newCodeVerifier()
	state := newState()
	loopback.serve(state)
	authorizeURL := authorizeURL(endpoint, reg.ClientID, loopback.redirectURI, state, verifier, scopes(session))
	f.UI.AuthorizeURL(authorizeURL)
	f.openBrowser(authorizeURL)

	answer, err := f.awaitRedirect(ctx, session, endpoint, loopback)
	if err != nil {
		var denied *DeniedError
		if errors.As(err, &denied) {
			outcome = pageDenied
		}
		return ssotoken.Token{}, err
	}
	set, err := f.API.CreateToken(ctx, session.Region, awsapi.Grant{
		ClientID: reg.ClientID, ClientSecret: reg.ClientSecret,
		GrantType: oauth2term.GrantAuthorizationCode,
		Code:      answer.code, CodeVerifier: verifier, RedirectURI: loopback.redirectURI,
	})
	if err != nil {
		return ssotoken.Token{}, f.grantError(session, err)
	}
	t, err := f.keep(session, reg, set)
	if err == nil {
		outcome = pageSignedIn
	}
	return t, err
}

// awaitRedirect waits for the browser to come back with this run's state. It warns
// once of others: they are left from another sign-in, or somebody is trying.
func (f *Flow) awaitRedirect(ctx context.Context, session awsconfig.SSOSession, issuer string, l *loopback) (redirect, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, maxWaitBrowser, &ExpiredError{session})
	defer cancel()
	strays := l.strays
	for {
		select {
		case <-ctx.Done():
			return redirect{}, context.Cause(ctx)
		case <-strays:
			f.UI.Warn(errors.New("a browser came back with the state of another sign-in, which was ignored"))
			strays = nil
		case r := <-l.first:
			return r, r.check(session, issuer)
		}
	}
}

// check returns why the redirect brings no code that could be redeemed.
func (r redirect) check(session awsconfig.SSOSession, issuer string) error {
	switch {
	case r.issuer != "" && r.issuer != issuer: // RFC 9207 §2.4
		return fmt.Errorf("the browser came back to %s from another issuer", ssotoken.Describe(session))
	case r.errorCode != "":
		return &DeniedError{session, r.errorCode, r.errorDescription, nil}
	case r.code == "":
		return fmt.Errorf("the browser came back from %s without an authorization code", ssotoken.Describe(session))
	}
	return nil
}

// grantError says in the flow's words what CreateToken said of an approval.
func (f *Flow) grantError(session awsconfig.SSOSession, err error) error {
	var service *awsapi.ServiceError
	switch {
	case awsapi.IsCode(err, awsapi.CodeExpiredToken):
		return &ExpiredError{session}
	case awsapi.IsCode(err, awsapi.CodeAccessDenied) && errors.As(err, &service):
		return &DeniedError{session, oauth2term.ErrAccessDenied, service.Description, err}
	}
	return err
}

// scopes returns what the session asks for; an authorization code without a scope
// buys nothing, so the AWS CLI puts this one.
func scopes(session awsconfig.SSOSession) []string {
	if len(session.RegistrationScopes) == 0 {
		return []string{oauth2term.ScopeAccountAccess}
	}
	return session.RegistrationScopes
}

// authorizeURL is the authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3) in the
// AWS CLI's order and encoding: "scopes" in the plural, a blank as %20.
func authorizeURL(endpoint, clientID, redirectURI, state, verifier string, scopes []string) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(endpoint, "/") + "/authorize?response_type=" + oauth2term.ResponseTypeCode)
	for _, p := range [][2]string{
		{"client_id", clientID},
		{"redirect_uri", redirectURI},
		{"state", state},
		{"code_challenge_method", oauth2term.CodeChallengeMethodS256},
		{"scopes", strings.Join(scopes, " ")},
		{"code_challenge", codeChallenge(verifier)},
	} {
		b.WriteString("&" + p[0] + "=" + strings.ReplaceAll(url.QueryEscape(p[1]), "+", "%20"))
	}
	return b.String()
}

// newCodeVerifier returns 32 random bytes as RFC 7636 §4.1 recommends. It goes to
// the token endpoint of the session that began, and nowhere else.
func newCodeVerifier() string {
	return base64.RawURLEncoding.EncodeToString(randomBytes(32))
}

// codeChallenge is S256 (RFC 7636 §4.2).
func codeChallenge(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// newState returns 128 random bits (RFC 6749 §10.12), grouped like a UUID as the AWS
// CLI's are; a version 4 UUID would hold six bits less.
func newState() string {
	h := hex.EncodeToString(randomBytes(16))
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it ends the program instead
	return b
}
