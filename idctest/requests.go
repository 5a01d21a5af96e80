package idctest

import "time"

// Request is a request to the server and how it was answered. Secrets are left out.
type Request struct {
	Time       time.Time // by the server's clock
	Method     string
	Path       string
	Query      string // as name=value, with values masked that could be used
	Operation  string // AWS's name, such as CreateToken; empty for pages
	UserName   string // whose token, code or credentials it came with; empty if nobody's
	ClientName string // as the client registered
	Status     int    // 0: the connection was dropped
	Error      string // the exception, such as AuthorizationPendingException; empty for none
	Fault      string // the kind of the fault that hit it; empty for none
	RequestID  string
}

// Requests returns what was asked of the server, the last thousand, the oldest first. A
// request is among them once a client has its whole answer; one whose connection a fault
// breaks, a moment later.
func (s *Server) Requests() []Request {
	var out []Request
	for _, r := range s.server.Requests(0) {
		out = append(out, Request{
			Time: r.Time, Method: r.Method, Path: r.Path, Query: r.Query, Operation: r.Operation,
			UserName: r.UserName, ClientName: r.ClientName, Status: r.Status, Error: r.Error, Fault: r.Fault, RequestID: r.RequestID,
		})
	}
	return out
}

// Called returns how many of Requests ask for an operation, such as "GetRoleCredentials".
func (s *Server) Called(operation string) int {
	n := 0
	for _, r := range s.server.Requests(0) {
		if r.Operation == operation {
			n++
		}
	}
	return n
}
