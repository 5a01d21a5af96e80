package output_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/jmespath"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
)

// recording is a run of the AWS CLI; testdata/contract/config/README.md has its members.
type recording struct {
	Name   string
	Files  map[string]string
	Env    map[string]string
	Args   []string
	HTTP   []struct{ Match, Body string }
	Exit   int
	Stdout string
	Stderr string
}

func recordings(t *testing.T, file string) []recording {
	t.Helper()
	data, err := os.ReadFile("../../testdata/contract/config/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all []recording
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// elsewhere says which recordings are about more than printing: the address a
// service is looked for at, the choice of a format that does not exist, and a
// request that is printed instead of sent.
func elsewhere(name string) bool {
	return strings.HasPrefix(name, "output/endpoint-") || slices.Contains([]string{
		"output/env-output-bad", "output/config-output-bad", "output/generate-skeleton",
	}, name)
}

func TestPrintsAsRecorded(t *testing.T) {
	replayed := 0
	for _, r := range recordings(t, "output.json") {
		if elsewhere(r.Name) {
			continue
		}
		replayed++
		t.Run(r.Name, func(t *testing.T) {
			got, err := r.replay()
			var syntax *jmespath.SyntaxError
			if errors.As(err, &syntax) != (r.Exit == 252) || (err != nil) != (r.Exit != 0) {
				t.Fatalf("got error %v, want exit status %d", err, r.Exit)
			}
			if diff := cmp.Diff(r.Stdout, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if replayed != 68 {
		t.Errorf("replayed %d recordings, want 68", replayed)
	}
}

// replay prints the canned answers as the recorded command line asks.
func (r recording) replay() (string, error) {
	settings := output.Settings{Format: r.format(), Color: r.option("--color") == "on", Title: title(r.Args[1])}
	if text := r.option("--query"); text != "" {
		query, err := jmespath.Compile(text)
		if err != nil {
			return "", err
		}
		settings.Query = query
	}
	pages, next, err := r.pages(&settings)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	printer := settings.Printer(&b)
	for _, page := range pages {
		if err := printer.Page(page); err != nil {
			return "", err
		}
	}
	err = printer.End(next)
	return b.String(), err
}

func (r recording) option(name string) string {
	if i := slices.Index(r.Args, name); i >= 0 {
		return r.Args[i+1]
	}
	return ""
}

func (r recording) format() output.Format {
	_, configured, _ := strings.Cut(r.Files["config"], "\noutput = ")
	for _, name := range []string{r.option("--output"), r.Env["AWS_DEFAULT_OUTPUT"], strings.TrimSpace(configured)} {
		if format, ok := output.ByName(name); ok {
			return format
		}
	}
	return output.JSON
}

// title is the operation's name: list-accounts is ListAccounts.
func title(command string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(command, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

// pages are the answers that the command would have got, and the token that it
// would print at their end.
func (r recording) pages(s *output.Settings) (pages []orderedjson.Object, next string, err error) {
	whole := slices.Contains(r.Args, "--no-paginate") || r.option("--max-results") != ""
	if list := map[string]string{"list-accounts": "accountList", "list-account-roles": "roleList"}[r.Args[1]]; !whole {
		s.Pages = list
	}
	request := "GET /"
	for {
		page, err := r.answer(request)
		if err != nil {
			return nil, "", err
		}
		pages = append(pages, page)
		token := page.String("nextToken")
		switch {
		case s.Pages == "" || token == "":
			return pages, "", nil
		case r.option("--max-items") != "":
			return pages, "eyJuZXh0VG9rZW4iOiAidG9rMiJ9", nil
		}
		request += "?next_token=" + token
	}
}

func (r recording) answer(request string) (orderedjson.Object, error) {
	for _, reply := range r.HTTP {
		if regexp.MustCompile(reply.Match).MatchString(request) {
			if strings.HasPrefix(reply.Body, "<") {
				return callerIdentity(reply.Body)
			}
			page, err := orderedjson.ParseObject([]byte(reply.Body))
			return modelled(page).(orderedjson.Object), err
		}
	}
	return nil, errors.New("no answer to " + request)
}

func callerIdentity(body string) (orderedjson.Object, error) {
	var answer struct {
		Result struct{ Arn, UserId, Account string } `xml:"GetCallerIdentityResult"`
	}
	err := xml.Unmarshal([]byte(body), &answer)
	return orderedjson.Object{
		{Name: "UserId", Value: answer.Result.UserId},
		{Name: "Account", Value: answer.Result.Account},
		{Name: "Arn", Value: answer.Result.Arn},
	}, err
}

// modelled puts members in the order of the service's model and drops those that
// are null, as the clients of the AWS SDKs do.
func modelled(v any) any {
	order := []string{"nextToken", "accountList", "roleList", "accessKeyId", "secretAccessKey", "sessionToken", "expiration"}
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = modelled(v[i])
		}
	case orderedjson.Object:
		kept := orderedjson.Object{}
		for _, m := range v {
			if m.Value != nil {
				kept = append(kept, orderedjson.Member{Name: m.Name, Value: modelled(m.Value)})
			}
		}
		slices.SortStableFunc(kept, func(a, b orderedjson.Member) int {
			return slices.Index(order, a.Name) - slices.Index(order, b.Name)
		})
		return kept
	}
	return v
}
