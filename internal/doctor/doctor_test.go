package doctor

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsconfig"
)

const healthy = `[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[default]
region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = DeveloperAccess
`

// someCache is named as the AWS CLI names its files, and is none of a session here.
const someCache = "sso/cache/0123456789abcdef0123456789abcdef01234567.json"

// findings is a table of what is looked at and what is found, each beside the like of it
// that is in order.
var findings = map[string]struct {
	config, credentials string
	environ             []string
	want                []string
}{
	"healthy":       {config: healthy},
	"no files":      {},
	"keys alone":    {credentials: "[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n"},
	"other section": {config: "[plugins]\nx = 1\n[preview]\ncloudsearch = true\n"},

	"a byte-order mark": {config: "\ufeff" + healthy, want: []string{"error byte-order-mark config:1"}},
	"unreadable lines": {
		config: "junk\n[profile a]\nregion = x\nregion = y\nno delimiter\n[profile a]\noutput = json\n[]\n",
		want: []string{
			"error unreadable-line config:1", "error unreadable-line config:4", "error unreadable-line config:5",
			"error unreadable-line config:6", "error unreadable-line config:8",
		},
	},
	"credentials that cannot be read":    {credentials: "[a]\nx\n", want: []string{"error unreadable-line credentials:2"}},
	"a profile without its word":         {config: "[dev]\nregion = x\n", want: []string{"warning ignored-section config:1"}},
	"Default":                            {config: "[Default]\nregion = x\n", want: []string{"warning ignored-section config:1"}},
	"a blank in a header":                {config: "[ profile x]\nregion = x\n", want: []string{"warning ignored-section config:1"}},
	"a name of two words":                {config: "[profile a b]\n", want: []string{"warning ignored-section config:1"}},
	"a word too much in the other file":  {credentials: "[profile a]\naws_access_key_id = a\naws_secret_access_key = x\n", want: []string{"warning ignored-section credentials:1"}},
	"default twice":                      {config: "[default]\nregion = x\n[profile default]\noutput = json\n", want: []string{"warning doubled-section config:1"}},
	"a profile twice":                    {config: "[profile x]\n[profile \"x\"]\n", want: []string{"warning doubled-section config:1"}},
	"a session and a profile of a name":  {config: healthy + "[profile corp]\nregion = x\n"},
	"no such session":                    {config: "[profile a]\nsso_session = gone\nsso_account_id = 111122223333\nsso_role_name = x\n", want: []string{"error missing-session config:2"}},
	"no such session, for many":          {config: "[profile a]\nsso_session = gone\n[profile b]\nsso_session = gone\n", want: []string{"error missing-session config:2", "note no-role config:1", "note no-role config:3"}},
	"a session without a start URL":      {config: "[sso-session s]\nsso_region = us-east-1\n[profile a]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = x\n", want: []string{"error incomplete-session config:1"}},
	"a session in nobody's use":          {config: "[sso-session s]\nsso_region = us-east-1\n", want: []string{"warning incomplete-session config:1"}},
	"a start URL without TLS":            {config: strings.Replace(healthy, "https://", "http://", 1), want: []string{"error bad-start-url config:2"}},
	"a region that is none":              {config: strings.Replace(healthy, "us-east-1", "useast1", 1), want: []string{"error wrong-region config:3"}},
	"the region of another portal":       {config: strings.Replace(healthy, "corp.awsapps.com/start", "ssoins-1.portal.eu-west-1.app.aws", 1), want: []string{"error wrong-region config:3"}},
	"the region of this portal":          {config: strings.Replace(healthy, "corp.awsapps.com/start", "ssoins-1.portal.us-east-1.app.aws", 1)},
	"no scope":                           {config: strings.Replace(healthy, "sso_registration_scopes = sso:account:access\n", "", 1), want: []string{"note missing-scope config:1"}},
	"another scope":                      {config: strings.Replace(healthy, "sso:account:access", "sts:identity_context", 1), want: []string{"warning missing-scope config:4"}},
	"a contradiction":                    {config: healthy + "sso_region = eu-west-1\n", want: []string{"error contradiction config:13"}},
	"the same said twice":                {config: healthy + "sso_region = us-east-1\n"},
	"no role":                            {config: strings.Replace(healthy, "sso_role_name = DeveloperAccess\n", "", 1), want: []string{"error incomplete-profile config:9"}},
	"neither account nor role":           {config: healthy + "[profile only]\nsso_session = corp\n", want: []string{"note no-role config:13"}},
	"a session beside keys":              {config: healthy + "[profile only]\nsso_session = corp\n", credentials: "[only]\naws_access_key_id = a\naws_secret_access_key = x\n"},
	"a legacy profile":                   {config: "[profile old]\nsso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 111122223333\nsso_role_name = x\n", want: []string{"note legacy-profile config:2"}},
	"half a key":                         {credentials: "[default]\naws_access_key_id = AKIAEXAMPLE\n", want: []string{"error incomplete-profile credentials:1"}},
	"a role without a source":            {config: "[profile r]\nrole_arn = arn:aws:iam::111122223333:role/x\n", want: []string{"error incomplete-profile config:1"}},
	"a source that is not there":         {config: "[profile r]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = gone\n", want: []string{"error bad-source config:3"}},
	"sources in a circle":                {config: "[profile r]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = q\n[profile q]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = r\n", want: []string{"error source-loop config:3", "error source-loop config:6"}},
	"a source that is there":             {config: healthy + "[profile r]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = dev\n"},
	"a rule":                             {config: healthy + "fob_expect_account = 111122223333\nfob_min_ttl = 30m\n"},
	"a rule that is none":                {config: healthy + "fob_expect_acount = 111122223333\n", want: []string{"error bad-rule config:13"}},
	"a rule with no value of its kind":   {config: healthy + "fob_min_ttl = soon\n", want: []string{"error bad-rule config:13"}},
	"a rule that can never hold":         {config: healthy + "fob_expect_account = 444455556666\n", want: []string{"error impossible-rule config:13"}},
	"an account id without its zero":     {config: strings.Replace(healthy, "111122223333", "11112222333", 1), want: []string{"error bad-account config:11"}},
	"an empty account id":                {config: strings.Replace(healthy, "111122223333", "", 1), want: []string{"error incomplete-profile config:9"}},
	"a role that is none":                {config: healthy + "[profile r]\nrole_arn = x\nsource_profile = dev\n", want: []string{"error bad-role-arn config:14"}},
	"a role of no account":               {config: healthy + "[profile r]\nrole_arn = arn:aws:iam::11112222333:role/x\nsource_profile = dev\n", want: []string{"error bad-role-arn config:14"}},
	"a role that is no role":             {config: healthy + "[profile r]\nrole_arn = arn:aws:iam::111122223333:user/x\nsource_profile = dev\n", want: []string{"error bad-role-arn config:14"}},
	"a role with a path":                 {config: healthy + "[profile r]\nrole_arn = arn:aws-us-gov:iam::111122223333:role/a/b/x\nsource_profile = dev\n"},
	"how often, and how":                 {config: healthy + "max_attempts = 5\nretry_mode = adaptive\n"},
	"how often is no number":             {config: healthy + "max_attempts = often\n", want: []string{"error bad-retries config:13"}},
	"not even once":                      {config: healthy + "max_attempts = 0\n", want: []string{"error bad-retries config:13"}},
	"a way that there is no more":        {config: healthy + "retry_mode = legacy\n", want: []string{"error bad-retries config:13"}},
	"how often in the environment":       {config: healthy + "max_attempts = 0\n", environ: []string{"AWS_MAX_ATTEMPTS=4"}},
	"no number in the environment":       {config: healthy, environ: []string{"AWS_MAX_ATTEMPTS=x", "AWS_RETRY_MODE=y"}, want: []string{"error bad-retries", "error bad-retries"}},
	"no such services":                   {config: "[default]\nservices = gone\n", want: []string{"error missing-services config:2"}},
	"services":                           {config: "[default]\nservices = local\n[services local]\nsts =\n  endpoint_url = http://127.0.0.1:1\n"},
	"a program that is gone":             {config: "[profile p]\ncredential_process = /nowhere/fob credential-process --profile p\n", want: []string{"error bad-process config:2"}},
	"a program that is never asked":      {config: "[profile p]\ncredential_process = /nowhere/x\n", credentials: "[p]\naws_access_key_id = a\naws_secret_access_key = x\n"},
	"a program with an open quote":       {config: "[profile p]\ncredential_process = '/bin/sh\n", want: []string{"error bad-process config:2"}},
	"a program found by PATH":            {config: "[profile p]\ncredential_process = sh -c true\n", environ: []string{"PATH=/usr/bin:/bin"}, want: []string{"note relative-process config:2"}},
	"a program that asks for its own":    {config: "[profile p]\ncredential_process = /bin/sh configure export-credentials --profile p\n", want: []string{"error process-loop config:2"}},
	"a program that asks for another":    {config: "[profile p]\ncredential_process = /bin/sh configure export-credentials --profile dev\n"},
	"keys in the environment":            {environ: []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY=x"}, want: []string{"warning environment-keys"}},
	"half a key in it":                   {environ: []string{"AWS_ACCESS_KEY_ID=AKIAEXAMPLE"}, want: []string{"error environment-keys"}},
	"an empty key in it":                 {environ: []string{"AWS_ACCESS_KEY_ID="}},
	"a web identity in it":               {environ: []string{"AWS_WEB_IDENTITY_TOKEN_FILE=/x", "AWS_ROLE_ARN=y"}, want: []string{"warning environment-keys"}},
	"a profile in it":                    {config: healthy, environ: []string{"AWS_PROFILE=dev"}, want: []string{"note environment-profile"}},
	"no profile in it":                   {config: healthy, environ: []string{"AWS_PROFILE=nope"}, want: []string{"error environment-profile"}},
	"an empty profile in it":             {config: healthy, environ: []string{"AWS_PROFILE="}, want: []string{"error environment-profile"}},
	"a file in it":                       {config: healthy, environ: []string{"AWS_CONFIG_FILE={HOME}/nowhere"}, want: []string{"warning environment-file"}},
	"the usual file in it":               {config: healthy, environ: []string{"AWS_CONFIG_FILE={HOME}/.aws/config", "AWS_SHARED_CREDENTIALS_FILE={HOME}/.aws/credentials"}},
	"a region in it":                     {config: healthy, environ: []string{"AWS_REGION=eu-west-1"}, want: []string{"note environment-region"}},
	"the same region in it":              {config: healthy, environ: []string{"AWS_REGION=us-east-1"}},
	"an endpoint here":                   {environ: []string{"AWS_ENDPOINT_URL_STS=http://127.0.0.1:1", "AWS_ENDPOINT_URL_SSO=http://127.0.0.1:1"}, want: []string{"note environment-endpoint"}},
	"an endpoint of AWS":                 {environ: []string{"AWS_ENDPOINT_URL_STS=https://sts.eu-west-1.amazonaws.com"}},
	"an endpoint elsewhere":              {environ: []string{"AWS_ENDPOINT_URL=https://aws.example.com"}, want: []string{"warning environment-endpoint"}},
	"an endpoint that does not count":    {environ: []string{"AWS_ENDPOINT_URL=example", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=True"}},
	"an endpoint that is none":           {environ: []string{"AWS_ENDPOINT_URL=example"}, want: []string{"error environment-endpoint"}},
	"a proxy":                            {environ: []string{"HTTPS_PROXY=http://proxy.example.com:3128"}},
	"a proxy that is none":               {environ: []string{"https_proxy=ftp://proxy"}, want: []string{"error proxy"}},
	"a proxy with a password":            {environ: []string{"HTTPS_PROXY=http://u:p@proxy.example.com:3128"}, want: []string{"note proxy"}},
	"certificates that are not there":    {environ: []string{"AWS_CA_BUNDLE={HOME}/nowhere.pem"}, want: []string{"error ca-bundle"}},
	"certificates that are none":         {config: "[default]\nca_bundle = /dev/null\n", want: []string{"error ca-bundle config:2"}},
	"a config file with keys is no less": {config: "[default]\naws_access_key_id = a\naws_secret_access_key = x\n"},
}

func TestFindings(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs and paths of Unix")
	}
	t.Parallel()
	for name, test := range findings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{}
			if test.config != "" {
				files["config"] = test.config
			}
			if test.credentials != "" {
				files["credentials"] = test.credentials
			}
			w := home(t, files, test.environ...)
			got := examine(t, w)
			if diff := cmp.Diff(test.want, told(w, got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			for _, f := range got {
				if f.What == "" || f.Why == "" || f.Remedy == nil {
					t.Errorf("%s does not say what, why and what helps: %+v", f.Check, f)
				}
			}
		})
	}
}

// What can be put right by itself is, and is found no more; nothing new is.
func TestRepairIsDoneOnce(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("programs and paths of Unix")
	}
	t.Parallel()
	for name, test := range findings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := home(t, map[string]string{"config": test.config, "credentials": test.credentials}, test.environ...)
			var left []string
			for _, f := range examine(t, w) {
				if !f.Fixable() {
					left = append(left, f.Check)
				}
			}
			repair(t, w)
			var got []string
			for _, f := range examine(t, w) {
				got = append(got, f.Check)
			}
			if diff := cmp.Diff(left, got); diff != "" {
				t.Errorf("after the repair, -want +got:\n%s", diff)
			}
			if plan := w.Plan(examine(t, w)); !plan.Empty() {
				t.Errorf("a second repair would change %+v", plan)
			}
		})
	}
}

