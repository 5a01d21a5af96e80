// Package ssotoken keeps sign-ins: the token and registration files that the AWS
// CLI and the SDKs share under ~/.aws/sso/cache, their names and shapes, the
// refresh of a token that is running out, and signing out.
//
// This package is the only one that makes up the names of those files.
package ssotoken

import (
	"errors"
	"io/fs"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
)

// expiryWindow is how long before its end a token or a registration counts as
// running out, as in the AWS CLI; but see runsOut.
const expiryWindow = 15 * time.Minute

// Store is a directory of token and registration files, ~/.aws/sso/cache.
type Store struct {
	Dir  string
	Own  string    // fob's own folder, ~/.aws/fob, for what the AWS CLI's files do not hold; "" for none
	Disk disk.Disk // nil: the machine's
	// Warn is told, without secrets, of what went wrong and did not stop the work: of a
	// file that is treated as absent, a *cachefile.DamagedError, or that others had access to, a
	// *disk.NarrowedError. Required.
	Warn func(error)
}

// Key returns the stem of the file in which the AWS CLI and the SDKs keep the
// session's token: the lower-case hex SHA-1 of the sso-session's name, or of
// the start URL as configured for a profile without a session. Region and user
// are not in it: the newer sign-in of a session replaces the older one.
func Key(session awsconfig.SSOSession) string {
	if session.Legacy() {
		return cachefile.Hash([]byte(session.StartURL))
	}
	return cachefile.Hash([]byte(session.Name))
}

func (s Store) files() cachefile.Folder {
	return cachefile.Folder{Dir: s.Dir, Disk: s.Disk, Warn: s.Warn}
}

func tokenFile(session awsconfig.SSOSession) string { return Key(session) + ".json" }

func registrationFile(session awsconfig.SSOSession) string { return registrationKey(session) + ".json" }

// absent passes a *cachefile.DamagedError to Warn and reports whether the file is to be
// treated as absent: it is damaged, or not there.
func (s Store) absent(err error) bool {
	var damaged *cachefile.DamagedError
	if errors.As(err, &damaged) {
		s.Warn(damaged)
		return true
	}
	return errors.Is(err, fs.ErrNotExist)
}
