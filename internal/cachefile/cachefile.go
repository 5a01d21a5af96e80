// Package cachefile reads and writes the files of the AWS CLI's caches,
// ~/.aws/sso/cache and ~/.aws/cli/cache: one JSON object each, under a name that is
// a hash, as Python's json.dumps prints it.
package cachefile

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"fob.example/fob/internal/disk"
)

// DamagedError names a file that cannot be used and counts as absent: the next
// success replaces it. It never quotes what the file holds.
type DamagedError struct {
	Path   string
	Reason string
}

func (e *DamagedError) Error() string {
	return fmt.Sprintf("ignoring the damaged cache file %s: %s", e.Path, e.Reason)
}

// NotRegularError names something in a file's place that is no regular file: a link
// leads out of the cache, a FIFO would hang. It is neither read nor replaced.
type NotRegularError struct{ Path string }

func (e *NotRegularError) Error() string { return e.Path + " is not a regular file" }

// IsOdd reports whether an error is about what is in a file's place, and not about the way to
// it: it is damaged, no file, or somebody else's.
func IsOdd(err error) bool {
	return errors.As(err, new(*DamagedError)) || errors.As(err, new(*NotRegularError)) || errors.As(err, new(*disk.ForeignError))
}

// Hash returns the lower-case hex SHA-1 of text, the stem of a cache file's name.
// It names, it does not protect: AWS's choice.
func Hash(text []byte) string {
	sum := sha1.Sum(text)
	var digits [2 * sha1.Size]byte
	hex.Encode(digits[:], sum[:])
	return string(digits[:])
}

// FormatTime is how the AWS CLI writes an instant: UTC, whole seconds, Z.
func FormatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// ParseTime reads an instant as the writers of these files, and the programs that print
// credentials, spell it: RFC 3339, with or without a fraction, Z or an offset; the older
// "…UTC"; an offset without a colon, as date +%FT%T%z has it, and a blank in place of
// the T, as Python's str has it. The AWS CLI reads all of these. A text without a zone
// is an error, and so is a time after the year 9999 in UTC, which FormatTime could not write,
// or before the year 2: programs in Go write the time that there is none as one of the year 1.
// The result keeps the offset.
func ParseTime(text string) (time.Time, error) {
	if utc, ok := strings.CutSuffix(text, "UTC"); ok {
		text = strings.TrimSuffix(utc, " ") + "Z"
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05Z0700"} {
		t, err := time.Parse(layout, text)
		if year := t.UTC().Year(); err == nil && 1 < year && year <= 9999 {
			return t, nil
		}
	}
	return time.Time{}, errors.New("not a time with a zone")
}
