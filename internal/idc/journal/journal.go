// Package journal keeps the last requests to a local Identity Center, for whoever
// wants to see what a client does. It holds no secrets: those who write into it leave
// them out.
package journal

import (
	"context"
	"sync"
	"time"
)

// Request is a request and how it was answered.
type Request struct {
	Seq        uint64        `json:"seq"` // from 1, one more for each
	Time       time.Time     `json:"time"`
	Method     string        `json:"method"`
	Path       string        `json:"path"`
	Query      string        `json:"query,omitempty"`     // values that could be used are masked
	Operation  string        `json:"operation,omitempty"` // AWS's name; empty for pages
	UserName   string        `json:"userName,omitempty"`  // whose token or code it came with
	ClientName string        `json:"clientName,omitempty"`
	Status     int           `json:"status"`          // 0: the connection was dropped
	Error      string        `json:"error,omitempty"` // the exception
	Fault      string        `json:"fault,omitempty"` // the kind that was asked for
	RequestID  string        `json:"requestId"`
	Took       time.Duration `json:"tookNanoseconds"`
}

// Journal is the last requests. It is safe for concurrent use.
type Journal struct {
	mu    sync.Mutex
	ring  []Request
	last  uint64        // Seq
	added chan struct{} // closed at the next one
}

// New returns a journal of at most size requests.
func New(size int) *Journal {
	return &Journal{ring: make([]Request, 0, size), added: make(chan struct{})}
}

// Add writes a request down and gives it its number.
func (j *Journal) Add(r Request) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last++
	r.Seq = j.last
	if len(j.ring) < cap(j.ring) {
		j.ring = append(j.ring, r)
	} else {
		j.ring[(j.last-1)%uint64(cap(j.ring))] = r
	}
	close(j.added)
	j.added = make(chan struct{})
}

// After returns the requests that came after the one of a number, oldest first; 0 is
// before the first. Those that the journal holds no more are missing.
func (j *Journal) After(seq uint64) []Request {
	requests, _ := j.after(seq)
	return requests
}

// Wait is After that waits until there is one. Its error is that of ctx.
func (j *Journal) Wait(ctx context.Context, seq uint64) ([]Request, error) {
	for {
		requests, added := j.after(seq)
		if len(requests) > 0 {
			return requests, nil
		}
		select {
		case <-added:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (j *Journal) after(seq uint64) ([]Request, <-chan struct{}) {
	j.mu.Lock()
	defer j.mu.Unlock()
	first := max(seq, j.last-uint64(len(j.ring))) // the number before the oldest that is wanted
	if first >= j.last {
		return nil, j.added
	}
	out := make([]Request, 0, j.last-first)
	for n := first; n < j.last; n++ {
		out = append(out, j.ring[n%uint64(cap(j.ring))])
	}
	return out, j.added
}
