package idc

import (
	"crypto/hmac"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/store"
)

// strangerLife is how long a browser in which nobody has signed in is remembered.
const strangerLife = time.Hour

// cookieName holds the port: cookies do not tell ports apart, and two servers on
// one machine would sign each other's people out.
func (s *Server) cookieName() string { return "fob-idc-" + s.base.Port() }

func (s *Server) cookie(r *http.Request) string {
	c, err := r.Cookie(s.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// openBrowser begins the session of a person who is signed in, of one who is about to
// be, or of a stranger.
func (s *Server) openBrowser(w http.ResponseWriter, r *http.Request, who store.Browser) store.Browser {
	life := strangerLife
	if who.UserName != "" {
		life = s.dir().Instance.SessionDuration
	}
	cookie, b := s.store.OpenBrowser(s.cookie(r), who, life)
	s.setCookie(w, cookie)
	return b
}

func (s *Server) setCookie(w http.ResponseWriter, value string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(), Value: value, Path: "/",
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.base.Scheme == "https",
	})
}

// signedIn returns who is signed in. If nobody is, it either signs in the person
// whom the directory names for that, or answers with the page that asks for what is
// missing, which leads back here, and returns false. redirectURI is where the way may
// end.
func (s *Server) signedIn(w http.ResponseWriter, r *http.Request, redirectURI string) (directory.User, store.Browser, bool) {
	b, known := s.store.Browser(s.cookie(r))
	if u, ok := s.dir().EnabledUser(b.UserName); ok {
		return u, b, true
	}
	if in := s.dir().Instance; in.SignIn == directory.SignInAuto {
		if u, ok := s.dir().EnabledUser(in.AutoUser); ok {
			return u, s.openBrowser(w, r, store.Browser{UserName: u.UserName}), true
		}
	}
	if !known {
		b = s.openBrowser(w, r, store.Browser{})
	}
	next := r.URL.RequestURI()
	if u, ok := s.dir().EnabledUser(b.Pending); ok {
		s.page(w, http.StatusOK, codeFactorPage(u, b, next, ""), redirectURI)
	} else {
		s.page(w, http.StatusOK, s.signInPage(b, signInForm{next: next}), redirectURI)
	}
	return directory.User{}, b, false
}

// form makes a handler of a page's form. Only a form that this browser session
// was given is taken: one that another site filled in has no field to match, and
// browsers tell where it came from.
func (s *Server) form(handle func(http.ResponseWriter, *http.Request, store.Browser)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.readForm(w, r) {
			return
		}
		b, ok := s.store.Browser(s.cookie(r))
		if !ok || !hmac.Equal([]byte(r.PostForm.Get("csrf")), []byte(b.CSRFToken)) {
			s.errorPage(w, http.StatusForbidden, "This page is out of date",
				"It was made for another session of this browser, or before the server was restarted.",
				"Go back, reload the page and try again. This server needs cookies.")
			return
		}
		handle(w, r, b)
	}
}

// readForm reads a form that comes from a page of this server, or answers that it does not.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) bool {
	if err := s.forms.Check(r); err != nil {
		s.errorPage(w, http.StatusForbidden, "This form came from elsewhere",
			"Another site tried to fill in a form of this server. Nothing was changed.",
			"Close the page that led you here. If you came here on your own, go back, reload the page and try again.")
		return false
	}
	if err := r.ParseForm(); err != nil || repeated(r.PostForm) {
		s.errorPage(w, http.StatusBadRequest, "This form cannot be read", "It is too large, damaged, or not from a page of this server.",
			"Go back, reload the page and try again.")
		return false
	}
	return true
}

// signedInForm is form for what only a person who is signed in may do.
func (s *Server) signedInForm(handle func(http.ResponseWriter, *http.Request, directory.User)) http.HandlerFunc {
	return s.form(func(w http.ResponseWriter, r *http.Request, b store.Browser) {
		u, ok := s.dir().EnabledUser(b.UserName)
		if !ok {
			s.errorPage(w, http.StatusForbidden, "You are not signed in", "The sign-in in this browser has ended.",
				"Go back, reload the page and sign in again.")
			return
		}
		handle(w, r, u)
	})
}

// repeated reports whether a parameter is there more than once (RFC 6749 §3.1).
func repeated(values url.Values) bool {
	for _, v := range values {
		if len(v) > 1 {
			return true
		}
	}
	return false
}

// localPath reports whether a form's next field leads to a page of this server
// that asks a person something.
func localPath(next string) bool {
	u, err := url.Parse(next)
	return err == nil && u.Scheme == "" && u.Host == "" && u.Opaque == "" &&
		slices.Contains([]string{"/authorize", "/device", "/portal"}, u.Path)
}

// page answers with a page whose forms may lead to redirectURI, if there is one.
func (s *Server) page(w http.ResponseWriter, status int, p pages.Page, redirectURI string) {
	body, err := s.pages.Render(p)
	if err != nil {
		s.log.Error("internal error", slog.Any("error", err))
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", contentSecurityPolicy(redirectURI))
	w.WriteHeader(status)
	w.Write(body)
}

func (s *Server) errorPage(w http.ResponseWriter, status int, title, problem, advice string) {
	s.page(w, status, pages.Error{Title: title, Problem: problem, Advice: advice}, "")
}

// seeOther leads from a form to a page, so that reloading the page does not send
// the form again.
func seeOther(w http.ResponseWriter, r *http.Request, target string) {
	http.Redirect(w, r, target, http.StatusSeeOther)
}

func person(u directory.User) pages.Person {
	return pages.Person{UserName: u.UserName, DisplayName: u.DisplayName, Disabled: u.Disabled}
}

func (s *Server) stylesheet(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Write(pages.Stylesheet())
}

func (s *Server) icon(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "image/svg+xml")
	w.Write(pages.Icon())
}

func (s *Server) home(w http.ResponseWriter, _ *http.Request) {
	in := s.dir().Instance
	s.page(w, http.StatusOK, pages.Home{
		BaseURL: s.base.String(), Region: in.Region, StartURLs: in.StartURLs,
		SSOSession: in.SSOSession, Config: s.dir().ClientConfig(),
	}, "")
}

func (s *Server) notFound(w http.ResponseWriter, _ *http.Request) {
	s.errorPage(w, http.StatusNotFound, "There is nothing here", "This server has no such page or operation.",
		"Check the address. The first page, /, says how clients find this server.")
}

func (s *Server) leadsNowhere(w http.ResponseWriter) {
	s.errorPage(w, http.StatusBadRequest, "This form cannot be read", "It leads to no page of this server.",
		"Start again from the program or the page that you came from.")
}
