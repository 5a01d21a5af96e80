package awsconfig

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"fob.example/fob/internal/awsconfig/ini"
	"fob.example/fob/internal/disk"
)

// maxFileSize is far above any real file (100,000 profiles fill some 14 MB) and
// keeps a wrong path from eating the machine's memory.
const maxFileSize = 64 << 20

// ParseError says that a file cannot be read in AWS's dialect. The AWS CLI then
// refuses every command, whichever profile it is about.
type ParseError struct {
	Path   string
	Line   int // counted from 1; 0 if the file as a whole is at fault
	Reason string
}

func (e *ParseError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.Path, e.Reason)
	}
	return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Reason)
}

// Load reads both files. A path where no regular file can be seen is no file,
// and reads as an empty one. What cannot be parsed gives a *ParseError, of the
// config file first; what cannot be opened, an error that wraps the system's. d nil is the
// machine's.
func Load(d disk.Disk, paths Paths) (*Config, error) {
	d = disk.Or(d)
	config, err := readFile(d, paths.Config)
	if err != nil {
		return nil, err
	}
	credentials, err := readFile(d, paths.Credentials)
	if err != nil {
		return nil, err
	}
	return New(paths, config, credentials), nil
}

// readFile answers nil when there is no file.
func readFile(d disk.Disk, path string) (*ini.File, error) {
	text, info, err := ReadText(d, path)
	if err != nil || info == nil {
		return nil, err
	}
	file, err := ini.Parse(text)
	return file, inFile(path, err)
}

// ReadText answers the text of the file that is read for path, as it stands, and what
// it is; nil where there is none. The errors are those of Load.
func ReadText(d disk.Disk, path string) (string, fs.FileInfo, error) {
	info, err := d.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", nil, nil
	}
	text, err := readText(d, path, os.O_RDONLY, info.Size())
	if err != nil {
		return "", nil, fmt.Errorf("read shared AWS file: %w", err)
	}
	return text, info, nil
}

// inFile adds the file's name to an error that says a line of it cannot be parsed.
func inFile(path string, err error) error {
	if bad := (*ini.Error)(nil); errors.As(err, &bad) {
		return &ParseError{Path: path, Line: bad.Line, Reason: bad.Reason}
	}
	return err
}

// readText reads a file, opened with flag, straight into the string that all names
// and values will be parts of. One that is too large gives a *ParseError.
func readText(d disk.Disk, path string, flag int, size int64) (string, error) {
	file, err := d.OpenFile(path, flag, 0)
	if err != nil {
		return "", err
	}
	defer file.Close()
	var text strings.Builder
	text.Grow(int(min(size, maxFileSize)))
	_, err = io.CopyBuffer(&text, io.LimitReader(file, maxFileSize+1), make([]byte, min(size+1, 32<<10)))
	if text.Len() > maxFileSize {
		return "", &ParseError{Path: path, Reason: fmt.Sprintf("larger than %d MiB", maxFileSize>>20)}
	}
	return text.String(), err
}
