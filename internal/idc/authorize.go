package idc

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/oauth2term"
)

// authorization is an authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3)
// whose client and redirect URI are known to be good.
type authorization struct {
	client        client
	redirectURI   string
	state         string
	codeChallenge string
	scopes        []string

	// refused is why the client gets no code, if it does not; it is told so by
	// redirect.
	refused *redirectError
}

// redirectError is an error of RFC 6749 §4.1.2.1.
type redirectError struct{ code, description string }

// authorize shows the way to a code: sign-in, consent, redirect.
func (s *Server) authorize(w http.ResponseWriter, r *http.Request) {
	a, problem := s.readAuthorization(r.URL.RawQuery)
	switch {
	case problem != nil:
		s.page(w, http.StatusBadRequest, problem, "")
		return
	case a.refused != nil:
		a.redirectError(w, r, *a.refused)
		return
	}
	u, b, ok := s.signedIn(w, r, a.redirectURI)
	if !ok {
		return
	}
	if s.consents(u, a.client) {
		s.redirectCode(w, r, a, u)
		return
	}
	s.page(w, http.StatusOK, pages.Consent{
		CSRF: b.CSRFToken, Request: r.URL.RawQuery, Next: r.URL.RequestURI(),
		Person: person(u), ClientName: a.client.Name,
		Scopes: scopeWords(a.scopes), ReturnTo: hostOf(a.redirectURI),
	}, a.redirectURI)
}

// consents reports whether a person need not be asked about a client.
func (s *Server) consents(u directory.User, c client) bool {
	switch s.dir().Instance.Consent {
	case directory.ConsentNever:
		return true
	case directory.ConsentOnce:
		return s.store.Consented(u.UserName, c.id)
	default:
		return false
	}
}

// rememberConsent notes that a person has let a client in, where that counts. The note is
// kept as long as the registration, for months.
func (s *Server) rememberConsent(u directory.User, c client) {
	if s.dir().Instance.Consent == directory.ConsentOnce {
		s.store.RememberConsent(u.UserName, c.id, c.until())
	}
}

// decideAuthorize takes the answer to the consent page. The request comes back
// with it, and is checked again as if it were new.
func (s *Server) decideAuthorize(w http.ResponseWriter, r *http.Request, u directory.User) {
	a, problem := s.readAuthorization(r.PostForm.Get("request"))
	switch {
	case problem != nil:
		s.page(w, http.StatusBadRequest, problem, "")
	case a.refused != nil:
		a.redirectError(w, r, *a.refused)
	case r.PostForm.Get("decision") == "allow":
		s.rememberConsent(u, a.client)
		s.redirectCode(w, r, a, u)
	default:
		a.redirectError(w, r, redirectError{oauth2term.ErrAccessDenied, "The user denied the request"})
	}
}

func (s *Server) redirectCode(w http.ResponseWriter, r *http.Request, a authorization, u directory.User) {
	code := s.store.AddCode(store.AuthorizationCode{
		ClientID: a.client.id, RedirectURI: a.redirectURI, CodeChallenge: a.codeChallenge,
		UserName: u.UserName, Scopes: a.scopes,
	})
	a.redirect(w, r, "code", code)
}

func (a authorization) redirectError(w http.ResponseWriter, r *http.Request, e redirectError) {
	a.redirect(w, r, "error", e.code, "error_description", e.description)
}

// redirect sends the browser back to the client.
func (a authorization) redirect(w http.ResponseWriter, r *http.Request, pairs ...string) {
	query := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	if a.state != "" {
		query.Set("state", a.state)
	}
	separator := "?"
	if strings.Contains(a.redirectURI, "?") {
		separator = "&"
	}
	http.Redirect(w, r, a.redirectURI+separator+query.Encode(), http.StatusFound)
}

// readAuthorization reads an authorization request. As long as client and
// redirect URI are not known to belong together, what is wrong is told to the
// person and nobody is redirected (RFC 6749 §4.1.2.1); after that, to the client.
func (s *Server) readAuthorization(rawQuery string) (authorization, pages.Page) {
	q, err := url.ParseQuery(rawQuery)
	if err != nil || repeated(q) {
		return authorization{}, badAuthorization("Its parameters are damaged or repeated.")
	}
	c, err := s.client(q.Get("client_id"))
	if err != nil {
		return authorization{}, pages.UnknownClient{}
	}
	a := authorization{client: c, redirectURI: q.Get("redirect_uri"), state: q.Get("state"), codeChallenge: q.Get("code_challenge")}
	if !c.mayRedirectTo(a.redirectURI) {
		return authorization{}, badAuthorization("It wants the answer sent to an address that the client did not register.")
	}
	a.scopes = requestedScopes(q, c)
	a.refused = a.check(q)
	return a, nil
}

func badAuthorization(problem string) pages.Page {
	return pages.Error{
		Title:   "This sign-in request is not valid",
		Problem: problem,
		Advice:  "Do not go on if you did not start it yourself. Else start it again.",
	}
}

// requestedScopes reads "scopes", which the AWS CLI sends, or "scope", which
// RFC 6749 has and other clients send. Without either it is all that the client
// registered.
func requestedScopes(q url.Values, c client) []string {
	asked := strings.Fields(q.Get("scopes") + " " + q.Get("scope"))
	if len(asked) == 0 {
		return c.Scopes
	}
	slices.Sort(asked)
	return slices.Compact(asked)
}

func (a authorization) check(q url.Values) *redirectError {
	switch {
	case q.Get("response_type") != oauth2term.ResponseTypeCode:
		return &redirectError{"unsupported_response_type", "response_type must be code"}
	case !a.client.mayUse(oauth2term.GrantAuthorizationCode):
		return &redirectError{oauth2term.ErrUnauthorizedClient, "The client is not registered for this grant type"}
	case q.Get("code_challenge_method") != oauth2term.CodeChallengeMethodS256:
		return &redirectError{oauth2term.ErrInvalidRequest, "code_challenge_method must be S256"}
	case !isChallenge(a.codeChallenge):
		return &redirectError{oauth2term.ErrInvalidRequest, "code_challenge must be 43 characters of base64url"}
	}
	for _, scope := range a.scopes {
		if !slices.Contains(a.client.Scopes, scope) {
			return &redirectError{oauth2term.ErrInvalidScope, "The client is not registered for this scope"}
		}
	}
	return nil
}

// isChallenge reports whether s can be an S256 challenge: a SHA-256 sum.
func isChallenge(s string) bool {
	sum, err := base64.RawURLEncoding.Strict().DecodeString(s)
	return err == nil && len(sum) == 32
}

// scopeWords says what scopes allow. A client of the older kind, with none, has
// the portal.
func scopeWords(scopes []string) []string {
	if len(scopes) == 0 {
		scopes = []string{oauth2term.ScopeAccountAccess}
	}
	var words []string
	for _, scope := range scopes {
		if scope == oauth2term.ScopeAccountAccess {
			words = append(words, "see the accounts and roles you have here", "get temporary credentials for them")
			continue
		}
		words = append(words, "use "+scope)
	}
	return words
}

func hostOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil {
		return ""
	}
	return u.Host
}
