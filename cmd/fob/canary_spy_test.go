//go:build linux

package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
)

// spy is an Identity Center that learns every secret that goes over the wire, keeps every
// page that it shows, and looks at the list of processes each time that it is asked.
type spy struct {
	*idc.Server
	base string

	mu      sync.Mutex
	secrets map[string]string // what each is
	pages   bytes.Buffer
	listed  map[string]bool // command lines of processes
}

func newSpy(t *testing.T, dir *directory.Directory) *spy {
	t.Helper()
	s := &spy{secrets: map[string]string{}, listed: map[string]bool{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.base = server.URL
	secret, err := idc.Secret(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	if s.Server, err = idc.New(idc.Config{Directory: dir, BaseURL: s.base, Secret: secret}); err != nil {
		t.Fatal(err)
	}
	return s
}

var (
	inJSON = regexp.MustCompile(`"(accessToken|refreshToken|clientSecret|deviceCode|codeVerifier|code|secretAccessKey|sessionToken)":\s*"([^"]+)"`)
	inXML  = regexp.MustCompile(`<(SecretAccessKey|SessionToken)>([^<]+)<`)
	inURL  = regexp.MustCompile(`[?&](code)=([^&]+)`)
)

func (s *spy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	asked, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(asked))
	answer := httptest.NewRecorder()
	s.list()
	s.Server.ServeHTTP(answer, r)
	s.mu.Lock()
	for _, found := range [][][][]byte{
		inJSON.FindAllSubmatch(asked, -1), inJSON.FindAllSubmatch(answer.Body.Bytes(), -1), inXML.FindAllSubmatch(answer.Body.Bytes(), -1),
		inURL.FindAllSubmatch([]byte(answer.Header().Get("Location")), -1),
	} {
		for _, m := range found {
			s.secrets[string(m[2])] = string(m[1])
		}
	}
	if answer.Code/100 != 3 && strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
		s.pages.Write(answer.Body.Bytes())
	}
	s.mu.Unlock()
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// list notes the command lines of all processes that there are.
func (s *spy) list() {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, file := range files {
		if line, err := os.ReadFile(file); err == nil {
			s.listed[string(line)] = true
		}
	}
}

// finds reports the secrets in a text, each with what it is.
func (s *spy) finds(text string) (found []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for secret, what := range s.secrets {
		if strings.Contains(text, secret) {
			found = append(found, what)
		}
	}
	return found
}
