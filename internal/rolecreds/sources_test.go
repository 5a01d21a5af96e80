package rolecreds_test

import (
	"errors"
	"maps"
	"testing"

	"fob.example/fob/internal/rolecreds"
)

// present are all sources of credentials that there can be, in the AWS CLI's order. Each
// holds good only while none before it does.
var present = []struct {
	env                 map[string]string
	config, credentials string
	want                string // key and method, or the error
}{
	{
		env:  map[string]string{"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "CANARY"},
		want: "AKIAENV env",
	},
	{config: "role_arn = ROLE\nsource_profile = base\n", want: "ASIADeploy assume-role"},
	{
		env:  map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE", "AWS_ROLE_ARN": "arn:aws:iam::444455556666:role/Environment"},
		want: "ASIAEnvironment assume-role-with-web-identity",
	},
	{
		config: "web_identity_token_file = TOKENFILE\nrole_arn = arn:aws:iam::444455556666:role/Profile\n",
		want:   "ASIAProfile assume-role-with-web-identity",
	},
	{config: "sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n", want: "ASIASSO sso"},
	{
		config:      "aws_access_key_id = AKIACONFIG\naws_secret_access_key = CANARY\n", // hidden by the next, key by key
		credentials: "aws_access_key_id = AKIASHARED\naws_secret_access_key = CANARY\n",
		want:        "AKIASHARED shared-credentials-file",
	},
	{config: "login_session = x\n", want: `profile "p" gets its credentials by login_session, which is not supported yet`},
	{
		config: `credential_process = echo '{"Version": 1, "AccessKeyId": "AKIAPROCESS", "SecretAccessKey": "CANARY"}'` + "\n",
		want:   "AKIAPROCESS custom-process",
	},
	{config: "aws_access_key_id = AKIACONFIG\naws_secret_access_key = CANARY\n", want: "AKIACONFIG config-file"},
	{env: map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container"}, want: "ASIACONTAINER container-role"},
	{env: map[string]string{"AWS_EC2_METADATA_DISABLED": "false"}, want: "ASIAINSTANCE iam-role"},
}

const around = `
[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1

[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = CANARY

[profile p]
region = us-east-1
`

// With all sources there, the first wins; once it is gone, the next; and so on.
func TestTheOrderOfTheSources(t *testing.T) {
	for first := range len(present) + 1 {
		config, credentials := around, "[p]\n"
		env := map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL"}
		seen := map[string]bool{}
		for _, s := range present[first:] {
			if setting := firstWord(s.config); !seen[setting] && !(setting == "web_identity_token_file" && seen["role_arn"]) {
				config += s.config
				seen[setting] = true
			}
			credentials += s.credentials
			maps.Copy(env, s.env)
		}
		m := newMachine(t, config, credentials, env)
		if seen["sso_session"] {
			m.signIn("p")
		}
		got, err := m.get("p")
		want := `no credentials found for profile "p"`
		if first < len(present) {
			want = present[first].want
		}
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("without the first %d: %s, want %s", first, got, want)
		}
	}
}

// firstWord is the key of a setting that may stand in a profile once.
func firstWord(settings string) string {
	for i, c := range settings {
		if c == ' ' {
			return settings[:i]
		}
	}
	return settings
}

// --profile leaves out what the environment says of keys and of a web identity, and not
// what it says of the machine.
func TestWhatANamedProfileLeavesOut(t *testing.T) {
	config := around + "[profile none]\n"
	env := map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "CANARY",
		"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE", "AWS_ROLE_ARN": deploy,
		"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container",
	}
	m := newMachine(t, config, "", env)
	m.SkipEnvironment = true
	for name, want := range map[string]string{"base": "AKIABASE config-file", "none": "ASIACONTAINER container-role"} {
		if got, err := m.get(name); got != want || err != nil {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// Without a profile there is still what the environment and the machine say.
func TestADefaultThatIsNotThere(t *testing.T) {
	m := newMachine(t, "", "", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "TOKENFILE", "AWS_ROLE_ARN": deploy, "AWS_REGION": "eu-west-1"})
	if got, err := m.get("default"); got != "ASIADeploy assume-role-with-web-identity" || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	m = newMachine(t, "", "", nil)
	_, err := m.get("default")
	if _, ok := errors.AsType[*rolecreds.NoCredentialsError](err); !ok {
		t.Errorf("nothing at all: %v", err)
	}
}
