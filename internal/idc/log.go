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

	"fob.example/fob/internal/oauth2term"
)

// recorder remembers what a request was and how it was answered.
type recorder struct {
	http.ResponseWriter
	operation string // AWS's name of it; empty for pages
	status    int    // 0: nothing was written, which is sent as 200
}

// named notes the operation that a request asks for, if it is one.
func named(w http.ResponseWriter, operation string) {
	if rec, ok := w.(*recorder); ok {
		rec.operation = operation
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

// logRequest logs a request without anything that could be used: no headers, no
// bodies, and of the query only values known to be harmless.
func (s *Server) logRequest(r *http.Request, rec *recorder, took time.Duration) {
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", r.URL.Path),
		slog.Int("status", cmp.Or(rec.status, http.StatusOK)),
		slog.Duration("took", took),
		slog.String("request_id", rec.Header().Get(oauth2term.HeaderAmznRequestID)),
	}
	if rec.operation != "" {
		attrs = append(attrs, slog.String("operation", rec.operation))
	}
	if q := maskQuery(r.URL.Query()); q != "" {
		attrs = append(attrs, slog.String("query", q))
	}
	if name, _, _ := strings.Cut(rec.Header().Get(oauth2term.HeaderAmznErrorType), ":"); name != "" {
		attrs = append(attrs, slog.String("error", name))
	}
	s.log.LogAttrs(r.Context(), slog.LevelInfo, "request", attrs...)
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
