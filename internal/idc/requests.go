package idc

import (
	"context"
	"strings"

	"fob.example/fob/internal/idc/journal"
)

// journalSize is how many requests are kept to be shown.
const journalSize = 1000

// Requests returns the last thousand requests that came after the one of a number, the
// oldest first; 0 is before the first. Those of the operator, of stylesheets, and of who
// asks whether the server is there, are not among them.
func (s *Server) Requests(after uint64) []journal.Request { return s.journal.After(after) }

// WaitRequests is Requests that waits until there is one. Its error is that of ctx.
func (s *Server) WaitRequests(ctx context.Context, after uint64) ([]journal.Request, error) {
	return s.journal.Wait(ctx, after)
}

// isWatching reports whether a request is no client's: the operator's page makes it, or loads
// it to look as it does, or somebody asks whether the server is there and what to tell its
// clients. The journal would be full of them: the page may renew itself, and a container's
// health is asked for again and again.
func isWatching(path string) bool {
	switch path {
	case "/style.css", "/icon.svg", "/healthz", "/local/aws-config":
		return true
	}
	return isOperators(path)
}

// isOperators reports whether a path is one of the operator's.
func isOperators(path string) bool { return path == "/admin" || strings.HasPrefix(path, "/admin/") }
