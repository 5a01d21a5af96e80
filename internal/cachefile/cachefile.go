// Package cachefile reads and writes the files of the AWS CLI's caches,
// ~/.aws/sso/cache and ~/.aws/cli/cache: one JSON object each, under a name that is
// a hash, as Python's json.dumps prints it.
package cachefile

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"fob.example/fob/internal/atomicfile"
	"fob.example/fob/internal/orderedjson"
)

// maxSize bounds what is read of a file.
const maxSize = 2 << 20

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

// Hash returns the lower-case hex SHA-1 of text, the stem of a cache file's name.
// It names, it does not protect: AWS's choice.
func Hash(text []byte) string {
	sum := sha1.Sum(text)
	return hex.EncodeToString(sum[:])
}

// How long what does not parse may be a file that is just being written: other tools
// empty it first and then fill it.
const (
	settling = 250 * time.Millisecond
	retry    = 10 * time.Millisecond
	recent   = 5 * time.Second // after its last change it is not waited for any more
)

// Read returns the object in the file at path; fs.ErrNotExist if there is none, a
// *NotRegularError for what is no file, and a *DamagedError for one that is not of a
// sane size or does not hold one JSON object. It may take a quarter of a second to say so.
func Read(path string) (orderedjson.Object, error) {
	o, err := readObject(path)
	for began := time.Now(); unsettled(path, err) && time.Since(began) < settling; {
		time.Sleep(retry)
		o, err = readObject(path)
	}
	return o, err
}

// unsettled reports whether a file is damaged and has been changed a moment ago.
func unsettled(path string, err error) bool {
	if !errors.As(err, new(*DamagedError)) {
		return false
	}
	info, err := os.Lstat(path)
	return err == nil && time.Since(info.ModTime()) < recent
}

func readObject(path string) (orderedjson.Object, error) {
	data, err := readRegular(path)
	if err != nil {
		return nil, err
	}
	o, err := orderedjson.ParseObject(data)
	if err != nil {
		return nil, &DamagedError{path, err.Error()}
	}
	return o, nil
}

func readRegular(path string) ([]byte, error) {
	if err := checkRegular(path); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxSize {
		return nil, &DamagedError{path, "too large"}
	}
	return data, nil
}

func checkRegular(path string) error {
	info, err := os.Lstat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = &NotRegularError{path}
	}
	return err
}

// Write replaces the file at path, mode 0600, in a directory of mode 0700 if it has
// to be made. It returns a *NotRegularError rather than replace what is no file.
func Write(path string, o orderedjson.Object) error {
	if err := checkRegular(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return atomicfile.Write(path, orderedjson.Marshal(o, orderedjson.Python()))
}

// FormatTime is how the AWS CLI writes an instant: UTC, whole seconds, Z.
func FormatTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// ParseTime reads an instant as the writers of these files spell it: RFC 3339,
// with or without a fraction, Z or an offset, or the older "…UTC". A text
// without a zone is an error. The result keeps the offset.
func ParseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05UTC"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("not a time with a zone")
}
