package idc

import (
	"context"
	"strings"

	"fob.example/fob/internal/idc/journal"
)

// journalSize is how many requests are kept to be shown.
const journalSize = 1000

// Requests returns the last thousand requests that came after the one of a number, the
// oldest first; 0 is before the first. The operator's own, and stylesheets, are not among them.
func (s *Server) Requests(after uint64) []journal.Request { return s.journal.After(after) }

// WaitRequests is Requests that waits until there is one. Its error is that of ctx.
func (s *Server) WaitRequests(ctx context.Context, after uint64) ([]journal.Request, error) {
	return s.journal.Wait(ctx, after)
}

// isWatching reports whether a request is one that the operator's page makes, or what it
// and all others load to look as they do. The journal would be full of them: the page may
// renew itself.
func isWatching(path string) bool {
	return isOperators(path) || path == "/style.css" || path == "/icon.svg"
}

// isOperators reports whether a path is one of the operator's.
func isOperators(path string) bool { return path == "/admin" || strings.HasPrefix(path, "/admin/") }
