package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/awsconfig/ini"
	"fob.example/fob/internal/disk"
)

// byteOrderMark is U+FEFF in UTF-8, which editors on Windows begin a file with.
const byteOrderMark = "\ufeff"

// maxBadLines is how many lines of a file are told that cannot be read.
const maxBadLines = 20

// sharedFile is the config or the credentials file.
type sharedFile struct {
	credentials bool
	path        string
	text        string
	info        fs.FileInfo // nil: there is no such file
	err         error       // why it cannot be read
	bad         []*ini.Error
	parsed      *ini.File // without what is bad; nil for no file, and for one that cannot be read at all
}

func readShared(d disk.Disk, path string, credentials bool) *sharedFile {
	f := &sharedFile{credentials: credentials, path: path}
	if f.text, f.info, f.err = awsconfig.ReadText(d, path); f.info == nil {
		return f
	}
	text := strings.TrimPrefix(f.text, byteOrderMark)
	for len(f.bad) < maxBadLines {
		file, err := ini.Parse(text)
		if err == nil {
			f.parsed = file
			return f
		}
		bad, ok := errors.AsType[*ini.Error](err)
		if !ok {
			break
		}
		f.bad = append(f.bad, bad)
		if text, ok = withoutLine(text, bad.Line); !ok {
			break
		}
	}
	return f
}

// withoutLine makes a comment of a line, or of a header one that no other has, so that the
// other lines keep their numbers and their sections.
func withoutLine(text string, number int) (string, bool) {
	lines := strings.SplitAfter(text, "\n")
	if number < 1 || number > len(lines) {
		return "", false // it was counted by lone CRs
	}
	line := lines[number-1]
	end := line[len(strings.TrimRight(line, "\r\n")):]
	replaced := "#" + end
	if strings.HasPrefix(strings.TrimSpace(line), "[") {
		replaced = fmt.Sprintf("[line %d]%s", number, end)
	}
	if replaced == line {
		return "", false
	}
	lines[number-1] = replaced
	return strings.Join(lines, ""), true
}

// isBad reports whether a line was left out.
func (f *sharedFile) isBad(line int) bool {
	return slices.ContainsFunc(f.bad, func(bad *ini.Error) bool { return bad.Line == line })
}

// editable reports whether the file can be read once its byte-order mark is gone.
func (f *sharedFile) editable() bool { return f.err == nil && len(f.bad) == 0 }

// syntax finds what AWS cannot read of the two files.
func (v *view) syntax() {
	const why = "the AWS CLI and the SDKs refuse every command, whichever profile it is about"
	for _, f := range v.files {
		if f.err != nil {
			v.find(Finding{
				Check: "unreadable-file", Family: Config, Severity: Error, Path: f.path,
				What: reason(f.err), Why: why, Remedy: ByHand{"look at its owner and its mode, and at what it is"},
			})
		}
		if strings.HasPrefix(f.text, byteOrderMark) {
			v.find(Finding{
				Check: "byte-order-mark", Family: Config, Severity: Error, Path: f.path, Line: 1,
				What: "the file begins with a byte-order mark", Why: why, Remedy: Repair{},
				steps: []step{{path: f.path, text: func(text string) (string, error) {
					return strings.TrimPrefix(text, byteOrderMark), nil
				}}},
			})
		}
		for _, bad := range f.bad {
			v.find(Finding{
				Check: "unreadable-line", Family: Config, Severity: Error, Path: f.path, Line: bad.Line,
				What: bad.Reason, Why: why, Remedy: ByHand{"mend that line"},
			})
		}
	}
}

// reason is the text of an error without the path that is told beside it.
func reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return "it cannot be read: " + path.Err.Error()
	}
	if parse, ok := errors.AsType[*awsconfig.ParseError](err); ok {
		return parse.Reason
	}
	return err.Error()
}