func TestRepairKeepsEveryOtherByte(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ before, after string }{
		"a byte-order mark, CRLF": {"\ufeff# c\r\n[default]\r\nregion = x\r\n", "# c\r\n[default]\r\nregion = x\r\n"},
		"a header": {
			"# above\n  [dev] ; note\nregion=x\n\toutput  :  json",
			"# above\n  [profile dev] ; note\nregion=x\n\toutput  :  json",
		},
		"a contradiction": {
			strings.Replace(healthy, "sso_account_id", "# mine\nSSO_Region : eu-west-1\n  # why\nsso_account_id", 1) + "\n# end",
			strings.Replace(healthy, "sso_account_id", "# mine\n  # why\nsso_account_id", 1) + "\n# end",
		},
		"a legacy profile": {
			"[profile old]\r\nsso_start_url = https://old.awsapps.com/start\r\nsso_region = us-east-1\r\n# role\r\nsso_account_id=111122223333\r\nsso_role_name =x\r\n\r\n[profile z]\r\nregion = y\r\n",
			"[profile old]\r\n# role\r\nsso_account_id=111122223333\r\nsso_role_name =x\r\nsso_session = old\r\n\r\n[profile z]\r\nregion = y\r\n" +
				"[sso-session old]\r\nsso_start_url = https://old.awsapps.com/start\r\nsso_region = us-east-1\r\nsso_registration_scopes = sso:account:access\r\n",
		},
		"a legacy profile of a session that is there": {
			healthy + "[profile old]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = x\n",
			healthy + "[profile old]\nsso_account_id = 1\nsso_role_name = x\nsso_session = corp\n",
		},
		"a name that is taken": {
			healthy + "[profile old]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\n",
			healthy + "[profile old]\nsso_session = corp-2\n" +
				"[sso-session corp-2]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n",
		},
		"what cannot be read is not edited": {healthy + "sso_region = eu-west-1\njunk\n", healthy + "sso_region = eu-west-1\njunk\n"},
		"a profile that is there already":   {"[dev]\nregion = x\n[profile dev]\noutput = json\n", "[dev]\nregion = x\n[profile dev]\noutput = json\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := home(t, map[string]string{"config": test.before})
			repair(t, w)
			got, err := os.ReadFile(w.Paths.Config)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.after, string(got)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestDiffShowsNoSecret(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{"config": "\ufeff" + `[default] # CANARY7f3a
aws_access_key_id = CANARY7f3a
aws_secret_access_key: CANARY7f3a
#aws_session_token = CANARY7f3a
; CANARY7f3a = x
s3 =
  CANARY7f3a = CANARY7f3a
	CANARY7f3a=
sso_start_url = https://u:CANARY7f3a@x
region = eu-west-1
`})
	want := `--- {CONFIG}
+++ {CONFIG}
@@ -1,4 +1,4 @@
-{BOM}[default]
+[default]
 aws_access_key_id = ********
 aws_secret_access_key: ********
 # ********
`
	want = strings.NewReplacer("{CONFIG}", w.Paths.Config, "{BOM}", "\ufeff").Replace(want)
	if diff := cmp.Diff(want, w.Plan(examine(t, w)).Diff()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	text, err := os.ReadFile(w.Paths.Config)
	if err != nil {
		t.Fatal(err)
	}
	all := Plan{Texts: []Text{{w.Paths.Config, string(text), ""}}}.Diff()
	if strings.Contains(all, "CANARY7f3a") || !strings.Contains(all, "-region = eu-west-1") {
		t.Errorf("the diff of all lines is\n%s", all)
	}
}

func TestRepairLeavesAloneWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{"config": "\ufeff[default]\n", someCache: "{"})
	plan := w.Plan(examine(t, w))
	write(t, w.Paths.Config, "\ufeff[default]\nregion = x\n")
	replaced := filepath.Join(w.Home, ".aws", someCache)
	write(t, replaced, `{"accessToken": "fresh"}`)
	if err := plan.Apply(context.Background()); !errors.Is(err, errChanged) {
		t.Errorf("the error is %v", err)
	}
	if got, _ := os.ReadFile(w.Paths.Config); string(got) != "\ufeff[default]\nregion = x\n" {
		t.Errorf("the config file is now %q", got)
	}
	if _, err := os.Stat(replaced); err != nil {
		t.Errorf("a file that was replaced meanwhile: %v", err)
	}
}

func TestOneProfile(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{"config": healthy + "[profile bad]\nsso_session = gone\n"})
	w.Profile = "dev"
	if got := told(w, examine(t, w)); got != nil {
		t.Errorf("of the profile dev alone: %q", got)
	}
	w.Profile = "dve"
	_, err := Examine(context.Background(), w)
	if _, ok := errors.AsType[*awsconfig.ProfileNotFoundError](err); !ok {
		t.Errorf("a profile that is not there: %v", err)
	}
}

// A session whose name was mistyped is put right by one command; --fix does not guess.
func TestMistypedSession(t *testing.T) {
	t.Parallel()
	w := home(t, map[string]string{"config": healthy + "[profile b]\nsso_session = corpo\nsso_account_id = 111122223333\nsso_role_name = x\n"})
	got := examine(t, w)
	want := Set{awsconfig.Place{Kind: awsconfig.KindProfile, Name: "b", Key: "sso_session"}, "corp"}
	if len(got) != 1 || got[0].Remedy != want || got[0].Fixable() {
		t.Errorf("found: %+v", got)
	}
}
