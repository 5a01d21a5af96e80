package idc

import (
	"cmp"
	"crypto/hmac"
	"net/http"
	"strconv"

	"fob.example/fob/internal/idc/fault"
)

// operatorForm makes a handler of a form of the operator's page, which goes back to it.
func (s *Server) operatorForm(next string, handle func(*http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.readForm(w, r) {
			return
		}
		session, ok := s.operator(r)
		if !ok || !hmac.Equal([]byte(r.PostForm.Get("csrf")), []byte(session.CSRFToken)) {
			s.errorPage(w, http.StatusForbidden, "This page is out of date",
				"It was made for another session of this browser, or before the server was restarted.", "Open /admin again.")
			return
		}
		if err := handle(r); err != nil {
			s.errorPage(w, http.StatusBadRequest, "That did not work", err.Error()+".", "Go back to /admin.")
			return
		}
		seeOther(w, r, next)
	}
}

func (s *Server) clockForm(r *http.Request) error {
	move := clockMove{Advance: r.PostForm.Get("advance"), Reset: r.PostForm.Get("reset") == "true"}
	if r.PostForm.Has("frozen") {
		frozen := r.PostForm.Get("frozen") == "true"
		move.Frozen = &frozen
	}
	return s.moveClock(move)
}

func (s *Server) deviceForm(r *http.Request) error {
	if r.PostForm.Get("answer") == "approve" {
		return s.AllowDevice(r.PostForm.Get("code"), r.PostForm.Get("name"))
	}
	return s.DenyDevice(r.PostForm.Get("code"))
}

func (s *Server) sessionForm(r *http.Request) error {
	if id := r.PostForm.Get("id"); id != "*" {
		s.EndSession(id) // one that has ended meanwhile is what was wanted
		return nil
	}
	s.EndSessions()
	return nil
}

func (s *Server) expireForm(r *http.Request) error {
	if r.PostForm.Get("what") == "refresh-tokens" {
		s.RevokeRefreshTokens()
		return nil
	}
	s.ExpireRoleCredentials()
	return nil
}

func (s *Server) clientForm(r *http.Request) error {
	s.ForgetClient(r.PostForm.Get("id"))
	return nil
}

func (s *Server) faultForm(r *http.Request) error {
	if text := r.PostForm.Get("add"); text != "" {
		rules, err := fault.Parse(text)
		if err == nil {
			_, err = s.AddFaults(rules...)
		}
		return err
	}
	id, err := strconv.Atoi(cmp.Or(r.PostForm.Get("on"), r.PostForm.Get("off"), r.PostForm.Get("remove")))
	switch {
	case err != nil:
		return fault.ErrUnknown
	case r.PostForm.Has("remove"):
		return s.RemoveFault(id)
	}
	_, err = s.SwitchFault(id, r.PostForm.Has("on"))
	return err
}
