package fault_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"fob.example/fob/internal/idc/fault"
	"fob.example/fob/internal/oauth2term"
)

func newSet(rules ...fault.Rule) *fault.Set {
	return fault.NewSet(rules, "seed", func() time.Time { return time.Unix(0, 0) })
}

// TestWhichRequestsAreHit writes the fate of each of ten requests as a letter.
func TestWhichRequestsAreHit(t *testing.T) {
	for want, rule := range map[string]fault.Rule{
		"xxxxxxxxxx": {},
		"---xxxxxxx": {Skip: 3},
		"--x--x--x-": {EveryNth: 3},
		"xx--------": {Count: 2},
		"-x--------": {Skip: 1, Count: 1},
		"-----x--x-": {Skip: 3, EveryNth: 3, Count: 2},
	} {
		rule.On, rule.Return = "CreateToken", fault.Error
		set := newSet(rule)
		var got strings.Builder
		for range 10 {
			set.Next(fault.Call{Operation: "RegisterClient"}) // is not counted
			letter := "-"
			if set.Next(fault.Call{Operation: "CreateToken"}).Return == fault.Error {
				letter = "x"
			}
			got.WriteString(letter)
		}
		if got.String() != want {
			t.Errorf("%+v hits %s, want %s", rule, got.String(), want)
		}
	}
}

func TestRulesTogether(t *testing.T) {
	set := newSet(
		fault.Rule{On: fault.AnyOperation, Delay: time.Second},
		fault.Rule{On: "Logout", Return: fault.Throttle, Delay: 2 * time.Second, Count: 1},
		fault.Rule{On: "Logout", Return: fault.Drop},
	)
	for i, want := range []fault.Rule{
		{On: "Logout", Return: fault.Throttle, Delay: 3 * time.Second, Count: 1},
		{On: "Logout", Return: fault.Drop, Delay: time.Second},
	} {
		if got := set.Next(fault.Call{Operation: "Logout"}); got != want {
			t.Errorf("request %d: %+v, want %+v", i, got, want)
		}
	}
	set.Replace(nil)
	if got := set.Next(fault.Call{Operation: "Logout"}); got != (fault.Rule{}) {
		t.Errorf("no rule is left, and one applies: %+v", got)
	}
}

func TestEveryKindIsToldFromTheOthers(t *testing.T) {
	seen := map[fault.Kind]bool{}
	for _, kind := range fault.Kinds() {
		if kind == "" || seen[kind] {
			t.Errorf("%q is there twice, or empty", kind)
		}
		seen[kind] = true
	}
	for _, kind := range append(fault.Kinds(), "") {
		if operations := kind.Operations(); len(operations) == 0 {
			t.Errorf("%s can hit nothing", kind)
		}
	}
}

// TestAnswersAreSpoilt: one without a body is cut, too. A page in the place of an error says
// nothing of it.
func TestAnswersAreSpoilt(t *testing.T) {
	spoil := func(kind fault.Kind, body string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		fault.Rule{Return: kind}.Spoil(w, httptest.NewRequest("GET", "/", nil), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(oauth2term.HeaderAmznErrorType, "UnauthorizedException")
			_, _ = w.Write([]byte(body))
		}))
		return w
	}
	for _, body := range []string{"", "x", "{}", `{"a": 1}`} {
		w := spoil(fault.Truncate, body)
		if promised, err := strconv.Atoi(w.Header().Get("Content-Length")); err != nil || promised <= w.Body.Len() {
			t.Errorf("%q is cut to %q of %d", body, w.Body, promised)
		}
	}
	if w := spoil(fault.HTML, "{}"); w.Header().Get(oauth2term.HeaderAmznErrorType) != "" {
		t.Errorf("a page with %v", w.Header())
	}
}

func TestFieldsAreDropped(t *testing.T) {
	for body, want := range map[string]string{
		`{"a": 1, "b": {"a": 2}}`: `{"b":{"a":2}}`,
		`{"b": 1}`:                `{"b":1}`,
		`[1]`:                     `[1]`,
		`<xml/>`:                  `<xml/>`,
		``:                        ``,
	} {
		w := httptest.NewRecorder()
		next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write([]byte(body))
		})
		fault.Rule{Return: fault.DropField, Field: "a"}.Spoil(w, httptest.NewRequest("GET", "/", nil), next)
		if w.Body.String() != want || w.Code != http.StatusAccepted {
			t.Errorf("%s becomes %d %s, want %s", body, w.Code, w.Body.String(), want)
		}
	}
}
