package idc

import (
	"crypto/hmac"
	"errors"
	"net/http"
	"strings"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/store"
)

// maxListed is how many people are offered for a choice; of more, the name is
// typed.
const maxListed = 50

func (s *Server) signInPage(b store.Browser, next, userName, problem string) pages.Page {
	if s.dir().Instance.SignIn == directory.SignInPassword {
		return pages.Password{CSRF: b.CSRFToken, Next: next, UserName: userName, Problem: problem}
	}
	p := pages.SignIn{CSRF: b.CSRFToken, Next: next, Problem: problem, Typed: len(s.dir().Users) > maxListed}
	if !p.Typed {
		for _, u := range s.dir().Users {
			p.People = append(p.People, person(u))
		}
	}
	return p
}

var errNotSignedIn = errors.New("not signed in")

// signIn signs a person in and goes on to where they were going. The page that
// asks again does not say whether it was the name or the password.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request, b store.Browser) {
	next := r.PostForm.Get("next")
	if !localPath(next) {
		s.leadsNowhere(w)
		return
	}
	userName := r.PostForm.Get("user_name")
	u, err := s.checkPerson(userName, r.PostForm.Get("password"))
	if err != nil {
		status, problem := http.StatusForbidden, "That did not work. Check the user name and try again."
		switch {
		case errors.Is(err, store.ErrLocked):
			status, problem = http.StatusTooManyRequests, "Too many attempts. Wait a minute and try again."
		case s.dir().Instance.SignIn == directory.SignInPassword:
			problem = "That did not work. Check user name and password and try again."
		}
		s.page(w, status, s.signInPage(b, next, userName, problem), s.redirectAfter(next))
		return
	}
	who := store.Browser{UserName: u.UserName}
	if s.dir().Instance.MFA == directory.MFATOTP {
		who = store.Browser{Pending: u.UserName}
	}
	s.openBrowser(w, r, who)
	seeOther(w, r, next)
}

func (s *Server) checkPerson(userName, password string) (directory.User, error) {
	u, known := s.dir().EnabledUser(userName)
	if s.dir().Instance.SignIn != directory.SignInPassword {
		if !known {
			return u, errNotSignedIn
		}
		return u, nil
	}
	return u, s.store.Guess("password of "+u.UserName, func() error {
		if !known || !hmac.Equal([]byte(password), []byte(u.Password)) {
			return errNotSignedIn
		}
		return nil
	})
}

// redirectAfter returns where the way from next may end: at a client's listener, if
// next is an authorization request.
func (s *Server) redirectAfter(next string) string {
	_, query, _ := strings.Cut(next, "?")
	a, problem := s.readAuthorization(query)
	if problem != nil {
		return ""
	}
	return a.redirectURI
}

// signOut lets another person sign in for what this one was about to do.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request, _ store.Browser) {
	s.store.CloseBrowser(s.cookie(r))
	next := r.PostForm.Get("next")
	if !localPath(next) {
		next = "/"
	}
	seeOther(w, r, next)
}
