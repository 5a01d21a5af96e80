package recorded

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// departure is a step after which we chose to be elsewhere than the AWS CLI.
type departure struct {
	why  string               // what the AWS CLI does
	like string               // the case whose first run comes out instead; empty: its own
	edit func(*signInOutcome) // what is otherwise then; nil: nothing
}

// signInDepartures are, by case and step, the departures from the recorded sign-ins.
// docs/differences.md tells users of each.
var signInDepartures = map[string]map[int]departure{
	"err-arguments": {4: {why: "wants --access-token, which can be left out here: it is the profile that is missing", edit: ends("exit 253")}},

	"pkce-preconnect":   {0: {why: "serves one connection at a time: a silent one blocks it", like: "pkce-login"}},
	"pkce-wrong-state":  {0: {why: "gives up at a state that is not its own", like: "pkce-no-visit-interrupt"}},
	"pkce-foreign-host": {0: {why: "lets a page under another name finish the sign-in", like: "pkce-no-visit-interrupt"}},

	"pkce-corrupt-registration": {2: {why: "ends at a damaged registration", like: "pkce-login"}},
	"pkce-token-500-forever":    {0: {why: "sends a code that may have been used again", edit: keepsRequests(2)}},

	"login-mode-kept": {2: {why: "keeps a mode that lets others read the token", edit: func(o *signInOutcome) {
		file := o.Cache[devToken]
		file.Mode = "600"
		o.Cache[devToken] = file
	}}},

	"list-account-roles-denied":       {2: pagesOf100},
	"list-accounts":                   {2: pagesOf100, 3: pagesOf100, 4: pagesOf100, 5: pagesOf100, 10: pagesOf100},
	"list-accounts-empty":             {2: pagesOf100},
	"list-accounts-throttled-forever": {2: pagesOf100},
	"list-accounts-large": {2: {why: "asks for 150 pages of 20", edit: func(o *signInOutcome) {
		further := o.Requests[1]
		for len(o.Requests) < 30 {
			o.Requests = append(o.Requests, further)
		}
		pagesOf100.edit(o)
	}}},

	"sts-expired-cached-creds": {4: {why: "keeps role credentials that STS refuses", like: "sts-expired-cached-creds", edit: func(o *signInOutcome) {
		refused := o.Requests[1]
		refused.Status, refused.Error, refused.SignedBy, refused.SignedRegion = 403, "ExpiredToken", "{ACCESS_KEY_ID_1}", ""
		o.Requests = slices.Insert(o.Requests, 0, refused)
	}}},

	"refresh-race": {2: {why: "lets all who refresh at once spend the same refresh token", edit: func(o *signInOutcome) {
		o.Stdout = "      6 0\n      6 \"111122223333\"\n"
		o.Requests = o.Requests[:3] // one refreshes and buys, and then all ask who they are
		for len(o.Requests) < 8 {
			o.Requests = append(o.Requests, o.Requests[2])
		}
	}}},

	"logout": {
		3: {why: "keeps client registrations", edit: func(o *signInOutcome) {
			withoutFiles(devRegistration, legacyRegistration)(o)
			slices.Reverse(o.Requests) // in the order of file names: the AWS CLI has none
		}},
		4: {why: "keeps client registrations", edit: withoutFiles(devRegistration, legacyRegistration)},
	},
}

// pagesOf100 is what a list is asked for where nothing of the pages shows in the answer.
var pagesOf100 = departure{why: "asks for pages of 20, the service's default", edit: func(o *signInOutcome) {
	for i, r := range o.Requests {
		query := map[string]string{"max_result": "100"}
		maps.Copy(query, r.Query)
		o.Requests[i].Query = query
	}
}}

// The files of the usual session, by the AWS CLI's names.
const (
	devToken           = ".aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json"
	devRegistration    = ".aws/sso/cache/bc8a1afdb0f5cdc2c789b8a6cd51898e2be3c37c.json"
	legacyRegistration = ".aws/sso/cache/365414a68be7c9bfc776c660981dbdbd942acea4.json"
)

func ends(how string) func(*signInOutcome) {
	return func(o *signInOutcome) { o.Ended = how }
}

func keepsRequests(n int) func(*signInOutcome) {
	return func(o *signInOutcome) { o.Requests = o.Requests[:n] }
}

func withoutFiles(paths ...string) func(*signInOutcome) {
	return func(o *signInOutcome) {
		for _, path := range paths {
			delete(o.Cache, path)
		}
	}
}

// everyStepDeparts is what is otherwise in whatever is done: the AWS CLI makes folders
// with the umask's mode, and keeps a database of its sessions for telemetry.
func everyStepDeparts(o *signInOutcome) {
	for path := range o.Cache {
		if strings.HasSuffix(path, "/") || strings.HasSuffix(path, "/session.db") {
			delete(o.Cache, path)
		}
	}
}

// expected is what is to come of a step: what is recorded, but for our departures.
func (c signIn) expected(t *testing.T, step int, all map[string]signIn) signInOutcome {
	t.Helper()
	want := c.Steps[step].outcome()
	everyStepDeparts(&want)
	d, ok := signInDepartures[c.Name][step]
	if !ok {
		return want
	}
	recorded := want.clone()
	if d.like != "" {
		want = all[d.like].firstRun().outcome()
		everyStepDeparts(&want)
		want.rename()
	}
	if d.edit != nil {
		d.edit(&want)
	}
	if cmp.Equal(recorded, want) {
		t.Errorf("step %d: listed as a departure (the AWS CLI %s), but is none", step, d.why)
	}
	return want
}

// TestSignInDepartureIsDocumented holds docs/differences.md to the list, and the other
// way round.
func TestSignInDepartureIsDocumented(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "differences.md"))
	if err != nil {
		t.Fatal(err)
	}
	var documented, listed []string
	for _, match := range regexp.MustCompile("`signin/([^`]+)`").FindAllStringSubmatch(string(text), -1) {
		documented = append(documented, match[1])
	}
	for name := range signInDepartures {
		listed = append(listed, name)
	}
	slices.Sort(documented)
	slices.Sort(listed)
	if diff := cmp.Diff(listed, slices.Compact(documented)); diff != "" {
		t.Errorf("-listed here +in docs/differences.md:\n%s", diff)
	}
}
