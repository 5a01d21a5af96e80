package directory_test

import (
	"strings"
	"testing"

	"fob.example/fob/internal/idc/directory"
)

// TestBadFiles changes one line of a good file, or adds one at its end, and wants
// exactly one complaint, which names the line.
func TestBadFiles(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"version: 1", "version: 2", "1: version 2 is not known; this program reads version 1"},
		{"version: 1", "", "1: version is missing; this program reads version 1"},
		{"version: 1", "version: one", "1: want a whole number here"},
		{"seed: demo", "sead: demo", `2: unknown field "sead"`},
		{"seed: demo", "seed: [a]", "2: want text here"},
		{"seed: demo", "seed: [demo", "3: ',' or ']' must be specified"},
		{"seed: demo", "version: 1", `2: mapping key "version" already defined at [1:1]`},
		{"region: eu-west-1", "region: europe", `4: region "europe": want a region such as us-east-1`},
		{"region: eu-west-1", "region: evil.test/x?", `4: region "evil.test/x?": want a region such as us-east-1`},
		{"partition: aws", "partition: aws-cn", `5: partition "aws-cn": region "eu-west-1" is in partition "aws"`},
		{"identityStoreId: d-9067642ac7", "identityStoreId: d-z01basyzx1", `6: identityStoreId "d-z01basyzx1": want "d-" and ten of 0-9a-f`},
		{"  ssoSession: corp\n", "  ssoSession: \"a]b\"\n", `8: ssoSession "a]b": want letters, digits or _+=,.@-`},
		{"sessionDuration: PT8H30M", "sessionDuration: eight hours", `9: sessionDuration "eight hours": want a duration as in "90m", "8h", "PT1H" or "P90D"`},
		{"sessionDuration: PT8H30M", "sessionDuration: P91D", `9: sessionDuration "P91D": want whole seconds, more than none and at most 2160h0m0s`},
		{"accessTokenDuration: 20m", "accessTokenDuration: -1h", `10: accessTokenDuration "-1h": want whole seconds, more than none and at most 2160h0m0s`},
		{"pollInterval: 1s", "pollInterval: 100ms", `13: pollInterval "100ms": want whole seconds, more than none and at most 1m0s`},
		{"signIn: auto:alice@example.com", "signIn: twoClicks", `14: signIn "twoClicks": want oneClick, password or auto:USERNAME`},
		{"signIn: auto:alice@example.com", "signIn: auto:carol", `14: there is no user "carol"`},
		{"signIn: auto:alice@example.com", "signIn: auto:bob@example.com", `14: signIn: user "bob@example.com" is disabled`},
		{"signIn: auto:alice@example.com", "mfaa: totp", `14: unknown field "mfaa"`},
		{"consent: never", "consent: sometimes", `15: consent "sometimes": want always, once or never`},
		{"displayName: Alice, password", "status: ACTIVE, password", `19: status "ACTIVE": want ENABLED or DISABLED`},
		{"{userName: bob@example.com, status", "{status", "20: a user without userName"},
		{"{userName: bob@example.com, status", "{userName: ALICE@example.com, status", `20: user "ALICE@example.com" is there twice`},
		{"{userName: bob@example.com, status", "{userName: bob baker, status", `20: userName "bob baker": want 2 to 64 letters, digits or _+=,.@-`},
		{"members: [alice@example.com, bob@example.com]", "members: [alice@example.com, carol]", `22: there is no user "carol"`},
		{`accountId: "111122223333"`, "accountId: 11112222333", `24: accountId "11112222333": want 12 digits`},
		{"accountId: 012345678901", `accountId: "111122223333"`, `25: account "111122223333" is there twice`},
		{"generate: {count: 2", "generate: {count: 0", `27: generate: count 0: want 1 to 100000`},
		{"generate: {count: 2", "generate: {count: 100001", `27: generate: count 100001: want 1 to 100000`},
		{"lab-%02d", "lab", `27: generate: accountName "lab": want one %d, as in "team-%03d"`},
		{"lab-%02d", "lab-%d-%d", `27: generate: accountName "lab-%d-%d": want one %d, as in "team-%03d"`},
		{"lab-%02d", "lab-%s", `27: generate: accountName "lab-%s": want one %d, as in "team-%03d"`},
		{"lab-%02d", "lab-%900d", `27: generate: accountName "lab-%900d": want one %d, as in "team-%03d"`},
		{"- generate: {count: 2", "- accountName: x\n    generate: {count: 2", "27: an account is either generated or has keys of its own"},
		{"refreshTokens: false", "refreshTokens: no-thanks", "16: want true or false here"},
		{`"codewhisperer:*"`, `"["`, `17: allowedScopes: "[" is not a pattern`},
		{"{on: Logout, return: error, status: 503}", "{preset: calm}", `44: there is no preset "calm": want aws-quota or outage`},
		{"{on: ListAccounts, return: throttle, ", "{preset: outage, ", "42: count does not go with preset"},
		{"on: ListAccounts, ", "on: Accounts, ", `42: on "Accounts": want RegisterClient, StartDeviceAuthorization, CreateToken, ListAccounts, ListAccountRoles, GetRoleCredentials, Logout, GetCallerIdentity, AssumeRole or "*"`},
		{"return: throttle, ", "return: sulk, ", `42: return "sulk": want error, throttle, slowDown, refuseRefresh, wrongRegion, noAccess, endSession, expireToken, forgetClient, latency, drop, truncate, html, dropField, noErrorType, clockSkew`},
		{"return: throttle, ", "return: drop, ", "42: retryAfter belongs to return: throttle"},
		{"retryAfter: 2s", "retryAfter: 1500ms", `42: retryAfter "1.5s": want whole seconds, more than none and at most 1h0m0s`},
		{"everyNth: 5", "everyNth: 0", "42: everyNth 0: want 1 or more"},
		{"everyNth: 5", "everyNth: often", "42: want a whole number here"},
		{", delay: 300ms}", "}", "43: a fault has return or delay, or both"},
		{"delay: 300ms", "delay: 1h", `43: delay "1h0m0s": want more than none and at most 25s`},
		{"delay: 300ms", "delay: 0s", `43: delay "0s": want more than none`},
		{"everyNth: 5", "probability: 2", "42: probability 2: want more than 0 and at most 1"},
		{"everyNth: 5", "probability: often", "42: want a number here"},
		{"everyNth: 5", "perSecond: 0", "42: perSecond 0: want 1 or more"},
		{"delay: 300ms", "delay: soon", `43: delay "soon": want a duration as in "90m", "8h", "PT1H" or "P90D"`},
		{"status: 503", "status: 200", "44: status 200: want 400 to 599"},
		{"status: 503", "status: 418", "44: status 418 without error: which one?"},
		{"status: 503", `error: "a b"`, `44: error "a b": want a name such as ExpiredTokenException`},
		{", field: refreshToken", "", "45: return: dropField without field"},
		{"name: ReadOnly}", "name: Read Only}", `30: permission set "Read Only": want at most 32 letters, digits or _+=,.@-`},
		{"name: ReadOnly}", "name: Admin}", `30: permission set "Admin" is there twice`},
		{"sessionDuration: PT12H", "sessionDuration: PT13H", `29: sessionDuration "PT13H": want whole seconds, more than none and at most 12h0m0s`},
		{"sessionDuration: PT12H", "managedPolicies: [x]", `29: unknown field "managedPolicies"`},
		{"{group: Developers, permissionSet", "{group: Testers, permissionSet", `32: there is no group "Testers"`},
		{"{group: Developers, permissionSet", "{permissionSet", "32: an assignment has either user or group"},
		{"permissionSet: ReadOnly, accounts: [\"444", "permissionSet: Root, accounts: [\"444", `32: there is no permission set "Root"`},
		{`"team-*"`, `"tea-*"`, `32: accounts: no account has a name like "tea-*"`},
		{`"team-*"`, `"team-[*"`, `32: accounts: "team-[*" is not a pattern`},
		{`"team-*"`, "team-3", `32: there is no account "team-3"`},
		{"accountName: team-2", "accountName: dev", `32: 2 accounts are named "dev": use the id`},
		{"role/path/Deploy", "user/path/Deploy", `36: role "arn:aws:iam::444455556666:user/path/Deploy": want arn:aws:iam::ACCOUNT:role/NAME`},
		{"trust: [Admin,", "trust: [Root,", `36: trust: there is no permission set or role "Root"`},
		{"name: two", "name: default", `40: profile "default" is there twice`},
		{"name: two", `name: "a]\n[profile b"`, `40: profile "a]\n[profile b": want letters, digits or _+=,.@-`},
		{"ssoSession: corp, ", "ssoSession: other, ", `40: there is no sso-session "other": the instance's is "corp"`},
		{"ssoSession: corp, ", "", "40: a profile has either ssoSession or startUrl"},
		{"output: json", "output: xml", `39: output "xml": want json, text, table, yaml or yaml-stream`},
		{"region: us-east-1, output", "region: here, output", `39: region "here": want a region such as us-east-1`},
	} {
		t.Run(c.new, func(t *testing.T) {
			if strings.Count(full, c.old) != 1 {
				t.Fatalf("%q is in the file %d times", c.old, strings.Count(full, c.old))
			}
			_, err := directory.Parse("test.yaml", []byte(strings.Replace(full, c.old, c.new, 1)))
			if err == nil {
				t.Fatal("the file is accepted")
			}
			lines := strings.Split(err.Error(), "\n")
			if first := lines[0]; first != "test.yaml:"+c.want {
				t.Errorf("got  %s\nwant test.yaml:%s", first, c.want)
			}
			for _, line := range lines {
				if !strings.HasPrefix(line, "test.yaml:") {
					t.Errorf("a line without its place: %q", line)
				}
			}
		})
	}
}

