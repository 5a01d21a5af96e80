package idc

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/idc/journal"
	"fob.example/fob/internal/oauth2term"
)

// recorder remembers what a request was and how it was answered.
type recorder struct {
	http.ResponseWriter
	call    fault.Call // empty for pages
	fault   fault.Kind
	status  int  // 0: nothing was written, which is sent as 200
	dropped bool // the connection ended without an answer
}

// note notes the operation that a request asks for, who does, and how it is to fail.
func note(w http.ResponseWriter, c call, rule fault.Rule) {
	if rec, ok := w.(*recorder); ok {
		rec.call, rec.fault = c.Call, rule.Return
		if rule.Return == "" && rule.Delay > 0 {
			rec.fault = fault.Latency
		}
		rec.dropped = rule.Return == fault.Drop
	}
}

// noteGone notes that the client left before it got an answer.
func noteGone(w http.ResponseWriter) {
	if rec, ok := w.(*recorder); ok {
		rec.dropped = true
	}
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// logRequest notes a request in log and journal without anything that could be used: no
// headers, no bodies, and of the query only values known to be harmless. What
// isWatching is not in the journal.
func (s *Server) logRequest(r *http.Request, rec *recorder, took time.Duration) {
	exception, _, _ := strings.Cut(rec.Header().Get(oauth2term.HeaderAmznErrorType), ":")
	entry := journal.Request{
		Time: s.now(), Method: clip(r.Method), Path: clip(loggedPath(r)), Query: clip(maskQuery(r.URL.Query())),
		Operation: rec.call.Operation, UserName: rec.call.UserName, ClientName: clip(rec.call.ClientName),
		Status: cmp.Or(rec.status, http.StatusOK), Error: exception, Fault: string(rec.fault),
		RequestID: rec.Header().Get(oauth2term.HeaderAmznRequestID), Took: took,
	}
	if rec.dropped {
		entry.Status = 0
	}
	if !isWatching(r.URL.Path) {
		s.journal.Add(entry)
	}
	if !s.log.Enabled(r.Context(), slog.LevelInfo) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", entry.Method),
		slog.String("path", entry.Path),
		slog.Int("status", entry.Status),
		slog.Duration("took", took),
		slog.String("request_id", entry.RequestID),
	}
	for _, optional := range [][2]string{
		{"operation", entry.Operation}, {"user", entry.UserName}, {"client", entry.ClientName},
		{"query", entry.Query}, {"error", entry.Error}, {"fault", entry.Fault},
	} {
		if optional[1] != "" {
			attrs = append(attrs, slog.String(optional[0], optional[1]))
		}
	}
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
}

// loggedPath is the path of a request; of one of the operator's, the pattern, since codes
// may be in it.
func loggedPath(r *http.Request) string {
	if _, pattern, ok := strings.Cut(r.Pattern, " "); ok && isOperators(r.URL.Path) {
		return pattern
	}
	return r.URL.Path
}

// clip cuts what a request brought, which may be long, to what is worth keeping.
func clip(s string) string {
	const longest = 512
	if len(s) <= longest {
		return s
	}
	return strings.ToValidUTF8(s[:longest], "") + "…"
}

// maskQuery writes a query with every value masked that is not known to be
// harmless.
func maskQuery(q url.Values) string {
	var parts []string
	for name, values := range q {
		shown := "***"
		switch name {
		case "account_id", "role_name", "max_result", "response_type", "code_challenge_method", "scope", "scopes":
			shown = strings.Join(values, ",")
		}
		parts = append(parts, name+"="+shown)
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

// newRequestID returns a random UUID (RFC 9562 §5.4).
func newRequestID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
