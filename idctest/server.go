package idctest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// Server is a local Identity Center that answers until it is closed.
type Server struct {
	server *idc.Server
	dir    *directory.Directory
	url    string
	home   string
	stop   context.CancelFunc
	served chan error
}

// New starts a server that is closed when the test ends. Without options it serves the
// example that `fob idc init` writes: alice@example.com and bob@example.com, the accounts
// 111122223333 and 444455556666, and the profiles default, my-dev-profile and
// production-admin.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	s, err := Start(options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Start is New where there is no test, such as in TestMain. The error says what is wrong
// with the options.
func Start(options ...Option) (_ *Server, err error) {
	set := settings{dir: directory.Default, wrap: func(h http.Handler) http.Handler { return h }}
	for _, option := range options {
		if err := option(&set); err != nil {
			return nil, fmt.Errorf("idctest: %w", err)
		}
	}
	s := &Server{dir: set.dir(), served: make(chan error, 1)}
	secret, err := idc.Secret(s.dir, "")
	if err != nil {
		return nil, err
	}
	if s.home, err = newHome(s.dir.ClientConfig()); err != nil {
		return nil, err
	}
	listener, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.home))
	}
	s.url = idc.BaseURL(listener)
	if s.server, err = idc.New(idc.Config{Directory: s.dir, BaseURL: s.url, Secret: secret}); err == nil {
		_, err = s.server.AddFaults(set.faults...)
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close(), os.RemoveAll(s.home))
	}
	serving, stop := context.WithCancel(context.Background())
	s.stop = stop
	go func() { s.served <- idc.Serve(serving, listener, set.wrap(s.server)); close(s.served) }()
	return s, nil
}

// newHome makes a home folder with a config in it.
func newHome(config string) (home string, err error) {
	if home, err = os.MkdirTemp("", "idctest-"); err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(home, ".aws"), 0o700); err != nil {
		return "", errors.Join(err, os.RemoveAll(home))
	}
	if err := os.WriteFile(filepath.Join(home, ".aws", "config"), []byte(config), 0o600); err != nil {
		return "", errors.Join(err, os.RemoveAll(home))
	}
	return home, nil
}

// Close stops the server and removes Home. It may be called more than once.
func (s *Server) Close() {
	s.stop()
	<-s.served
	_ = os.RemoveAll(s.home)
}

// URL is the base URL of all services and pages, such as "http://127.0.0.1:4321".
func (s *Server) URL() string { return s.url }

// Home is a home folder whose .aws/config has the directory's sso-session and profiles. It
// is there until Close.
func (s *Server) Home() string { return s.home }