func TestAllProblemsAreReportedInOrder(t *testing.T) {
	bad := strings.NewReplacer("consent: never", "consent: x", "[dev]", "[nowhere]", "region: eu-west-1", "region: x").Replace(full)
	_, err := directory.Parse("test.yaml", []byte(bad))
	if err == nil {
		t.Fatal("the file is accepted")
	}
	var places []string
	for line := range strings.Lines(err.Error()) {
		places = append(places, strings.SplitN(line, ":", 3)[1])
	}
	if got := strings.Join(places, " "); got != "4 15 33 34" {
		t.Errorf("the lines are %s", got)
	}
}

func TestEmptyAndOddFiles(t *testing.T) {
	for file, want := range map[string]string{
		"":                          "test.yaml:1: the directory is empty",
		"# nothing\n":               "test.yaml:1: the directory is empty",
		"version: 1\n---\nusers:\n": "test.yaml:2: more than one document in the file",
		"[]":                        "test.yaml:1: ",
		"hello":                     "test.yaml:1: ",
		"version: 1\n":              "test.yaml:1: users is missing: nobody could sign in\ntest.yaml:1: instance is missing",
	} {
		_, err := directory.Parse("test.yaml", []byte(file))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", file, err, want)
		}
	}
}

func TestPasswordModeNeedsPasswords(t *testing.T) {
	bad := strings.NewReplacer("signIn: auto:alice@example.com", "signIn: password", ", password: secret", "").Replace(full)
	_, err := directory.Parse("test.yaml", []byte(bad))
	if err == nil || err.Error() != `test.yaml:14: signIn is password, and user "alice@example.com" has none` {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("{}"))
	f.Add([]byte("version: 1\nroles:\n  - {trust: [x]}\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := directory.Parse("f", data)
		if (d == nil) == (err == nil) {
			t.Fatalf("a directory %v with the error %v", d, err)
		}
		if err == nil {
			d.ClientConfig()
		}
	})
}
