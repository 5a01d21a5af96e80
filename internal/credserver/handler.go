package credserver

import (
	"crypto/subtle"
	"net/http"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

// path is where credentials are.
const path = "/credentials"

// What is answered for want of credentials. Every refusal looks the same.
const (
	refusal = `{"code": "AccessDenied", "message": "refused"}`
	trouble = `{"code": "ServiceUnavailable", "message": "no credentials now: see what fob says"}`
)

type handler struct {
	host, token string
	purchases   purchases
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if status := h.refuses(r); status != 0 {
		answer(w, status, refusal)
		return
	}
	creds, err := h.purchases.credentials(r.Context())
	switch {
	case r.Context().Err() != nil: // nobody waits for it any more
	case err != nil && h.purchases.Refuses(err):
		answer(w, http.StatusForbidden, refusal)
	case err != nil:
		answer(w, http.StatusServiceUnavailable, trouble)
	default:
		answer(w, http.StatusOK, document(creds))
	}
}

// refuses answers with which status a request is refused, 0 for one that is not. No SDK sends
// what a browser does for a page: an Origin, or that the page is of another site.
func (h *handler) refuses(r *http.Request) int {
	site := r.Header.Get("Sec-Fetch-Site")
	authorization := r.Header.Values("Authorization")
	switch {
	case r.Host != h.host, r.Header.Values("Origin") != nil, site != "" && site != "none" && site != "same-origin":
		return http.StatusForbidden
	case r.Method != http.MethodGet:
		return http.StatusMethodNotAllowed
	case r.RequestURI != path:
		return http.StatusForbidden
	case len(authorization) != 1, subtle.ConstantTimeCompare([]byte(authorization[0]), []byte(h.token)) != 1:
		return http.StatusForbidden
	}
	return 0
}

func answer(w http.ResponseWriter, status int, body string) {
	if status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", http.MethodGet)
	}
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // who has gone needs none
}

// document is credentials as the endpoint of a container gives them. Some SDKs take none
// without an Expiration.
func document(c awsapi.Credentials) string {
	o := orderedjson.Object{
		{Name: "AccessKeyId", Value: c.AccessKeyID},
		{Name: "SecretAccessKey", Value: c.SecretAccessKey},
		{Name: "Token", Value: c.SessionToken},
		{Name: "Expiration", Value: cachefile.FormatTime(c.Expiration)},
	}
	if c.AccountID != "" {
		o = append(o, orderedjson.Member{Name: "AccountId", Value: c.AccountID})
	}
	return string(orderedjson.Marshal(o, orderedjson.Python()))
}
