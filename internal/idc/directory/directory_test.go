package directory_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
)

// full has every key of the schema.
const full = `version: 1
seed: demo
instance:
  region: eu-west-1
  partition: aws
  instanceId: ssoins-0123456789abcdef
  identityStoreId: d-9067642ac7
  startUrls: [https://d-9067642ac7.awsapps.com/start]
  ssoSession: corp
  sessionDuration: PT8H30M
  accessTokenDuration: 20m
  registrationDuration: P30D
  deviceCodeDuration: 30s
  pollInterval: 1s
  signIn: auto:alice@example.com
  consent: never
  mfa: none
  accountOrder: directory
  refreshTokens: false
  allowedScopes: [sso:account:access, "codewhisperer:*"]
users:
  - {userName: alice@example.com, displayName: Alice, password: secret, totpSecret: GEZDGNBVGY3TQOJQ}
  - {userName: bob@example.com, status: DISABLED}
  - generate: {count: 3, userName: "user-%02d", displayName: "User %d", password: pw, totpSecret: GEZDGNBVGY3TQOJQ}
groups:
  - {displayName: Developers, members: [alice@example.com, bob@example.com]}
  - {displayName: Everybody, members: [alice@example.com, "user-*", user-01]}
  - generate: {count: 2, displayName: "pair-%d", members: 2}
accounts:
  - {accountId: "111122223333", accountName: dev, emailAddress: dev@example.com}
  - {accountId: 012345678901, accountName: team-1}
  - {accountId: "444455556666", accountName: team-2}
  - generate: {count: 2, accountName: "lab-%02d", emailAddress: "lab+%d@example.com"}
permissionSets:
  - {name: Admin, sessionDuration: PT12H, roleHashes: {"111122223333": 0123456789abcdef, team-2: fedcba9876543210}}
  - {name: ReadOnly, managedPolicies: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]}
  - generate: {count: 2, name: "Job-%d", sessionDuration: 2h}
accountAssignments:
  - {group: Developers, permissionSet: ReadOnly, accounts: ["444455556666", dev, "team-*"]}
  - {user: alice@example.com, permissionSet: Admin, accounts: [dev]}
  - {user: alice@example.com, permissionSet: ReadOnly, accounts: [dev]}
  - {user: "user-0[12]", permissionSet: "Job-*", accounts: ["lab-*"]}
  - generate: {count: 5, group: "pair-[2-9]", permissionSet: "Job-*", accounts: ["team-?", dev]}
roles:
  - {arn: "arn:aws:iam::444455556666:role/path/Deploy", trust: [Admin, "arn:aws:iam::444455556666:role/Hop"], externalId: xy}
  - {arn: "arn:aws:iam::444455556666:role/Hop"}
profiles:
  - {name: default, startUrl: "https://d-9067642ac7.awsapps.com/start", account: dev, permissionSet: Admin, region: us-east-1, output: json}
  - {name: two, ssoSession: corp, account: "444455556666", permissionSet: ReadOnly}
faults:
  - {on: ListAccounts, return: throttle, retryAfter: 2s, skip: 1, everyNth: 5, count: 3}
  - {on: "*", delay: 300ms}
  - {on: Logout, return: error, status: 503}
  - {on: CreateToken, return: dropField, field: refreshToken}
  - {user: "a*", client: "b*", return: clockSkew, skew: -1h, probability: 0.5, perSecond: 2}
  - {preset: outage}
`

