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
		{"version: 1", "version: 2", "1:10: version 2 is not known; this program reads version 1"},
		{"version: 1", "", "1:1: version is missing; this program reads version 1"},
		{"version: 1", "version: one", "1:10: want a whole number here"},
		{"seed: demo", "sead: demo", `2:1: unknown key "sead": did you mean "seed"?`},
		{"seed: demo", "seed: [a]", "2:7: want text here"},
		{"seed: demo", "seed: [demo", "3:1: ',' or ']' must be specified"},
		{"seed: demo", "version: 1", `2:1: mapping key "version" already defined at [1:1]`},
		{"region: eu-west-1", "region: europe", `4:11: region "europe": want a region such as us-east-1`},
		{"region: eu-west-1", "region: evil.test/x?", `4:11: region "evil.test/x?": want a region such as us-east-1`},
		{"partition: aws", "partition: aws-cn", `5:14: partition "aws-cn": region "eu-west-1" is in partition "aws"`},
		{"identityStoreId: d-9067642ac7", "identityStoreId: d-z01basyzx1", `7:20: identityStoreId "d-z01basyzx1": want "d-" and 10 of 0-9a-f`},
		{"  ssoSession: corp\n", "  ssoSession: \"a]b\"\n", `9:15: ssoSession "a]b": want letters, digits or _+=,.@-`},
		{"sessionDuration: PT8H30M", "sessionDuration: eight hours", `10:20: sessionDuration "eight hours": want a duration as in "90m", "8h", "PT1H" or "P90D"`},
		{"sessionDuration: PT8H30M", "sessionDuration: P91D", `10:20: sessionDuration "P91D": want whole seconds, more than none and at most 2160h0m0s`},
		{"accessTokenDuration: 20m", "accessTokenDuration: -1h", `11:24: accessTokenDuration "-1h": want whole seconds, more than none and at most 2160h0m0s`},
		{"pollInterval: 1s", "pollInterval: 100ms", `14:17: pollInterval "100ms": want whole seconds, more than none and at most 1m0s`},
		{"signIn: auto:alice@example.com", "signIn: twoClicks", `15:11: signIn "twoClicks": want oneClick, password or auto:USERNAME`},
		{"signIn: auto:alice@example.com", "signIn: auto:carol", `15:11: there is no user "carol"`},
		{"signIn: auto:alice@example.com", "signIn: auto:bob@example.com", `15:11: signIn: user "bob@example.com" is disabled`},
		{"signIn: auto:alice@example.com", "mfaa: totp", `15:3: unknown key "mfaa": did you mean "mfa"?`},
		{"consent: never", "consent: sometimes", `16:12: consent "sometimes": want always, once or never`},
		{"displayName: Alice, password", "status: ACTIVE, password", `22:43: status "ACTIVE": want ENABLED or DISABLED`},
		{"{userName: bob@example.com, status", "{status", "23:5: a user without userName"},
		{"{userName: bob@example.com, status", "{userName: ALICE@example.com, status", `23:16: user "ALICE@example.com" is there twice`},
		{"{userName: bob@example.com, status", "{userName: bob baker, status", `23:16: userName "bob baker": want 2 to 64 letters, digits or _+=,.@-`},
		{"members: [alice@example.com, bob@example.com]", "members: [alice@example.com, carol]", `26:60: there is no user "carol"`},
		{`accountId: "111122223333"`, "accountId: 11112222333", `30:17: accountId "11112222333": want 12 digits`},
		{"accountId: 012345678901", `accountId: "111122223333"`, `31:17: account "111122223333" is there twice`},
		{"{count: 2, accountName", "{count: 0, accountName", "33:23: generate: count 0: want 1 to 100000"},
		{"{count: 2, accountName", "{count: 100001, accountName", "33:23: generate: count 100001: want 1 to 100000"},
		{"lab-%02d", "lab", `33:39: generate: accountName "lab": want one %d, as in "team-%03d"`},
		{"lab-%02d", "lab-%d-%d", `33:39: generate: accountName "lab-%d-%d": want one %d, as in "team-%03d"`},
		{"lab-%02d", "lab-%s", `33:39: generate: accountName "lab-%s": want one %d, as in "team-%03d"`},
		{"lab-%02d", "lab-%900d", `33:39: generate: accountName "lab-%900d": want one %d, as in "team-%03d"`},
		{"- generate: {count: 2, accountName", "- accountName: x\n    generate: {count: 2, accountName", "33:5: an account is either generated or has keys of its own"},
		{"refreshTokens: false", "refreshTokenReuse: shrug", `19:22: refreshTokenReuse "shrug": want revoke or reject`},
		{"refreshTokens: false", "refreshTokens: no-thanks", "19:18: want true or false here"},
		{`"codewhisperer:*"`, `"["`, `20:39: allowedScopes: "[" is not a pattern`},
		{"{on: Logout, return: error, status: 503}", "{preset: calm}", `53:14: there is no preset "calm": want aws-quota or outage`},
		{"{on: ListAccounts, return: throttle, ", "{preset: outage, ", "51:34: retryAfter does not go with preset"},
		{"on: ListAccounts, ", "on: Accounts, ", `51:10: on "Accounts": want RegisterClient, StartDeviceAuthorization, CreateToken, ListAccounts, ListAccountRoles, GetRoleCredentials, Logout, GetCallerIdentity, AssumeRole or "*"`},
		{"return: throttle, ", "return: sulk, ", `51:32: return "sulk": want error, throttle, slowDown, refuseRefresh, wrongRegion, noAccess, endSession, expireToken, forgetClient, latency, drop, truncate, html, dropField, noErrorType, clockSkew`},
		{"return: throttle, ", "return: drop, ", "51:50: retryAfter belongs to return: throttle"},
		{"retryAfter: 2s", "retryAfter: 1500ms", `51:54: retryAfter "1.5s": want whole seconds, more than none and at most 1h0m0s`},
		{"everyNth: 5", "everyNth: 0", "51:77: everyNth 0: want 1 or more"},
		{"everyNth: 5", "everyNth: often", "51:77: want a whole number here"},
		{", delay: 300ms}", "}", "52:5: a fault has return or delay, or both"},
		{"delay: 300ms", "delay: 1h", `52:22: delay "1h0m0s": want more than none and at most 25s`},
		{"delay: 300ms", "delay: 0s", `52:22: delay "0s": want more than none`},
		{"everyNth: 5", "probability: 2", "51:80: probability 2: want more than 0 and at most 1"},
		{"everyNth: 5", "probability: often", "51:80: want a number here"},
		{"everyNth: 5", "perSecond: 0", "51:78: perSecond 0: want 1 or more"},
		{"delay: 300ms", "delay: soon", `52:22: delay "soon": want a duration as in "90m", "8h", "PT1H" or "P90D"`},
		{"status: 503", "status: 200", "53:41: status 200: want 400 to 599"},
		{"status: 503", "status: 418", "53:41: status 418 without error: which one?"},
		{"status: 503", `error: "a b"`, `53:40: error "a b": want a name such as ExpiredTokenException`},
		{", field: refreshToken", "", "54:5: return: dropField without field"},
		{"name: ReadOnly,", "name: Read Only,", `36:12: permission set "Read Only": want at most 32 letters, digits or _+=,.@-`},
		{"name: ReadOnly,", "name: Admin,", `36:12: permission set "Admin" is there twice`},
		{"sessionDuration: PT12H", "sessionDuration: PT13H", `35:36: sessionDuration "PT13H": want whole seconds, more than none and at most 12h0m0s`},
		{"sessionDuration: PT12H", "managedPolicy: [x]", `35:19: unknown key "managedPolicy": did you mean "managedPolicies"?`},
		{"{group: Developers, permissionSet", "{group: Testers, permissionSet", `39:13: there is no group "Testers"`},
		{"{group: Developers, permissionSet", "{permissionSet", "39:5: an assignment has either user or group"},
		{"permissionSet: ReadOnly, accounts: [\"444", "permissionSet: Root, accounts: [\"444", `39:40: there is no permission set "Root"`},
		{`"team-*"`, `"team-[*"`, `39:82: "team-[*" is not a pattern: want *, ? or [a-z] in it`},
		{`"team-*"`, "team-3", `39:82: there is no account "team-3": did you mean "team-1"?`},
		{"accountName: team-1}", "accountName: dev}", `39:77: 2 accounts are named "dev": use the id`},
		{"role/path/Deploy", "user/path/Deploy", `45:11: role "arn:aws:iam::444455556666:user/path/Deploy": want arn:aws:iam::ACCOUNT:role/NAME`},
		{"trust: [Admin,", "trust: [Root,", `45:65: trust: there is no permission set or role "Root"`},
		{"instanceId: ssoins-0123456789abcdef", "instanceId: ssoins-x", `6:15: instanceId "ssoins-x": want "ssoins-" and 16 of 0-9a-f`},
		{"mfa: none", "mfa: sms", `17:8: mfa "sms": want none or totp`},
		{"mfa: none", "mfa: totp", "17:8: mfa: totp asks a person for a code, and signIn is auto: want mfa: none, or another signIn"},
		{"mfa: none", "colour: red", `17:3: unknown key "colour": the keys here are region, partition, instanceId, identityStoreId, startUrls, ssoSession, sessionDuration, accessTokenDuration, registrationDuration, deviceCodeDuration, pollInterval, signIn, consent, mfa, accountOrder, refreshTokens, refreshTokenReuse, allowedScopes`},
		{"accountOrder: directory", "accountOrder: random", `18:17: accountOrder "random": want directory, name, id or shuffle`},
		{"password: secret, totpSecret: GEZDGNBVGY3TQOJQ", "totpSecret: GEZDGNBV", "22:67: totpSecret: want at least 16 characters of base32 (A-Z, 2-7)"},
		{"user-%02d", "user %d", `24:15: userName "user 1": want 2 to 64 letters, digits or _+=,.@-`},
		{"- generate: {count: 3, userName", "- userName: x\n    generate: {count: 3, userName", "24:5: a user is either generated or has keys of its own"},
		{"displayName: Everybody", "displayName: Developers", `27:19: group "Developers" is there twice`},
		{"members: 2}", "members: 9}", "28:59: generate: members 9: want 0 to 5, which is how many users there are"},
		{"members: 2}", "members: -1}", "28:59: generate: members -1: want 0 to 5, which is how many users there are"},
		{`"pair-%d"`, "Developers", `28:39: generate: displayName "Developers": want one %d, as in "team-%03d"`},
		{"team-2: fedcba9876543210", "team-2: fedcba987654321", `35:98: roleHashes "fedcba987654321": want 16 of 0-9a-f`},
		{"team-2: fedcba9876543210", "team-9: fedcba9876543210", `35:90: there is no account "team-9": did you mean "team-1"?`},
		{"team-2: fedcba9876543210}", "team-2: [x]}", "35:98: want text here"},
		{"arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws-cn:iam::aws:policy/ReadOnlyAccess", `36:40: managedPolicies "arn:aws-cn:iam::aws:policy/ReadOnlyAccess": want arn:aws:iam::aws:policy/NAME`},
		{`name: "Job-%d"`, `name: "Job %d"`, `37:15: permission set "Job 1": want at most 32 letters, digits or _+=,.@-`},
		{"count: 5, group", "count: 7, group", "43:23: generate: count 7: there are only 6 of these assignments"},
		{"count: 5, group: \"pair-[2-9]\"", "count: 5", "43:15: an assignment has either user or group"},
		{"name: two", "name: default", `49:12: profile "default" is there twice`},
		{"name: two", `name: "a]\n[profile b"`, `49:12: profile "a]\n[profile b": want letters, digits or _+=,.@-`},
		{"ssoSession: corp, ", "ssoSession: other, ", `49:29: there is no sso-session "other": the instance's is "corp"`},
		{"ssoSession: corp, ", "", "49:5: a profile has either ssoSession or startUrl"},
		{"output: json", "output: xml", `48:136: output "xml": want json, text, table, yaml or yaml-stream`},
		{"region: us-east-1, output", "region: here, output", `48:117: region "here": want a region such as us-east-1`},
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
	if got := strings.Join(places, " "); got != "4 16 40 41" {
		t.Errorf("the lines are %s", got)
	}
}

