package signin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
	"fob.example/fob/internal/ssotoken"
)

// authorization is an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3), and what
// it takes to redeem the answer.
type authorization struct {
	session     awsconfig.SSOSession
	client      ssotoken.ClientRegistration
	issuer      string // the OIDC service's endpoint
	redirectURI string
	state       string
	verifier    string
}

// authorization prepares the request of a session for a client that the service knows.
func (f *Flow) authorization(ctx context.Context, session awsconfig.SSOSession, startURL string, l *loopback) (authorization, error) {
	issuer, err := f.API.BaseURL(awsapi.OIDC, session.Region)
	if err != nil {
		return authorization{}, err
	}
	metadata := awsapi.ClientMetadata{
		ClientName:   clientName(session, f.Now()),
		Scopes:       scopes(session),
		GrantTypes:   []string{oauth2term.GrantAuthorizationCode, oauth2term.GrantRefreshToken},
		RedirectURIs: []string{oauth2term.LoopbackRedirectNoPort},
		IssuerURL:    startURL,
	}
	client, cached, err := f.register(ctx, session, oauth2term.GrantAuthorizationCode, metadata)
	a := authorization{session, client, issuer, l.redirectURI, l.state, newCodeVerifier()}
	if err != nil || !cached || !f.refused(ctx, a) {
		return a, err
	}
	f.forget(session, client)
	a.client, err = f.registerAnew(ctx, session, metadata)
	return a, err
}

// maxLook is how long the person's page waits for this look ahead.
const maxLook = 3 * time.Second

// refused reports whether the service turns a request away at once, as it does where it
// does not know the client: the browser would show an error and never come back. Any
// other answer, and none, are the browser's to find out. The request that it is asked
// with has a state and a challenge of its own, so that nobody can go on from there.
func (f *Flow) refused(ctx context.Context, a authorization) bool {
	a.state, a.verifier = newState(), newCodeVerifier()
	ctx, cancel := context.WithTimeout(ctx, maxLook)
	defer cancel()
	status, _, err := f.API.Look(ctx, http.MethodGet, a.url())
	return err == nil && (status == http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden)
}

// url spells the request in the AWS CLI's order and encoding: "scopes" in the plural, a
// blank as %20.
func (a authorization) url() string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(a.issuer, "/") + "/authorize?response_type=" + oauth2term.ResponseTypeCode)
	for _, p := range [][2]string{
		{"client_id", a.client.ClientID},
		{"redirect_uri", a.redirectURI},
		{"state", a.state},
		{"code_challenge_method", oauth2term.CodeChallengeMethodS256},
		{"scopes", strings.Join(scopes(a.session), " ")},
		{"code_challenge", codeChallenge(a.verifier)},
	} {
		b.WriteString("&" + p[0] + "=" + strings.ReplaceAll(url.QueryEscape(p[1]), "+", "%20"))
	}
	return b.String()
}

// scopes returns what the session asks for; an authorization code without a scope
// buys nothing, so the AWS CLI puts this one.
func scopes(session awsconfig.SSOSession) []string {
	if len(session.RegistrationScopes) == 0 {
		return []string{oauth2term.ScopeAccountAccess}
	}
	return session.RegistrationScopes
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