func parse(t *testing.T, file string) *directory.Directory {
	t.Helper()
	d, err := directory.Parse("test.yaml", []byte(file))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEveryKeyIsRead(t *testing.T) {
	d := parse(t, full)
	want := directory.Instance{
		Region: "eu-west-1", Partition: "aws", InstanceID: "ssoins-0123456789abcdef", IdentityStoreID: "d-9067642ac7",
		StartURLs: []string{"https://d-9067642ac7.awsapps.com/start"}, SSOSession: "corp",
		SessionDuration: 8*time.Hour + 30*time.Minute, AccessTokenDuration: 20 * time.Minute,
		RegistrationDuration: 720 * time.Hour, DeviceCodeDuration: 30 * time.Second, PollInterval: time.Second,
		SignIn: directory.SignInAuto, AutoUser: "alice@example.com", Consent: directory.ConsentNever, MFA: directory.MFANone, AccountOrder: directory.OrderDirectory,
		RefreshTokenReuse: directory.ReuseRevokes,
		AllowedScopes:     []string{"sso:account:access", "codewhisperer:*"},
	}
	if diff := cmp.Diff(want, d.Instance); diff != "" {
		t.Error(diff)
	}
	users := []directory.User{
		{UserName: "alice@example.com", DisplayName: "Alice", Password: "secret", TOTPSecret: []byte("1234567890")},
		{UserName: "bob@example.com", DisplayName: "bob@example.com", Disabled: true},
	}
	for _, n := range []string{"1", "2", "3"} {
		users = append(users, directory.User{UserName: "user-0" + n, DisplayName: "User " + n, Password: "pw", TOTPSecret: []byte("1234567890")})
	}
	if diff := cmp.Diff(users, d.Users); diff != "" {
		t.Error(diff)
	}
	groups := []directory.Group{
		{DisplayName: "Developers", Members: []string{"alice@example.com", "bob@example.com"}},
		{DisplayName: "Everybody", Members: []string{"alice@example.com", "user-01", "user-02", "user-03"}},
		{DisplayName: "pair-1", Members: []string{"alice@example.com", "bob@example.com"}},
		{DisplayName: "pair-2", Members: []string{"user-01", "user-02"}},
	}
	if diff := cmp.Diff(groups, d.Groups); diff != "" {
		t.Error(diff)
	}
	sets := []directory.PermissionSet{
		{Name: "Admin", SessionDuration: 12 * time.Hour, RoleHashes: map[string]string{"111122223333": "0123456789abcdef", "444455556666": "fedcba9876543210"}},
		{Name: "ReadOnly", SessionDuration: time.Hour, ManagedPolicies: []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}},
		{Name: "Job-1", SessionDuration: 2 * time.Hour}, {Name: "Job-2", SessionDuration: 2 * time.Hour},
	}
	if diff := cmp.Diff(sets, d.PermissionSets); diff != "" {
		t.Error(diff)
	}
	role, ok := d.Role("arn:aws:iam::444455556666:role/path/Deploy")
	wantRole := directory.Role{
		ARN: role.ARN, AccountID: "444455556666", Name: "Deploy", ExternalID: "xy",
		Trust: []string{"Admin", "arn:aws:iam::444455556666:role/Hop"},
	}
	if diff := cmp.Diff(wantRole, role); !ok || diff != "" {
		t.Error(diff)
	}
	faults := []fault.Rule{
		{On: "ListAccounts", Return: fault.Throttle, RetryAfter: 2 * time.Second, Skip: 1, EveryNth: 5, Count: 3},
		{On: fault.AnyOperation, Delay: 300 * time.Millisecond},
		{On: "Logout", Return: fault.Error, Status: 503},
		{On: "CreateToken", Return: fault.DropField, Field: "refreshToken"},
		{User: "a*", Client: "b*", Return: fault.ClockSkew, Skew: -time.Hour, Probability: 0.5, PerSecond: 2},
		{On: fault.AnyOperation, Return: fault.Drop, EveryNth: 4},
		{On: fault.AnyOperation, Return: fault.Error, Status: 503},
	}
	if diff := cmp.Diff(faults, d.Faults); diff != "" {
		t.Error(diff)
	}
	if d.Seed != "demo" {
		t.Errorf("seed is %q", d.Seed)
	}
}

// TestGeneratedAccounts have ids that the file does not use, and are otherwise accounts
// as any other.
func TestGeneratedAccounts(t *testing.T) {
	file := strings.Replace(full, `accountId: "444455556666"`, `accountId: "200000000005"`, 1)
	d := parse(t, strings.ReplaceAll(file, `"444455556666"`, `"200000000005"`))
	want := []directory.Account{
		{AccountID: "200000000004", AccountName: "lab-01", EmailAddress: "lab+1@example.com"},
		{AccountID: "200000000006", AccountName: "lab-02", EmailAddress: "lab+2@example.com"},
	}
	if diff := cmp.Diff(want, d.Accounts[3:]); diff != "" {
		t.Error(diff)
	}
	if a, ok := d.Account("200000000006"); !ok || a != want[1] {
		t.Errorf("found %v", a)
	}
}