func TestEmptyAndOddFiles(t *testing.T) {
	for file, want := range map[string]string{
		"":                          "test.yaml:1:1: the directory is empty",
		"# nothing\n":               "test.yaml:1:1: the directory is empty",
		"version: 1\nseed: *x\n":    `test.yaml:2:8: could not find alias "x"`,
		"version: &a [*a]\n":        `test.yaml:1:15: could not find alias "a"`,
		"version: 1\n---\nusers:\n": "test.yaml:2:1: more than one document in the file",
		"[]":                        "test.yaml:1:1: want keys and values here",
		"hello":                     "test.yaml:1:1: want keys and values here",
		"version: 1\n":              "test.yaml:1:1: users is missing: nobody could sign in\ntest.yaml:1:1: instance is missing",
	} {
		_, err := directory.Parse("test.yaml", []byte(file))
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", file, err, want)
		}
	}
}

// TestWhatEveryUserNeeds is missed once, however many lack it.
func TestWhatEveryUserNeeds(t *testing.T) {
	for _, c := range []struct {
		changes []string
		want    string
	}{
		{[]string{"signIn: auto:alice@example.com", "signIn: password", ", password: secret", ""}, `test.yaml:15:11: signIn is password, and user "alice@example.com" is without password`},
		{[]string{"signIn: auto:alice@example.com", "signIn: password", ", password: pw", ""}, `test.yaml:15:11: signIn is password, and user "user-01" and 2 more are without password`},
		{[]string{"signIn: auto:alice@example.com", "signIn: oneClick", "mfa: none", "mfa: totp", ", totpSecret: GEZDGNBVGY3TQOJQ", ""}, `test.yaml:17:8: mfa is totp, and user "alice@example.com" and 3 more are without totpSecret`},
	} {
		_, err := directory.Parse("test.yaml", []byte(strings.NewReplacer(c.changes...).Replace(full)))
		if err == nil || err.Error() != c.want {
			t.Errorf("got %v, want %s", err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte("{}"))
	f.Add([]byte("version: 1\nusers: [&a {userName: al}, {<<: [*a, {userName: bo}]}, *a]\n"))
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
