package idc

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/idc/journal"
	"fob.example/fob/internal/idc/store"
)

// adminVersion is the version of the operator's API, in its paths and answers.
const adminVersion = 1

// object is an answer of the operator's API, to which the version is added.
type object map[string]any

// mountAdminAPI puts up the operator's API. It takes and gives JSON objects; an error is
// {"version": 1, "error": {"code": …, "message": …}}.
func (s *Server) mountAdminAPI(mux *http.ServeMux) {
	for pattern, handle := range map[string]func(*http.Request) (object, error){
		"GET /admin/v1/requests":                         s.apiRequests,
		"GET /admin/v1/clients":                          s.apiClients,
		"DELETE /admin/v1/clients/{id}":                  s.apiForgetClient,
		"GET /admin/v1/device-codes":                     s.apiDeviceCodes,
		"POST /admin/v1/device-codes/{userCode}/approve": s.apiApprove,
		"POST /admin/v1/device-codes/{userCode}/deny":    s.apiDeny,
		"GET /admin/v1/sessions":                         s.apiSessions,
		"DELETE /admin/v1/sessions":                      s.apiEndSessions,
		"DELETE /admin/v1/sessions/{id}":                 s.apiEndSession,
		"POST /admin/v1/refresh-tokens/revoke":           s.apiRevokeRefreshTokens,
		"POST /admin/v1/role-credentials/expire":         s.apiExpireRoleCredentials,
		"GET /admin/v1/clock":                            s.apiClock,
		"POST /admin/v1/clock":                           s.apiMoveClock,
		"GET /admin/v1/faults":                           s.apiFaults,
		"POST /admin/v1/faults":                          s.apiAddFaults,
		"DELETE /admin/v1/faults":                        s.apiClearFaults,
		"PATCH /admin/v1/faults/{id}":                    s.apiSwitchFault,
		"DELETE /admin/v1/faults/{id}":                   s.apiRemoveFault,
		"GET /admin/v1/presets":                          s.apiPresets,
		"/admin/v1/":                                     apiNothing,
	} {
		mux.HandleFunc(pattern, s.api(handle))
	}
	mux.HandleFunc("GET /admin/v1/requests.jsonl", s.apiStream)
}

// apiError is an error answer of the operator's API.
type apiError struct {
	status  int
	code    string
	message string
}

func (e *apiError) Error() string { return e.message }

func notFoundError(what string) *apiError {
	return &apiError{http.StatusNotFound, "notFound", "there is no " + what}
}

func badRequestError(err error) *apiError {
	return &apiError{http.StatusBadRequest, "badRequest", err.Error()}
}

// api makes a handler for whoever brings the admin token.
func (s *Server) api(handle func(*http.Request) (object, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var answer object
		err := s.mayOperate(r)
		if err == nil {
			answer, err = handle(r)
		}
		if err != nil {
			writeAPIError(w, err)
			return
		}
		if answer == nil {
			answer = object{}
		}
		answer["version"] = adminVersion
		writeJSON(w, http.StatusOK, answer)
	}
}

func (s *Server) mayOperate(r *http.Request) error {
	switch {
	case s.operators == nil:
		return &apiError{http.StatusForbidden, "noOperator", "this server was started without an admin token"}
	case !s.operators.bearer(r):
		return &apiError{http.StatusUnauthorized, "unauthorized", "the admin token is missing or not this server's"}
	}
	return nil
}

func writeAPIError(w http.ResponseWriter, err error) {
	e, ok := errors.AsType[*apiError](err)
	switch {
	case ok:
	case errors.Is(err, store.ErrUnknown):
		e = notFoundError("such user code")
	case errors.Is(err, store.ErrExpired), errors.Is(err, store.ErrDecided):
		e = &apiError{http.StatusConflict, "conflict", "the user code is " + err.Error()}
	case errors.Is(err, fault.ErrUnknown):
		e = notFoundError("such fault")
	default:
		e = badRequestError(err)
	}
	if e.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	writeJSON(w, e.status, object{"version": adminVersion, "error": map[string]string{"code": e.code, "message": e.message}})
}

