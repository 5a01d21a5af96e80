// Package totp is the time-based one-time passwords of authenticator apps (RFC 6238):
// HMAC-SHA-1, six digits, a new code every 30 seconds.
package totp

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

const (
	step     = 30 * time.Second
	window   = 1  // steps before and after the present one that are good, for clocks that differ
	shortest = 10 // bytes of a secret: 16 characters of base32, as the usual examples have
)

var errSecret = errors.New("want at least 16 characters of base32 (A-Z, 2-7)")

// ParseSecret reads a secret as authenticator apps take it: base32 in any case, with or
// without blanks and padding.
func ParseSecret(s string) ([]byte, error) {
	s = strings.TrimRight(strings.ToUpper(strings.ReplaceAll(s, " ", "")), "=")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(s)
	if err != nil || len(secret) < shortest {
		return nil, errSecret
	}
	return secret, nil
}

// Code returns the code of a moment.
func Code(secret []byte, at time.Time) string { return code(secret, number(at)) }

// Verify returns the number of the step whose code it is, and whether there is one within
// one step of now. Who takes a code must not take one of that step or before it again
// (RFC 6238 §5.2).
func Verify(secret []byte, given string, now time.Time) (step int64, ok bool) {
	for n := number(now) - window; n <= number(now)+window; n++ {
		if hmac.Equal([]byte(given), []byte(code(secret, n))) {
			step, ok = n, true
		}
	}
	return step, ok
}

func number(at time.Time) int64 { return at.Unix() / int64(step/time.Second) }

// code is HOTP (RFC 4226 §5.3) of a step's number.
func code(secret []byte, number int64) string {
	mac := hmac.New(sha1.New, secret)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(number)))
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0xf
	value := binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff
	return fmt.Sprintf("%06d", value%1_000_000)
}
