package idc

import (
	"crypto/hmac"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/store"
)

// maxListed is how many people are offered for a choice; for the others there is a
// search.
const maxListed = 50

// signInForm is what a sign-in page begins with.
type signInForm struct {
	next     string // where to go on
	query    string // whom to list
	userName string // as it was typed
	problem  string
}

func (s *Server) signInPage(b store.Browser, f signInForm) pages.Page {
	if s.dir().Instance.SignIn == directory.SignInPassword {
		return pages.Password{CSRF: b.CSRFToken, Next: f.next, UserName: f.userName, Problem: f.problem}
	}
	people, found := s.people(f.query)
	return pages.SignIn{
		CSRF: b.CSRFToken, Next: f.next, Problem: f.problem, People: people,
		Searchable: len(s.dir().Users) > maxListed, Query: f.query, Found: found,
	}
}

// listed is the people whom a sign-in page offers when nobody has searched.
type listed struct {
	of     *directory.Directory
	people template.HTML
	found  string
}

// people returns the first users that a search finds, and in words how many there are.
// Every sign-in begins with a search for nothing, so what that finds is kept.
func (s *Server) people(query string) (template.HTML, string) {
	dir := s.dir()
	if kept := s.listed.Load(); query == "" && kept != nil && kept.of == dir {
		return kept.people, kept.found
	}
	var first []pages.Person
	number, search := 0, newSearch(query)
	for _, u := range dir.Users {
		if !search.finds(u.UserName, u.DisplayName) {
			continue
		}
		if number++; number <= maxListed {
			first = append(first, person(u))
		}
	}
	people, err := s.pages.People(first)
	if err != nil {
		s.log.Error("internal error", slog.Any("error", err))
	}
	found := countWords(number, len(first), "person", "people")
	if query == "" {
		s.listed.Store(&listed{dir, people, found})
	}
	return people, found
}

// chooseUser is the sign-in page by itself, where its search leads.
func (s *Server) chooseUser(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	next := q.Get("next")
	if !localPath(next) {
		next = "/portal"
	}
	b, known := s.store.Browser(s.cookie(r))
	if _, ok := s.dir().EnabledUser(b.UserName); ok {
		seeOther(w, r, next)
		return
	}
	if !known {
		b = s.openBrowser(w, r, store.Browser{})
	}
	s.page(w, http.StatusOK, s.signInPage(b, signInForm{next: next, query: q.Get("q")}), s.redirectAfter(next))
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
		s.page(w, status, s.signInPage(b, signInForm{next: next, userName: userName, problem: problem}), s.redirectAfter(next))
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

// signOut ends the browser's session. With a page to go on to, it lets another person
// sign in for what this one was about to do.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request, _ store.Browser) {
	s.store.CloseBrowser(s.cookie(r))
	next := r.PostForm.Get("next")
	if !localPath(next) {
		next = "/signed-out"
	}
	seeOther(w, r, next)
}

func (s *Server) signedOut(w http.ResponseWriter, _ *http.Request) {
	s.page(w, http.StatusOK, pages.SignedOut{}, "")
}
