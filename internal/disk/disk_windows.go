package disk

import (
	"errors"
	"io/fs"
	"syscall"
	"time"
)

// NonBlock is nothing: there are no FIFOs in folders.
const NonBlock = 0

// What somebody who has the file open causes, as a virus scanner does for a moment.
const (
	errAccessDenied     = syscall.Errno(5)
	errSharingViolation = syscall.Errno(32)
	errLockViolation    = syscall.Errno(33)
)

// patiently calls do until nobody has the file open any more, for at most two seconds.
func patiently(do func() error) error {
	for end, pause := time.Now().Add(2*time.Second), time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		err := do()
		open := errors.Is(err, errAccessDenied) || errors.Is(err, errSharingViolation) || errors.Is(err, errLockViolation)
		if !open || time.Now().Add(pause).After(end) {
			return err
		}
		time.Sleep(pause)
	}
}

// OwnerOf knows nobody: a file in the user's profile is theirs by the ACL that it inherits.
func OwnerOf(fs.FileInfo) (uid int, known bool) { return 0, false }

// Exposed knows no modes.
func Exposed(fs.FileInfo) bool { return false }

func writableByOthers(fs.FileInfo) bool { return false }
