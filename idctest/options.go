package idctest

import (
	"net/http"
	"os"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
)

// Option says what a server is like.
type Option func(*settings) error

type settings struct {
	dir    func() *directory.Directory
	faults []fault.Rule
	wrap   func(http.Handler) http.Handler
}

// Directory serves the users, groups, accounts, permission sets and assignments of a
// directory file, whose text is YAML or JSON: what `fob idc init` writes and `fob idc
// schema` describes.
func Directory(text string) Option { return parse("directory", []byte(text)) }

// DirectoryFile is Directory for a file.
func DirectoryFile(path string) Option {
	return func(s *settings) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return parse(path, text)(s)
	}
}

func parse(name string, text []byte) Option {
	return func(s *settings) error {
		d, err := directory.Parse(name, text)
		s.dir = func() *directory.Directory { return d }
		return err
	}
}

// Fault lets requests fail from the start; see Server.AddFault.
func Fault(text string) Option {
	return func(s *settings) error {
		rules, err := parseFault(text)
		s.faults = append(s.faults, rules...)
		return err
	}
}

// Handler puts a handler between clients and the server: wrap gets the server's own and
// returns the one that answers. What it answers itself is not among Requests.
func Handler(wrap func(http.Handler) http.Handler) Option {
	return func(s *settings) error { s.wrap = wrap; return nil }
}