func TestAssignmentsAreResolved(t *testing.T) {
	d := parse(t, full)
	names := func(accounts []directory.Account) (out []string) {
		for _, a := range accounts {
			out = append(out, a.AccountName)
		}
		return out
	}
	// In the directory's order, whatever the order of the assignments; each once.
	if diff := cmp.Diff([]string{"dev", "team-1", "team-2"}, names(d.AccountsOf("alice@example.com"))); diff != "" {
		t.Error(diff)
	}
	var sets []string
	for _, s := range d.PermissionSetsOf("alice@example.com", "111122223333") {
		sets = append(sets, s.Name)
	}
	if diff := cmp.Diff([]string{"Admin", "ReadOnly"}, sets); diff != "" {
		t.Error(diff)
	}
	if _, ok := d.Assigned("alice@example.com", "444455556666", "Admin"); ok {
		t.Error("Admin is assigned where it is not")
	}
	if _, ok := d.Assigned("bob@example.com", "012345678901", "ReadOnly"); !ok {
		t.Error("ReadOnly of the group is not assigned")
	}
	if got := d.AccountsOf("nobody"); got != nil {
		t.Errorf("nobody has %v", got)
	}
}

func TestClientConfig(t *testing.T) {
	const want = `[sso-session corp]
sso_start_url = https://d-9067642ac7.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[default]
sso_start_url = https://d-9067642ac7.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Admin
region = us-east-1
output = json

[profile two]
sso_session = corp
sso_account_id = 444455556666
sso_role_name = ReadOnly
region = eu-west-1
`
	if diff := cmp.Diff(want, parse(t, full).ClientConfig()); diff != "" {
		t.Error(diff)
	}
}