// readJSON reads a request's object strictly. No body is an empty object.
func readJSON(r *http.Request, into any) error {
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	if err := d.Decode(into); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		return fmt.Errorf("the request is not the JSON object that belongs here: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("the request goes on after its JSON object")
	}
	return nil
}

func apiNothing(*http.Request) (object, error) {
	return nil, notFoundError("such operation")
}

func (s *Server) apiRequests(r *http.Request) (object, error) {
	after, err := seqAfter(r)
	if err != nil {
		return nil, err
	}
	requests := s.Requests(after)
	if requests == nil {
		requests = []journal.Request{}
	}
	return object{"requests": requests}, nil
}

func seqAfter(r *http.Request) (uint64, error) {
	text := r.URL.Query().Get("after")
	if text == "" {
		return 0, nil
	}
	after, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0, badRequestError(fmt.Errorf("after=%q: want the seq of a request", text))
	}
	return after, nil
}

// apiStream sends requests as JSON lines.
func (s *Server) apiStream(w http.ResponseWriter, r *http.Request) {
	after, err := seqAfter(r)
	if err = cmp.Or(s.mayOperate(r), err); err != nil {
		writeAPIError(w, err)
		return
	}
	s.streamRequests(w, r, after)
}

// streamRequests sends requests as JSON lines, and with follow=true those to come until the
// client leaves.
func (s *Server) streamRequests(w http.ResponseWriter, r *http.Request, after uint64) {
	w.Header().Set("Content-Type", "application/x-ndjson")
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Time{}) // a stream may take as long as it likes
	lines := json.NewEncoder(w)
	requests, err := s.Requests(after), error(nil)
	for err == nil {
		for _, request := range requests {
			after = request.Seq
			if lines.Encode(request) != nil {
				return
			}
		}
		if control.Flush() != nil || r.URL.Query().Get("follow") != "true" {
			return
		}
		requests, err = s.WaitRequests(r.Context(), after)
	}
}

func (s *Server) apiClients(*http.Request) (object, error) {
	return object{"clients": s.Clients()}, nil
}

func (s *Server) apiForgetClient(r *http.Request) (object, error) {
	if !s.ForgetClient(r.PathValue("id")) {
		return nil, notFoundError("such client")
	}
	return nil, nil
}

func (s *Server) apiDeviceCodes(*http.Request) (object, error) {
	return object{"deviceCodes": s.DeviceCodes()}, nil
}

func (s *Server) apiApprove(r *http.Request) (object, error) {
	var who struct {
		UserName string `json:"userName"`
	}
	if err := readJSON(r, &who); err != nil {
		return nil, err
	}
	u, err := s.approver(who.UserName)
	if err == nil {
		err = s.AllowDevice(r.PathValue("userCode"), u.UserName)
	}
	return object{"userName": u.UserName}, err
}

func (s *Server) apiDeny(r *http.Request) (object, error) {
	return nil, s.DenyDevice(r.PathValue("userCode"))
}

func (s *Server) apiSessions(*http.Request) (object, error) {
	return object{"sessions": s.Sessions()}, nil
}

func (s *Server) apiEndSessions(*http.Request) (object, error) {
	s.EndSessions()
	return nil, nil
}

func (s *Server) apiEndSession(r *http.Request) (object, error) {
	if !s.EndSession(r.PathValue("id")) {
		return nil, notFoundError("such session")
	}
	return nil, nil
}

func (s *Server) apiRevokeRefreshTokens(*http.Request) (object, error) {
	s.RevokeRefreshTokens()
	return nil, nil
}

func (s *Server) apiExpireRoleCredentials(*http.Request) (object, error) {
	s.ExpireRoleCredentials()
	return nil, nil
}
