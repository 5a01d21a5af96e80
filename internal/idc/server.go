package idc

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"fob.example/fob/internal/idc/clock"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/idc/journal"
	"fob.example/fob/internal/idc/pages"
	"fob.example/fob/internal/idc/rolekey"
	"fob.example/fob/internal/idc/seal"
	"fob.example/fob/internal/idc/store"
)

// maxBody is the most that is read of a request's body.
const maxBody = 1 << 20

// Config is what a Server is made of.
type Config struct {
	// Directory is what the server knows. Required.
	Directory *directory.Directory

	// BaseURL is how clients reach the server, such as "http://127.0.0.1:4321".
	// It has no path. Required.
	BaseURL string

	// Secret is the key material behind client ids and role credentials: a
	// server started again with the same secret recognises them. Required; see
	// the function Secret.
	Secret []byte

	// Now is the machine's clock, which clients go by. Every lifetime follows it, and
	// Server.Clock, which can be moved away from it. Optional: time.Now.
	Now func() time.Time

	// AdminToken is what operators show to see and do everything under /admin. At least
	// 16 characters; NewAdminToken makes one. Optional: without, nobody can.
	AdminToken string

	// Remote lets the server be reached from other machines. It needs an admin token.
	Remote bool

	// Intercepts are hosts of AWS in whose place the server answers over TLS; see package
	// intercept. Optional.
	Intercepts []string

	// Logger gets one record for each request, without secrets. Optional.
	Logger *slog.Logger
}

// Server is a local Identity Center. It is safe for concurrent use.
type Server struct {
	current atomic.Pointer[directory.Directory] // see dir
	base    *url.URL
	clock   *clock.Clock
	now     func() time.Time // of the clock
	log     *slog.Logger
	journal *journal.Journal
	remote  bool
	aws     []string // Config.Intercepts
	store   *store.Store
	faults  *fault.Set
	pages   *pages.Set
	clients *seal.Box // client ids and secrets
	cursors *seal.Box // next_token of the portal
	keys    *rolekey.Maker
	routes  http.Handler
	forms   *http.CrossOriginProtection

	operators *operators // nil: none

	listed       atomic.Pointer[listed]    // see people
	rolesExpired atomic.Pointer[time.Time] // see ExpireRoleCredentials
}

// New returns a server. It parses all pages.
func New(c Config) (*Server, error) {
	base, err := parseBaseURL(c.BaseURL)
	switch {
	case err != nil:
		return nil, err
	case c.Directory == nil:
		return nil, errors.New("idc: no directory")
	case len(c.Secret) < 16:
		return nil, errors.New("idc: a secret of at least 16 bytes is needed")
	case c.Remote && c.AdminToken == "":
		return nil, errors.New("idc: a server for other machines needs an admin token")
	case c.AdminToken != "" && len(c.AdminToken) < minAdminToken:
		return nil, fmt.Errorf("idc: %w", ErrWeakAdminToken)
	}
	s := &Server{base: base, log: c.Logger, remote: c.Remote, aws: c.Intercepts, journal: journal.New(journalSize), forms: http.NewCrossOriginProtection()}
	machine := c.Now
	if machine == nil {
		machine = time.Now
	}
	s.clock = clock.New(machine)
	s.now = s.clock.Now
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.current.Store(c.Directory)
	s.store = store.New(s.now)
	s.faults = fault.NewSet(c.Directory.Faults, c.Directory.Seed, machine)
	if s.operators, err = newOperators(c.AdminToken); err != nil {
		return nil, fmt.Errorf("idc: %w", err)
	}
	if err := s.prepare(c.Secret); err != nil {
		return nil, fmt.Errorf("idc: %w", err)
	}
	s.routes = s.newRoutes()
	return s, nil
}

func (s *Server) prepare(secret []byte) (err error) {
	if s.pages, err = pages.New(); err != nil {
		return err
	}
	if s.clients, err = seal.New(secret, "client"); err != nil {
		return err
	}
	if s.cursors, err = seal.New(secret, "cursor"); err != nil {
		return err
	}
	s.keys, err = rolekey.NewMaker(secret)
	return err
}

func parseBaseURL(raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" {
		return nil, fmt.Errorf("idc: base URL %q: want http://HOST:PORT", raw)
	}
	return u, nil
}

