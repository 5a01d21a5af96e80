package ssotoken

import (
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
)

// runsOut reports whether a token is in the last quarter of its lifetime, or in the last 15
// minutes of one that is an hour or longer, or not known. The AWS CLI counts 15 minutes
// whatever the lifetime is, and refreshes a token of ten minutes with every command.
func (s Store) runsOut(session awsconfig.SSOSession, t Token, now time.Time) bool {
	left := t.ExpiresAt.Sub(now)
	if left <= 0 || left >= expiryWindow {
		return left <= 0
	}
	lifetime, known := s.lifetime(session, t)
	return !known || left < lifetime/4
}

// own is fob's own folder.
func (s Store) own() cachefile.Folder {
	return cachefile.Folder{Dir: s.Own, Disk: s.Disk, Warn: s.Warn}
}

// lifetimeFile says, in fob's own folder, when a token was obtained. A member of
// the token file would make that another one than the AWS CLI's, and be lost with its next
// refresh; the time of a file's change is that of a copy, too.
func lifetimeFile(session awsconfig.SSOSession) string { return Key(session) + lifetimeSuffix }

const lifetimeSuffix = ".lifetime.json"

// keepLifetime notes a lifetime that is known. There is one such note a session, without a secret
// in it. It may fail: then the usual rule counts.
func (s Store) keepLifetime(session awsconfig.SSOSession, t Token) {
	if s.Own == "" || t.Lifetime <= 0 {
		return
	}
	_ = s.own().Write(lifetimeFile(session), orderedjson.Object{
		{Name: "obtainedAt", Value: cachefile.FormatTime(t.ExpiresAt.Add(-t.Lifetime))},
		{Name: "expiresAt", Value: cachefile.FormatTime(t.ExpiresAt)},
	})
}

// lifetime is the one noted of the token that ends when t does; of another it is not known.
func (s Store) lifetime(session awsconfig.SSOSession, t Token) (lifetime time.Duration, known bool) {
	if s.Own == "" {
		return 0, false
	}
	o, err := s.own().Read(lifetimeFile(session))
	obtained, parseErr := cachefile.ParseTime(o.String("obtainedAt"))
	if err != nil || parseErr != nil || o.String("expiresAt") != cachefile.FormatTime(t.ExpiresAt) {
		return 0, false
	}
	lifetime = t.ExpiresAt.Sub(obtained)
	return lifetime, lifetime > 0
}
