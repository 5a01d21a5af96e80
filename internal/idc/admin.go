package idc

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"time"

	"fob.example/fob/internal/idc/seal"
)

// minAdminToken is the least length of an admin token, for those that people choose.
const minAdminToken = 16

// ErrWeakAdminToken means that an admin token is too short to keep anybody out.
var ErrWeakAdminToken = errors.New("an admin token of at least 16 characters is needed")

// NewAdminToken returns a random admin token, of 256 bits.
func NewAdminToken() string { return rand.Text() + rand.Text() }

// operators are the people who may see and do everything. There are none unless the server
// has an admin token.
type operators struct {
	token [sha256.Size]byte
	box   *seal.Box // of their cookies; its key is the token, so that another one ends all
}

func newOperators(adminToken string) (*operators, error) {
	if adminToken == "" {
		return nil, nil
	}
	box, err := seal.New([]byte(adminToken), "operator's cookie")
	return &operators{sha256.Sum256([]byte(adminToken)), box}, err
}

// knows compares in constant time.
func (o *operators) knows(adminToken string) bool {
	given := sha256.Sum256([]byte(adminToken))
	return hmac.Equal(given[:], o.token[:])
}

// bearer reports whether a request brings the admin token where the API takes it: in the
// Authorization header (RFC 6750 §2.1). A cookie does not count there, so that no page
// elsewhere can make a browser use the API.
func (o *operators) bearer(r *http.Request) bool {
	scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return ok && strings.EqualFold(scheme, "Bearer") && o.knows(token)
}

// operatorLife is how long an operator's browser stays signed in, by the machine's clock.
const operatorLife = 8 * time.Hour

// operatorSession is what an operator's cookie says.
type operatorSession struct {
	CSRFToken string    `json:"c"`
	Ends      time.Time `json:"e"`
}

func (s *Server) adminCookieName() string { return "fob-idc-admin-" + s.base.Port() }

// openOperator signs an operator's browser in.
func (s *Server) openOperator(w http.ResponseWriter) error {
	value, err := s.operators.box.Seal(operatorSession{rand.Text(), s.clock.Machine().Add(operatorLife)})
	if err == nil {
		s.setAdminCookie(w, value, int(operatorLife/time.Second))
	}
	return err
}

// setAdminCookie sets a cookie that no request from another site carries. A negative age
// removes it.
func (s *Server) setAdminCookie(w http.ResponseWriter, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.adminCookieName(), Value: value, Path: "/admin", MaxAge: age,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.base.Scheme == "https",
	})
}

// operator returns the session of an operator's browser.
func (s *Server) operator(r *http.Request) (operatorSession, bool) {
	var session operatorSession
	c, err := r.Cookie(s.adminCookieName())
	if err != nil || s.operators == nil || s.operators.box.Open(c.Value, &session) != nil {
		return operatorSession{}, false
	}
	return session, s.clock.Machine().Before(session.Ends)
}