func (s *Server) newRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /client/register", s.oidc("RegisterClient", s.registerClient))
	mux.HandleFunc("POST /device_authorization", s.oidc("StartDeviceAuthorization", s.startDeviceAuthorization))
	mux.HandleFunc("POST /token", s.oidc("CreateToken", s.createToken))

	mux.HandleFunc("GET /assignment/accounts", s.portal("ListAccounts", s.listAccounts))
	mux.HandleFunc("GET /assignment/roles", s.portal("ListAccountRoles", s.listAccountRoles))
	mux.HandleFunc("GET /federation/credentials", s.portal("GetRoleCredentials", s.getRoleCredentials))
	mux.HandleFunc("POST /logout", s.portal("Logout", s.logout))

	mux.HandleFunc("POST /{$}", s.query)

	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /authorize", s.authorize)
	mux.HandleFunc("POST /authorize", s.signedInForm(s.decideAuthorize))
	mux.HandleFunc("GET /sign-in", s.chooseUser)
	mux.HandleFunc("POST /sign-in", s.form(s.signIn))
	mux.HandleFunc("POST /sign-in/code", s.form(s.signInCode))
	mux.HandleFunc("POST /sign-out", s.form(s.signOut))
	mux.HandleFunc("GET /signed-out", s.signedOut)
	mux.HandleFunc("GET /portal", s.showPortal)
	mux.HandleFunc("POST /portal/credentials", s.signedInForm(s.showCredentials))
	mux.HandleFunc("GET /device", s.device)
	mux.HandleFunc("POST /device", s.signedInForm(s.enterCode))
	mux.HandleFunc("POST /device/decision", s.signedInForm(s.decideDevice))
	mux.HandleFunc("GET /device/allowed", s.deviceDone)
	mux.HandleFunc("GET /device/denied", s.deviceDenied)
	mux.HandleFunc("GET /style.css", s.stylesheet)
	mux.HandleFunc("GET /icon.svg", s.icon)

	s.mountAdminAPI(mux)
	s.mountAdminPage(mux)

	mux.HandleFunc("GET /healthz", s.health)
	mux.HandleFunc("GET /local/aws-config", s.clientConfig)
	mux.HandleFunc("/", s.notFound)
	return mux
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now() // a measurement, not a lifetime
	rec := &recorder{ResponseWriter: w}
	defer func() { s.logRequest(r, rec, time.Since(began)) }() // also of a connection that a fault drops
	setHeaders(rec.Header())
	if r.Body == nil { // a request made in process
		r.Body = http.NoBody
	}
	if s.isOurs(r) {
		r.Body = http.MaxBytesReader(rec, r.Body, maxBody)
		s.routes.ServeHTTP(rec, r)
	} else {
		http.Error(rec, "this server does not answer to that name", http.StatusMisdirectedRequest)
	}
}

// isOurs reports whether a request's Host is a loopback address or the server's own
// name, or, over TLS, one of AWS's that lead here. A page elsewhere whose name was made to resolve to this machine (DNS
// rebinding) sends another. A remote server takes any address, which is no name that
// could be made to resolve elsewhere.
func (s *Server) isOurs(r *http.Request) bool {
	name := (&url.URL{Host: r.Host}).Hostname()
	if r.TLS != nil && slices.ContainsFunc(s.aws, func(host string) bool { return strings.EqualFold(host, name) }) {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && (ip.IsLoopback() || s.remote) || name == "localhost" || strings.EqualFold(name, s.base.Hostname())
}

// dir is what the server knows now; another call may return another directory.
func (s *Server) dir() *directory.Directory { return s.current.Load() }

// SetDirectory puts another directory in place of the one the server has. Sign-ins,
// clients and keys stay good, for what the new one still gives: who is not in it, or
// is disabled in it, has no access any more. Its faults take the place of the old one's
// if they differ; those that were added by hand stay. Its seed counts at a start only.
func (s *Server) SetDirectory(d *directory.Directory) {
	old := s.current.Swap(d)
	if !slices.Equal(old.Faults, d.Faults) {
		s.faults.Renew(d.Faults)
	}
}

// Clock is the time that every lifetime of the server follows. It can be moved; what
// clients go by, such as the date of a signature, is held against the machine's.
func (s *Server) Clock() *clock.Clock { return s.clock }

func (s *Server) url(path string) string { return s.base.String() + path }

func (s *Server) health(w http.ResponseWriter, _ *http.Request) {
	writeText(w, "ok\n")
}

func (s *Server) clientConfig(w http.ResponseWriter, _ *http.Request) {
	writeText(w, s.dir().ClientConfig())
}

func writeText(w http.ResponseWriter, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprint(w, text)
}
