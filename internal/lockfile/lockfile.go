// Package lockfile keeps processes of one user from changing the same file at the
// same time.
//
// What is locked is never the file itself, which is replaced by the change, but a
// file of its own in a folder of ours. It is empty, has mode 0600 and is never
// removed: whoever removed it would let two processes lock two different files
// under one name. The lock is the system's (flock, LockFileEx), so it ends with
// the process that holds it, however that ends. Where the file system has no locks, a file
// beside it stands for it, which outlives a killed process for half a minute.
package lockfile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"time"

	"fob.example/fob/internal/disk"
)

// retryDelay is how often a taken lock is tried again.
const retryDelay = 10 * time.Millisecond

// Error says that a lock could not be had: its folder cannot be made or written
// to, or ctx ended while another process held it, which errors.Is finds.
type Error struct {
	Path string // of the lock, or of the folder that cannot be made
	Err  error
}

func (e *Error) Error() string { return fmt.Sprintf("lock %s: %v", e.Path, e.Err) }
func (e *Error) Unwrap() error { return e.Err }

// Path answers which file in dir is the lock for the file at target. Processes
// that spell target differently do not meet; resolve its links first.
func Path(dir, target string) string {
	sum := sha256.Sum256([]byte(target))
	return filepath.Join(dir, hex.EncodeToString(sum[:16])+".lock")
}

// Lock waits for the lock at path until ctx ends, and answers what gives it back.
// The folder is made with mode 0700 if it is missing. d nil is the machine's. An error is an
// *Error.
func Lock(ctx context.Context, d disk.Disk, path string) (unlock func(), err error) {
	lock, err := open(d, path)
	if err != nil {
		return nil, err
	}
	if err := lock.wait(ctx); err != nil {
		lock.close()
		return nil, &Error{path, err}
	}
	return lock.close, nil
}
