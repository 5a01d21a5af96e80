package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
	"fob.example/fob/internal/status"
)

// docs/status.md tells of each member that fob status prints, of each state, and of each
// code of a problem.
func TestStatusIsDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "status.md"))
	if err != nil {
		t.Fatal(err)
	}
	problems := []error{
		&cachefile.DamagedError{}, &cachefile.NotRegularError{}, &cachefile.ExposedError{}, &rolecreds.OtherAccountError{},
		&ssotoken.NotSignedInError{}, &awsconfig.SessionNotFoundError{}, &awsconfig.MissingKeysError{}, &awsconfig.InconsistentError{},
		&awsconfig.StartURLError{}, &status.NoScopeError{}, &awsconfig.RuleError{}, fs.ErrPermission, errors.New("x"),
	}
	a := &app{Env: Env{Now: time.Now}}
	data := a.statusData([]status.Session{{Profiles: []*rolecreds.Held{{}}, Clocks: ssotoken.Clocks{Problems: problems}}})
	words := append(names(data), string(status.SignedIn), string(status.Refreshable), string(status.Expired), string(status.SignedOut), string(status.Misconfigured))
	for _, problem := range problems {
		words = append(words, problemCode(problem))
	}
	for _, word := range words {
		if !strings.Contains(string(page), "`"+word+"`") {
			t.Errorf("docs/status.md does not tell of %q", word)
		}
	}
	if len(words) < 35 {
		t.Errorf("only %d words: %q", len(words), words)
	}
}

// names are those of all members of a value.
func names(value any) (all []string) {
	switch v := value.(type) {
	case orderedjson.Object:
		for _, m := range v {
			all = append(append(all, m.Name), names(m.Value)...)
		}
	case []any:
		for _, item := range v {
			all = append(all, names(item)...)
		}
	}
	return all
}
