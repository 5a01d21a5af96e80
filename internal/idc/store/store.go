package store

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"slices"
	"sync"
	"time"
)

// What can be wrong with something presented to the store.
var (
	ErrUnknown  = errors.New("unknown")             // never given out, given to another client, or swept
	ErrUsed     = errors.New("used before")         // and so everything it bought was revoked
	ErrExpired  = errors.New("expired")             // device codes
	ErrDenied   = errors.New("denied")              // device codes
	ErrPending  = errors.New("not yet decided")     // device codes
	ErrSlowDown = errors.New("asked too often")     // device codes
	ErrDecided  = errors.New("decided before")      // device codes
	ErrLocked   = errors.New("too many wrong ones") // guesses
)

const (
	codeLife   = 10 * time.Minute // RFC 6749 §4.1.2 recommends that at most
	linger     = time.Hour        // how long something expired is told from something unknown
	sweepEvery = time.Minute
)

// key is how a secret is looked up: by its sum, so that neither a dump nor the
// time a look-up takes says anything about it.
type key [sha256.Size]byte

func sum(secret string) key { return sha256.Sum256([]byte(secret)) }

// Store is safe for concurrent use.
type Store struct {
	now func() time.Time

	mu          sync.Mutex
	swept       time.Time
	codes       map[key]*authorizationCode
	devices     map[key]*device // by device code
	deviceOrder []key           // those, the oldest first
	userCodes   map[string]*device
	grants      map[string]*grant // by id
	access      map[key]*accessToken
	refresh     map[key]*refreshToken
	browsers    map[key]*Browser
	strangers   []key                   // those in which nobody has signed in, the oldest first
	consents    map[[2]string]time.Time // user, client: until when
	guesses     map[string]*guesses
	codeSteps   map[string]int64 // user: step of the last one-time password; not swept, a number for each person

	clients     map[string]seenClient // by short id
	clientOrder []string
	forgotten   map[key]time.Time // client ids: until when
}

// New returns an empty store that lives by the given clock.
func New(now func() time.Time) *Store {
	return &Store{
		now:       now,
		codes:     map[key]*authorizationCode{},
		devices:   map[key]*device{},
		userCodes: map[string]*device{},
		grants:    map[string]*grant{},
		access:    map[key]*accessToken{},
		refresh:   map[key]*refreshToken{},
		browsers:  map[key]*Browser{},
		consents:  map[[2]string]time.Time{},
		guesses:   map[string]*guesses{},
		codeSteps: map[string]int64{},
		clients:   map[string]seenClient{},
		forgotten: map[key]time.Time{},
	}
}

// lock locks the store, sweeps it when it is time to, and returns the time.
func (s *Store) lock() time.Time {
	s.mu.Lock()
	now := s.now()
	if now.Sub(s.swept).Abs() >= sweepEvery { // the clock may have been moved back
		s.swept = now
		s.sweep(now)
	}
	return now
}

func (s *Store) sweep(now time.Time) {
	sweepMap(s.codes, func(c *authorizationCode) bool { return now.After(c.expires.Add(linger)) })
	sweepMap(s.devices, func(d *device) bool { return now.After(d.expires.Add(linger)) })
	s.deviceOrder = slices.DeleteFunc(s.deviceOrder, func(k key) bool { return s.devices[k] == nil })
	sweepMap(s.userCodes, func(d *device) bool { return now.After(d.expires.Add(linger)) })
	sweepMap(s.grants, func(g *grant) bool { return now.After(g.Ends) })
	sweepMap(s.access, func(t *accessToken) bool { return now.After(t.expires) || s.grants[t.grantID] == nil })
	sweepMap(s.refresh, func(t *refreshToken) bool { return s.grants[t.grantID] == nil })
	sweepMap(s.browsers, func(b *Browser) bool { return now.After(b.expires) })
	s.strangers = slices.DeleteFunc(s.strangers, func(k key) bool { return s.browsers[k] == nil })
	sweepMap(s.consents, func(until time.Time) bool { return now.After(until) })
	s.sweepClients(now)
	sweepMap(s.guesses, func(g *guesses) bool { return now.After(g.until) })
}

func sweepMap[K comparable, V any](m map[K]V, gone func(V) bool) {
	for k, v := range m {
		if gone(v) {
			delete(m, k)
		}
	}
}

// random returns 130 random bits as text; the prefix tells people what it is.
func random(prefix string) string { return prefix + rand.Text() }
