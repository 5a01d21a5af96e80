package store

import (
	"crypto/rand"
	"strings"
	"time"
)

// Device is a device authorization (RFC 8628 §3.2).
type Device struct {
	ClientID   string
	ClientName string
	Scopes     []string
	UserCode   string        // filled in by AddDevice
	ExpiresIn  time.Duration // from AddDevice
	Interval   time.Duration // the least time between polls
}

type device struct {
	Device
	expires  time.Time
	decision decision
	grant    Grant // once allowed
	grantID  string
	nextPoll time.Time // when the client has used up what it may ask
}

type decision int

const (
	undecided decision = iota
	denied
	allowed
	redeemed
)

// maxDevices is how many device authorizations are remembered. A client needs nobody's
// approval to begin one, and each lasts until an hour after it has expired.
const maxDevices = 10_000

// AddDevice returns the device code, and the user code in d. The oldest of too many are
// forgotten.
func (s *Store) AddDevice(d Device) (deviceCode string, _ Device) {
	now := s.lock()
	defer s.mu.Unlock()
	for d.UserCode == "" || s.userCodes[d.UserCode] != nil {
		d.UserCode = newUserCode()
	}
	deviceCode = random("local-device-")
	kept := &device{Device: d, expires: now.Add(d.ExpiresIn), grantID: random("")}
	s.devices[sum(deviceCode)] = kept
	s.userCodes[d.UserCode] = kept
	s.boundDevices(sum(deviceCode))
	return deviceCode, d
}

func (s *Store) boundDevices(k key) {
	s.deviceOrder = append(s.deviceOrder, k)
	if len(s.deviceOrder) > maxDevices {
		oldest := s.deviceOrder[0]
		delete(s.userCodes, s.devices[oldest].UserCode)
		delete(s.devices, oldest)
		s.deviceOrder = s.deviceOrder[1:]
	}
}

// newUserCode returns eight letters as ABCD-EFGH. There are no vowels among
// them, so that they spell nothing and nothing looks like a digit (RFC 8628
// §6.1); 20 letters make 2^34 codes.
func newUserCode() string {
	const letters = "BCDFGHJKLMNPQRSTVWXZ"
	var out []byte
	for len(out) < 9 {
		if len(out) == 4 {
			out = append(out, '-')
		}
		// 240 is a multiple of 20: every letter is as likely as any other.
		var b [1]byte
		rand.Read(b[:])
		if b[0] < 240 {
			out = append(out, letters[int(b[0])%len(letters)])
		}
	}
	return string(out)
}

// NormalizeUserCode returns a user code as it was given out from what a person
// typed: in any case, with or without the hyphen or blanks (RFC 8628 §6.1).
func NormalizeUserCode(typed string) string {
	letters := strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	if len(letters) != 8 {
		return letters
	}
	return letters[:4] + "-" + letters[4:]
}

// Device returns the device authorization that waits under a user code. Errors:
// ErrUnknown, ErrExpired, ErrDecided.
func (s *Store) Device(userCode string) (Device, error) {
	now := s.lock()
	defer s.mu.Unlock()
	d, err := s.waiting(userCode, now)
	if err != nil {
		return Device{}, err
	}
	return d.Device, nil
}

func (s *Store) waiting(userCode string, now time.Time) (*device, error) {
	d := s.userCodes[userCode]
	switch {
	case d == nil:
		return nil, ErrUnknown
	case !now.Before(d.expires):
		return nil, ErrExpired
	case d.decision != undecided:
		return nil, ErrDecided
	}
	return d, nil
}

// AllowDevice lets the client behind a user code have the grant. Errors as of
// Device.
func (s *Store) AllowDevice(userCode string, g Grant) error {
	return s.decide(userCode, allowed, g)
}

// DenyDevice refuses the client behind a user code. Errors as of Device.
func (s *Store) DenyDevice(userCode string) error {
	return s.decide(userCode, denied, Grant{})
}

func (s *Store) decide(userCode string, how decision, g Grant) error {
	now := s.lock()
	defer s.mu.Unlock()
	d, err := s.waiting(userCode, now)
	if err != nil {
		return err
	}
	d.decision, d.grant = how, g
	return nil
}

// PollDevice returns the tokens of a device code once its grant is allowed.
// Errors: ErrUnknown, ErrExpired, ErrPending, ErrSlowDown, ErrDenied, and
// ErrUsed for a code that has bought its tokens, which are then revoked; and what
// approve says of the grant.
func (s *Store) PollDevice(deviceCode, clientID string, approve func(Grant) error) (Tokens, error) {
	now := s.lock()
	defer s.mu.Unlock()
	d := s.devices[sum(deviceCode)]
	switch {
	case d == nil || d.ClientID != clientID:
		return Tokens{}, ErrUnknown
	case d.decision == redeemed:
		delete(s.grants, d.grantID)
		return Tokens{}, ErrUsed
	case !now.Before(d.expires):
		return Tokens{}, ErrExpired
	case !d.mayPoll(now):
		return Tokens{}, ErrSlowDown
	}
	switch d.decision {
	case denied:
		return Tokens{}, ErrDenied
	case undecided:
		return Tokens{}, ErrPending
	}
	if err := approve(d.grant); err != nil {
		return Tokens{}, err
	}
	d.decision = redeemed
	return s.open(d.grantID, d.grant, now), nil
}

// mayPoll holds a client to its interval but lets two polls follow each other at
// once, as the AWS CLI makes them before and after it shows the code. Each
// refusal lengthens the interval by five seconds (RFC 8628 §3.5). A tenth of the
// interval is forgiven: timers are not exact.
func (d *device) mayPoll(now time.Time) bool {
	if d.nextPoll.Before(now) {
		d.nextPoll = now
	}
	if d.nextPoll.Sub(now) > d.Interval+d.Interval/10 {
		d.Interval += 5 * time.Second
		return false
	}
	d.nextPoll = d.nextPoll.Add(d.Interval)
	return true
}