func TestClientConfigWithoutProfiles(t *testing.T) {
	without, _, _ := strings.Cut(full, "profiles:")
	config := parse(t, without).ClientConfig()
	got := regexp.MustCompile(`(?m)^\[profile (.*)\]$`).FindAllStringSubmatch(config, -1)
	var names []string
	for _, m := range got {
		names = append(names, m[1])
	}
	want := []string{"Admin-111122223333", "ReadOnly-111122223333", "ReadOnly-012345678901", "ReadOnly-444455556666"}
	names = slices.DeleteFunc(names, func(name string) bool { return strings.HasPrefix(name, "Job-") })
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestDefault(t *testing.T) {
	d := directory.Default()
	got := regexp.MustCompile(`(?m)^\[.*\]$`).FindAllString(d.ClientConfig(), -1)
	want := []string{"[sso-session my-sso]", "[default]", "[profile my-dev-profile]", "[profile production-admin]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	first := d.Users[0].UserName
	for _, p := range d.Profiles {
		if _, ok := d.Assigned(first, p.AccountID, p.PermissionSet); !ok {
			t.Errorf("%s does not have what profile %s needs", first, p.Name)
		}
	}
	if d.Seed == "" {
		t.Error("there is no seed: keys would not outlive a restart")
	}
}

// TestTheExampleUncommented: what the example shows in comments is good, too.
func TestTheExampleUncommented(t *testing.T) {
	shown := regexp.MustCompile(`(?m)^(  )?# (?:  )?(- (?:generate|\{)|allowedScopes:|faults:)`)
	file := string(directory.Example())
	if n := len(shown.FindAllString(file, -1)); n < 12 {
		t.Errorf("only %d lines are shown in comments", n)
	}
	d := parse(t, shown.ReplaceAllString(file, "$1$2"))
	if len(d.Warnings) > 0 || len(d.Faults) == 0 || len(d.Users) != 103 {
		t.Errorf("warnings %v, %d faults, %d users", d.Warnings, len(d.Faults), len(d.Users))
	}
}

func TestJSON(t *testing.T) {
	d := parse(t, "{\n\t\"version\": 1,\n\t\"instance\": {\"region\": \"us-east-1\", \"startUrls\": [\"https://x.awsapps.com/start\"]},\n"+
		"\t\"users\": [\n\t\t{\"userName\": \"al\", \"displayName\": \"\\u00c5l \\\"A\\\"\"}\n\t]\n}\n")
	if got := d.Users[0].DisplayName; got != `Ål "A"` {
		t.Errorf("the display name is %q", got)
	}
	_, err := directory.Parse("test.json", []byte("{\n  \"version\": 1,\n  \"instnace\": {}\n}"))
	if err == nil || err.Error() != `test.json:3:3: unknown key "instnace": did you mean "instance"?` {
		t.Errorf("got %v", err)
	}
}

func TestNames(t *testing.T) {
	d := parse(t, full)
	name := d.RoleName("111122223333", "Admin")
	if !regexp.MustCompile(`^AWSReservedSSO_Admin_[0-9a-f]{16}$`).MatchString(name) {
		t.Errorf("the role is named %q", name)
	}
	if name == d.RoleName("444455556666", "Admin") {
		t.Error("two accounts have one role name")
	}
	if id := d.RoleID("111122223333", name); !regexp.MustCompile(`^AROA[A-Z2-7]{17}$`).MatchString(id) {
		t.Errorf("the role id is %q", id)
	}
	if got := d.SessionARN("111122223333", "R", "s"); got != "arn:aws:sts::111122223333:assumed-role/R/s" {
		t.Errorf("the session is %q", got)
	}
}

func TestHasStartURL(t *testing.T) {
	d := parse(t, full)
	for u, want := range map[string]bool{
		"https://d-9067642ac7.awsapps.com/start":   true,
		"https://d-9067642ac7.awsapps.com/start/":  true,
		"https://d-9067642ac7.awsapps.com/start//": false,
		"https://d-9067642ac7.awsapps.com":         false,
		"https://other.awsapps.com/start":          false,
		"":                                         false,
	} {
		if d.HasStartURL(u) != want {
			t.Errorf("HasStartURL(%q) is %t", u, !want)
		}
	}
}

// TestYAMLOfAllKinds: anchors, merged keys, comments, keys without quotes, block and
// flow style.
func TestYAMLOfAllKinds(t *testing.T) {
	d := parse(t, `# a comment
version: 1
instance: &instance
  region: us-east-1
  startUrls:
  - https://one.awsapps.com/start # the first
  - "https://two.awsapps.com/start"
users:
- &someone {userName: alice, displayName: Somebody, password: pw}
- {<<: *someone, userName: bob}
- <<: *someone
  userName: carol
accounts: [{accountId: 012345678901}, {accountId: 111122223333}]
permissionSets:
- name: Admin
  sessionDuration: PT2H
  roleHashes: {012345678901: 0123456789012345, 111122223333: abcdef0123456789}
accountAssignments: [{user: "*", permissionSet: Admin, accounts: [012345678901, 111122223333]}]
`)
	for _, name := range []string{"alice", "bob", "carol"} {
		u, ok := d.User(name)
		if !ok || u.DisplayName != "Somebody" || u.Password != "pw" || len(d.AccountsOf(name)) != 2 {
			t.Errorf("%s is %v", name, u)
		}
	}
	if name := d.RoleName("012345678901", "Admin"); name != "AWSReservedSSO_Admin_0123456789012345" {
		t.Errorf("the role is %s", name)
	}
	for _, u := range []string{"https://one.awsapps.com/start", "https://two.awsapps.com/start/"} {
		if !d.HasStartURL(u) {
			t.Errorf("%s is not a start URL", u)
		}
	}
}

func TestUnknownKeysBelowMergedKeys(t *testing.T) {
	_, err := directory.Parse("test.yaml", []byte(`version: 1
instance: {region: us-east-1, startUrls: ["https://x.awsapps.com/start"]}
users:
- {<<: {userName: alice, admin: true}, displayName: A}
`))
	if err == nil || !strings.HasPrefix(err.Error(), `test.yaml:4:26: unknown key "admin"`) {
		t.Errorf("got %v", err)
	}
}
