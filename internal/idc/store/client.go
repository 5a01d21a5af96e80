package store

import (
	"encoding/hex"
	"slices"
	"time"
)

// maxClients is how many registrations are remembered to be shown.
const maxClients = 1000

// Client is a registration that has been seen. The server needs none of it: a client's
// id says all there is to know.
type Client struct {
	ID           string // a short name of the client id
	Name         string
	Scopes       []string
	RedirectURIs []string
	GrantTypes   []string
	Registered   time.Time
	Expires      time.Time
}

// shortID names something by the sum of its id.
func shortID(id string) string {
	k := sum(id)
	return hex.EncodeToString(k[:8])
}

// SeeClient notes a client, by its whole id, unless it is noted already.
func (s *Store) SeeClient(clientID string, c Client) {
	s.lock()
	defer s.mu.Unlock()
	c.ID = shortID(clientID)
	if _, known := s.clients[c.ID]; known {
		return
	}
	if len(s.clients) >= maxClients {
		delete(s.clients, s.clientOrder[0])
		s.clientOrder = s.clientOrder[1:]
	}
	s.clients[c.ID] = seenClient{c, sum(clientID)}
	s.clientOrder = append(s.clientOrder, c.ID)
}

type seenClient struct {
	Client
	key key
}

// Clients returns the last thousand clients that were seen and are not forgotten, the
// first one first.
func (s *Store) Clients() []Client {
	now := s.lock()
	defer s.mu.Unlock()
	var out []Client
	for _, id := range s.clientOrder {
		if c := s.clients[id]; now.Before(c.Expires) && s.forgotten[c.key].IsZero() {
			out = append(out, c.Client)
		}
	}
	return out
}

// ForgetClient lets a registration be known no more, by its whole id, until it would
// have ended.
func (s *Store) ForgetClient(clientID string, ends time.Time) {
	s.lock()
	defer s.mu.Unlock()
	s.forgotten[sum(clientID)] = ends
}

// ForgetClientNamed does so by the short name, and reports whether there is such a client.
func (s *Store) ForgetClientNamed(id string) bool {
	s.lock()
	defer s.mu.Unlock()
	c, ok := s.clients[id]
	if !ok || !s.forgotten[c.key].IsZero() {
		return false
	}
	s.forgotten[c.key] = c.Expires
	return true
}

// Forgotten reports whether a client is known no more.
func (s *Store) Forgotten(clientID string) bool {
	s.lock()
	defer s.mu.Unlock()
	return !s.forgotten[sum(clientID)].IsZero()
}

// sweepClients removes registrations that have ended.
func (s *Store) sweepClients(now time.Time) {
	sweepMap(s.forgotten, func(ends time.Time) bool { return now.After(ends) })
	s.clientOrder = slices.DeleteFunc(s.clientOrder, func(id string) bool {
		if !now.After(s.clients[id].Expires) {
			return false
		}
		delete(s.clients, id)
		return true
	})
}
