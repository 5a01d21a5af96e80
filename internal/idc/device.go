package idc

import (
	"errors"
	"net/http"
	"net/url"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/termui"
)

// device asks for a user code, or, with one in the query, for the decision on it.
func (s *Server) device(w http.ResponseWriter, r *http.Request) {
	u, b, ok := s.signedIn(w, r, "")
	if !ok {
		return
	}
	typed := r.URL.Query().Get("user_code")
	if typed == "" {
		s.page(w, http.StatusOK, codePage(u, b, "", ""), "")
		return
	}
	d, _, err := s.findDevice(u, typed)
	switch {
	case err != nil:
		status, problem := codeProblem(err, typed)
		if status != http.StatusTooManyRequests {
			typed = "" // it is of no more use
		}
		s.page(w, status, codePage(u, b, typed, problem), "")
	case s.dir().Instance.Consent == directory.ConsentNever: // "once" is of clients, and a code may come from anybody
		s.allowDevice(w, r, u, d.UserCode)
	default:
		s.page(w, http.StatusOK, pages.DeviceConsent{
			CSRF: b.CSRFToken, Next: r.URL.RequestURI(), Person: person(u),
			UserCode: d.UserCode, ClientName: d.ClientName, Scopes: scopeWords(d.Scopes),
		}, "")
	}
}

func codePage(u directory.User, b store.Browser, typed, problem string) pages.Page {
	return pages.DeviceCode{CSRF: b.CSRFToken, Next: "/device", Person: person(u), UserCode: typed, Problem: problem}
}

// findDevice returns what waits under a user code. A person has few guesses a
// minute (RFC 8628 §5.1).
func (s *Server) findDevice(u directory.User, typed string) (d store.Device, c client, err error) {
	err = s.store.Guess("user code by "+u.UserName, func() (err error) {
		if d, err = s.store.Device(store.NormalizeUserCode(typed)); err != nil {
			return err
		}
		c, err = s.client(d.ClientID)
		return err
	})
	return d, c, err
}

func codeProblem(err error, typed string) (status int, problem string) {
	shown := shorten(termui.Clean(store.NormalizeUserCode(typed)))
	switch {
	case errors.Is(err, store.ErrLocked):
		return http.StatusTooManyRequests, "Too many wrong codes. Wait a minute and try again."
	case errors.Is(err, store.ErrExpired):
		return http.StatusBadRequest, "This code has expired. Start the sign-in again to get a new one."
	case errors.Is(err, store.ErrDecided):
		return http.StatusBadRequest, "This code has been used. Start the sign-in again to get a new one."
	case shown == "":
		return http.StatusBadRequest, "There is no such code. Check it letter by letter."
	default:
		return http.StatusBadRequest, "There is no code " + shown + ". Check it letter by letter."
	}
}

// shorten cuts what was typed in place of a user code, which has nine characters.
func shorten(s string) string {
	const longest = 16
	if r := []rune(s); len(r) > longest {
		return string(r[:longest]) + "…"
	}
	return s
}

// enterCode takes the code entry form.
func (s *Server) enterCode(w http.ResponseWriter, r *http.Request, _ directory.User) {
	seeOther(w, r, "/device?user_code="+url.QueryEscape(store.NormalizeUserCode(r.PostForm.Get("user_code"))))
}

// decideDevice takes the answer to the device consent page.
func (s *Server) decideDevice(w http.ResponseWriter, r *http.Request, u directory.User) {
	userCode := store.NormalizeUserCode(r.PostForm.Get("user_code"))
	if r.PostForm.Get("decision") == "allow" {
		s.allowDevice(w, r, u, userCode)
		return
	}
	_, _, err := s.findDevice(u, userCode) // a denial tells which codes there are, too
	if err == nil {
		err = s.store.DenyDevice(userCode)
	}
	if err != nil {
		s.deviceProblem(w, err, userCode)
		return
	}
	seeOther(w, r, "/device/denied")
}

func (s *Server) allowDevice(w http.ResponseWriter, r *http.Request, u directory.User, userCode string) {
	d, c, err := s.findDevice(u, userCode)
	if err == nil {
		err = s.store.AllowDevice(userCode, s.newGrant(c, u.UserName, d.Scopes))
	}
	if err != nil {
		s.deviceProblem(w, err, userCode)
		return
	}
	s.rememberConsent(u, c)
	seeOther(w, r, "/device/allowed")
}

func (s *Server) deviceProblem(w http.ResponseWriter, err error, userCode string) {
	status, problem := codeProblem(err, userCode)
	s.errorPage(w, status, "Nothing was decided", problem, "If your terminal or device still waits, start the sign-in there again.")
}

func (s *Server) deviceDone(w http.ResponseWriter, _ *http.Request) {
	s.page(w, http.StatusOK, pages.DeviceDone{}, "")
}

func (s *Server) deviceDenied(w http.ResponseWriter, _ *http.Request) {
	s.page(w, http.StatusOK, pages.DeviceDenied{}, "")
}
