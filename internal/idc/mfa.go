package idc

import (
	"errors"
	"net/http"
	"strings"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/store"
	"fob.example/fob/internal/idc/totp"
)

func codeFactorPage(u directory.User, b store.Browser, next, problem string) pages.Page {
	return pages.SecondFactor{CSRF: b.CSRFToken, Next: next, Person: person(u), Problem: problem}
}

// signInCode takes the code of an authenticator app from who has shown the first
// factor, and completes the sign-in.
func (s *Server) signInCode(w http.ResponseWriter, r *http.Request, b store.Browser) {
	next := r.PostForm.Get("next")
	if !localPath(next) {
		s.leadsNowhere(w)
		return
	}
	u, ok := s.dir().EnabledUser(b.Pending)
	if !ok {
		seeOther(w, r, next) // which begins again
		return
	}
	if err := s.checkCode(u, r.PostForm.Get("code")); err != nil {
		status, problem := http.StatusForbidden, "That did not work. Wait for the next code and try again."
		if errors.Is(err, store.ErrLocked) {
			status, problem = http.StatusTooManyRequests, "Too many attempts. Wait a minute and try again."
		}
		s.page(w, status, codeFactorPage(u, b, next, problem), s.redirectAfter(next))
		return
	}
	s.openBrowser(w, r, store.Browser{UserName: u.UserName})
	seeOther(w, r, next)
}

// checkCode checks a one-time password, which is good once. Blanks between its digits,
// as apps show them, do not matter.
func (s *Server) checkCode(u directory.User, code string) error {
	return s.store.Guess("code of "+u.UserName, func() error {
		step, ok := totp.Verify(u.TOTPSecret, strings.ReplaceAll(code, " ", ""), s.clock.Machine())
		if !ok || len(u.TOTPSecret) == 0 || !s.store.UseCode(u.UserName, step) {
			return errNotSignedIn
		}
		return nil
	})
}
