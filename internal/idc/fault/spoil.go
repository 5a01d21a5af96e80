package fault

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"fob.example/fob/internal/oauth2term"
)

// page is what a captive portal answers to everything.
const page = "<!doctype html><title>Welcome</title><p>Please accept the terms of this network.</p>\n"

// Spoil answers a request as next does, and damages the answer on its way. It is for the
// kinds Drop, Truncate, HTML, DropField and NoErrorType.
func (r Rule) Spoil(w http.ResponseWriter, req *http.Request, next http.Handler) {
	answer := &kept{header: w.Header(), status: http.StatusOK}
	next.ServeHTTP(answer, req)
	body := answer.body.Bytes()
	switch r.Return {
	case Drop:
		panic(http.ErrAbortHandler) // which closes the connection and says nothing
	case HTML:
		w.Header().Del(oauth2term.HeaderAmznErrorType) // of an answer that nobody gets
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(page))
		return
	case DropField:
		body = withoutField(body, r.Field)
	case NoErrorType:
		w.Header().Del(oauth2term.HeaderAmznErrorType)
		body = withoutField(body, "__type")
	}
	promised := len(body)
	if r.Return == Truncate {
		promised = max(promised, 1) // some answers are empty
		body = body[:len(body)/2]   // the server closes a connection that it owes bytes
	}
	w.Header().Set("Content-Length", strconv.Itoa(promised))
	w.WriteHeader(answer.status)
	_, _ = w.Write(body) // the client may be gone: nobody left to tell
}

// withoutField takes a member out of a JSON object. What is none is returned as it is.
func withoutField(body []byte, field string) []byte {
	var members map[string]json.RawMessage
	if json.Unmarshal(body, &members) != nil {
		return body
	}
	delete(members, field)
	left, err := json.Marshal(members)
	if err != nil {
		return body
	}
	return left
}

// kept is an answer that is not sent yet.
type kept struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *kept) Header() http.Header         { return k.header }
func (k *kept) WriteHeader(status int)      { k.status = status }
func (k *kept) Write(b []byte) (int, error) { return k.body.Write(b) }
