package directory_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/idc/directory"
)

// company is a directory by patterns; lines are added to its instance.
func company(t *testing.T, seed string, lines ...string) *directory.Directory {
	t.Helper()
	return parse(t, fmt.Sprintf(`version: 1
%s
instance:
  region: us-east-1
  startUrls: [https://x.awsapps.com/start]
  %s
users: [{generate: {count: 40, userName: "user-%%02d"}}, {userName: solo}]
groups: [{generate: {count: 10, displayName: "group-%%d", members: 4}}, {displayName: all, members: ["*"]}]
accounts: [{generate: {count: 50, accountName: "team-%%d"}}, {accountId: "111122223333", accountName: shared}]
permissionSets: [{generate: {count: 7, name: "Set-%%d"}}, {name: Everywhere}, {name: Own}]
accountAssignments:
  - {user: user-01, permissionSet: Own, accounts: [shared, team-7]}
  - generate: {count: 1000, group: "group-*", permissionSet: "Set-*", accounts: ["team-*"]}
  - {group: all, permissionSet: Everywhere, accounts: ["team-1*", shared]}
`, seed, strings.Join(lines, "\n  ")))
}

func accountNames(accounts []directory.Account) (names []string) {
	for _, a := range accounts {
		names = append(names, a.AccountName)
	}
	return names
}

// TestAccountsPage walks through the accounts of users in pages of each size, which
// together are all of them once and in order.
func TestAccountsPage(t *testing.T) {
	d := company(t, "seed: a")
	for _, user := range []string{"user-01", "user-40", "SOLO"} {
		all := d.AccountsOf(user)
		for _, size := range []int{1, 2, 7, len(all) - 1, len(all), 100} {
			var got []directory.Account
			for from, first := 0, true; first || from != 0; first = false {
				var page []directory.Account
				page, from = d.AccountsPage(user, from, size)
				if len(page) == 0 || len(page) > size {
					t.Fatalf("%s: a page of %d", user, len(page))
				}
				got = append(got, page...)
			}
			if diff := cmp.Diff(all, got); diff != "" {
				t.Errorf("%s, pages of %d: %s", user, size, diff)
			}
		}
	}
	if accounts, next := d.AccountsPage("nobody", 0, 10); accounts != nil || next != 0 {
		t.Errorf("nobody has %v, %d", accounts, next)
	}
	if accounts, next := d.AccountsPage("solo", 1000, 10); accounts != nil || next != 0 {
		t.Errorf("after the last are %v, %d", accounts, next)
	}
}

// TestGeneratedAssignments are as many as asked for, all different, and the groups have
// equally many.
func TestGeneratedAssignments(t *testing.T) {
	d := company(t, "seed: a")
	if got, want := d.Assignments(), 2+1000+12; got != want {
		t.Errorf("%d assignments, want %d", got, want)
	}
	// user-01 is in group-1, of which there are 100, and in all, which adds none of Set-*.
	generated, sets := 0, map[string]bool{}
	for _, a := range d.AccountsOf("user-01") {
		for _, s := range d.PermissionSetsOf("user-01", a.AccountID) {
			if strings.HasPrefix(s.Name, "Set-") {
				generated++
				sets[s.Name] = true
			}
		}
	}
	if generated != 100 || len(sets) != 7 {
		t.Errorf("%d for the first group, of %d sets", generated, len(sets))
	}
	if names := accountNames(d.AccountsOf("solo")); len(names) != 12 || names[0] != "team-1" || names[11] != "shared" {
		t.Errorf("by the pattern: %v", names)
	}
}

// TestTheSeedDecides: what is generated and shuffled is the same for the same seed,
// whenever the file is read.
func TestTheSeedDecides(t *testing.T) {
	listed := func(seed string) (out []string) {
		d := company(t, seed, "accountOrder: shuffle")
		for _, u := range []string{"user-01", "user-09"} {
			for _, a := range d.AccountsOf(u) {
				out = append(out, a.AccountName)
				for _, s := range d.PermissionSetsOf(u, a.AccountID) {
					out = append(out, s.Name)
				}
			}
		}
		return out
	}
	if diff := cmp.Diff(listed("seed: a"), listed("seed: a")); diff != "" {
		t.Error(diff)
	}
	if slices.Equal(listed("seed: a"), listed("seed: b")) {
		t.Error("another seed makes no difference")
	}
	if slices.Equal(listed(""), listed("")) {
		t.Error("without a seed, two starts shuffle alike")
	}
}

func TestAccountOrder(t *testing.T) {
	const head, rest = "version: 1\nseed: a\ninstance: {region: us-east-1, startUrls: [\"https://x.awsapps.com/start\"], accountOrder: ", `}
users: [{userName: alice}]
accounts:
  - {accountId: "333344445555", accountName: b}
  - {accountId: "111122223333", accountName: c}
  - {accountId: "222233334444", accountName: a}
permissionSets: [{name: Admin}]
accountAssignments: [{user: alice, permissionSet: Admin, accounts: [a, b, c]}]
`
	for order, want := range map[string]string{"directory": "b c a", "name": "a b c", "id": "c a b"} {
		d := parse(t, head+order+rest)
		if got := strings.Join(accountNames(d.AccountsOf("alice")), " "); got != want {
			t.Errorf("%s: %s, want %s", order, got, want)
		}
		if a, ok := d.Account("222233334444"); !ok || a.AccountName != "a" {
			t.Errorf("%s: found %v", order, a)
		}
	}
	shuffled := accountNames(parse(t, head+"shuffle"+rest).AccountsOf("alice"))
	slices.Sort(shuffled)
	if got := strings.Join(shuffled, " "); got != "a b c" {
		t.Errorf("shuffled: %s", got)
	}
}

// TestPatternsOverEverything: who gets what where can all be patterns. A name with a
// pattern's characters in it is still a name.
func TestPatternsOverEverything(t *testing.T) {
	d := parse(t, `version: 1
instance: {region: us-east-1, startUrls: ["https://x.awsapps.com/start"]}
users: [{userName: ann}, {userName: anton}, {userName: bob}]
groups: [{displayName: "[dev]*", members: [bob]}, {displayName: d, members: [ann]}]
accounts: [{accountId: "111122223333", accountName: "what?"}, {accountId: "222233334444", accountName: whats}]
permissionSets: [{name: Read}, {name: ReadWrite}, {name: Admin}]
accountAssignments:
  - {user: "an*", permissionSet: "Read*", accounts: ["what?"]}
  - {group: "[dev]*", permissionSet: Admin, accounts: ["*"]}
`)
	for who, want := range map[string]string{
		"ann": "what?: Read ReadWrite", "anton": "what?: Read ReadWrite", "bob": "what?: Admin, whats: Admin",
	} {
		var got []string
		for _, a := range d.AccountsOf(who) {
			var sets []string
			for _, s := range d.PermissionSetsOf(who, a.AccountID) {
				sets = append(sets, s.Name)
			}
			got = append(got, a.AccountName+": "+strings.Join(sets, " "))
		}
		if g := strings.Join(got, ", "); g != want {
			t.Errorf("%s has %s, want %s", who, g, want)
		}
	}
}

func TestTooManyAssignments(t *testing.T) {
	_, err := directory.Parse("test.yaml", []byte(`version: 1
instance: {region: us-east-1, startUrls: ["https://x.awsapps.com/start"]}
users: [{generate: {count: 100000}}]
accounts: [{generate: {count: 51}}]
permissionSets: [{name: Admin}]
accountAssignments:
  - {user: "*", permissionSet: Admin, accounts: ["*"]}
`))
	if err == nil || err.Error() != "test.yaml:7:5: more than 5000000 assignments up to here: want narrower patterns" {
		t.Errorf("got %v", err)
	}
}

func TestWarnings(t *testing.T) {
	file := strings.NewReplacer(
		`"team-*"`, `"tea-*"`, "name: ReadOnly,", "name: Unused}\n  - {name: ReadOnly,",
		"displayName: Everybody, members: [", "displayName: Everybody, members: []}\n  - {displayName: Rest, members: [",
		"externalId: xy", "externalId: x").Replace(full)
	var got []string
	for _, w := range parse(t, file).Warnings {
		got = append(got, w.Error())
	}
	want := []string{
		`test.yaml:27:19: group "Everybody" has no members`,
		`test.yaml:37:12: nobody has the permission set "Unused"`,
		`test.yaml:41:82: no account has a name like "tea-*"`,
		`test.yaml:47:123: externalId "x": AWS's clients send none of fewer than 2 characters`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if w := append(parse(t, full).Warnings, directory.Default().Warnings...); len(w) != 0 {
		t.Errorf("a good file: %v", w)
	}
}

func TestPinnedRoleNames(t *testing.T) {
	d := parse(t, full)
	for account, want := range map[string]string{
		"111122223333": "^AWSReservedSSO_Admin_0123456789abcdef$", "444455556666": "^AWSReservedSSO_Admin_fedcba9876543210$",
		"012345678901": "^AWSReservedSSO_Admin_[0-9a-f]{16}$",
	} {
		if name := d.RoleName(account, "Admin"); !regexp.MustCompile(want).MatchString(name) {
			t.Errorf("in %s: %s", account, name)
		}
	}
}

// TestClientConfigOfALargeDirectory stays of a size that a shell can carry.
func TestClientConfigOfALargeDirectory(t *testing.T) {
	d := parse(t, `version: 1
instance: {region: us-east-1, startUrls: ["https://x.awsapps.com/start"]}
users: [{userName: alice}]
accounts: [{generate: {count: 1200}}]
permissionSets: [{name: Admin}]
accountAssignments: [{user: alice, permissionSet: Admin, accounts: ["*"]}]
`)
	config := d.ClientConfig()
	if n := strings.Count(config, "[profile "); n != 1000 || !strings.HasSuffix(config, "\n# 200 more accounts and permission sets have no profile here.\n") {
		t.Errorf("%d profiles, and at the end %q", n, config[len(config)-100:])
	}
}
