package idc

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"time"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/idc/journal"
	"fob.example/fob/internal/idc/pages"
)

// mountAdminPage puts up the operator's page and its forms.
func (s *Server) mountAdminPage(mux *http.ServeMux) {
	mux.HandleFunc("GET /admin", s.operatorPage)
	mux.HandleFunc("POST /admin/sign-in", s.signInOperator)
	mux.HandleFunc("GET /admin/requests.jsonl", s.downloadRequests)
	for _, f := range []struct {
		path, section string
		handle        func(*http.Request) error
	}{
		{"clock", "clock", s.clockForm},
		{"device", "devices", s.deviceForm},
		{"session", "sessions", s.sessionForm},
		{"expire", "sessions", s.expireForm},
		{"client", "clients", s.clientForm},
		{"fault", "faults", s.faultForm},
	} {
		mux.HandleFunc("POST /admin/"+f.path, s.operatorForm("/admin#"+f.section, f.handle))
	}
	mux.HandleFunc("POST /admin/sign-out", s.signOutOperator)
}

// signInOperator takes the admin token from a form, so that no address holds it.
func (s *Server) signInOperator(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	if s.operators == nil || !s.operators.knows(r.PostForm.Get("admin_token")) {
		s.page(w, http.StatusForbidden, pages.OperatorSignIn{Problem: "That is not this server’s admin token."}, "")
		return
	}
	if err := s.openOperator(w); err != nil {
		s.errorPage(w, http.StatusInternalServerError, "That did not work", "The server could not sign you in.", "Look at what it logs.")
		return
	}
	seeOther(w, r, "/admin")
}

func (s *Server) signOutOperator(w http.ResponseWriter, r *http.Request) {
	s.operatorForm("/admin", func(*http.Request) error {
		s.setAdminCookie(w, "", -1)
		return nil
	})(w, r)
}

// downloadRequests is for the page's link, which brings no header.
func (s *Server) downloadRequests(w http.ResponseWriter, r *http.Request) {
	if _, ok := s.operator(r); !ok {
		seeOther(w, r, "/admin")
		return
	}
	w.Header().Set("Content-Disposition", `attachment; filename="requests.jsonl"`)
	s.streamRequests(w, r, 0)
}

// operatorPage shows everything, to an operator who is signed in.
func (s *Server) operatorPage(w http.ResponseWriter, r *http.Request) {
	session, ok := s.operator(r)
	switch {
	case s.operators == nil:
		s.errorPage(w, http.StatusForbidden, "Nobody operates this server", "It was started without an admin token.", "fob idc serve makes one.")
		return
	case !ok:
		s.page(w, http.StatusOK, pages.OperatorSignIn{}, "")
		return
	}
	p := s.operatorView()
	p.CSRF, p.Refreshes = session.CSRFToken, r.URL.Query().Get("refresh") == "on"
	if p.Refreshes {
		w.Header().Set("Refresh", "5")
	}
	s.page(w, http.StatusOK, p, "")
}

const (
	shownRequests = 100
	shownPeople   = 50
	shownRows     = 200 // of anything else
)

func (s *Server) operatorView() pages.Operator {
	now := s.now()
	p := pages.Operator{Now: clockText(now), Frozen: s.clock.Frozen()}
	if machine := s.clock.Machine(); clockText(machine) != p.Now {
		p.Machine = clockText(machine)
	}
	for _, u := range s.dir().Users {
		if len(p.People) == shownPeople {
			break
		}
		if !u.Disabled {
			p.People = append(p.People, person(u))
		}
	}
	for _, d := range lastOf(s.DeviceCodes()) {
		p.Devices = append(p.Devices, pages.OperatorDevice{
			UserCode: d.UserCode, ClientName: d.ClientName, State: d.State, UserName: d.UserName, Expires: clockText(d.Expires), Pending: d.State == "pending",
		})
	}
	for _, g := range lastOf(s.Sessions()) {
		p.Sessions = append(p.Sessions, pages.OperatorSession{ID: g.ID, UserName: g.UserName, ClientName: g.ClientName, Began: clockText(g.Began), Ends: clockText(g.Ends)})
	}
	for _, c := range lastOf(s.Clients()) {
		p.Clients = append(p.Clients, pages.OperatorClient{ID: c.ID, Name: c.Name, Registered: clockText(c.Registered), Expires: clockText(c.Expires)})
	}
	for _, f := range s.Faults() {
		p.Faults = append(p.Faults, pages.OperatorFault{ID: f.ID, Rule: f.Rule.String(), Off: f.Off, Seen: f.Seen, Hit: f.Hit})
	}
	for _, f := range fault.Presets() {
		p.Presets = append(p.Presets, pages.OperatorPreset{Name: f.Name, Summary: f.Summary})
	}
	for _, k := range fault.Kinds() {
		p.Kinds = append(p.Kinds, string(k))
	}
	requests := s.Requests(0)
	requests = requests[max(0, len(requests)-shownRequests):]
	for _, r := range slices.Backward(requests) {
		p.Requests = append(p.Requests, operatorRequest(r))
	}
	return p
}

func operatorRequest(r journal.Request) pages.OperatorRequest {
	answer := fmt.Sprintf("%d %s", r.Status, r.Error)
	if r.Status == 0 {
		answer = "dropped"
	}
	return pages.OperatorRequest{
		Time: r.Time.UTC().Format(time.TimeOnly), What: cmp.Or(r.Operation, r.Method+" "+r.Path), Query: r.Query,
		UserName: r.UserName, ClientName: r.ClientName, Answer: answer, Fault: r.Fault,
		Bad: r.Status == 0 || r.Status >= http.StatusBadRequest,
	}
}

// lastOf cuts a list to what a page can show: the newest are at its end.
func lastOf[T any](list []T) []T { return list[max(0, len(list)-shownRows):] }

func clockText(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }
