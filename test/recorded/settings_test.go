package recorded

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"fob.example/fob/internal/idc/fault"
)

type object = map[string]any

// startURLs are those that a case leads to, all of which its server knew.
func (c signIn) startURLs() []string {
	urls := []string{"https://d-1234567890.awsapps.com/start"}
	for _, m := range regexp.MustCompile(`sso_start_url = (https\S+)`).FindAllStringSubmatch(c.Files[".aws/config"], -1) {
		urls = append(urls, m[1])
	}
	if vanity, _, _ := strings.Cut(c.Server.Vanity.Location, "?"); strings.HasPrefix(vanity, "https:") {
		urls = append(urls, strings.TrimSuffix(vanity, "/"))
	}
	slices.Sort(urls)
	return slices.Compact(urls)
}

// directory returns the settings as a directory file.
func (s signInServer) directory(startURLs []string) object {
	scopes := []string{"sso:*", "codewhisperer:*", "codecatalyst:*"}
	if s.AllowedScopes != nil {
		scopes = s.AllowedScopes
	}
	registration := 90 * 24 * time.Hour
	if s.RegistrationTTL != 0 {
		registration = time.Duration(s.RegistrationTTL) * time.Second
	}
	accounts, assignments := s.accounts()
	roles := []object{}
	if s.AssumeAny == nil || *s.AssumeAny {
		roles = append(roles, object{"arn": "arn:aws:iam::999900001111:role/Deploy", "trust": []string{"Admin"}})
	}
	return object{
		"version": 1,
		"instance": object{
			"region": "us-east-1", "startUrls": startURLs,
			"sessionDuration": "8h", "accessTokenDuration": "8h", "registrationDuration": registration.String(),
			"pollInterval": "1s", "signIn": "auto:" + person, "consent": "never", "allowedScopes": scopes,
		},
		"users":    []object{{"userName": person}},
		"accounts": accounts, "permissionSets": []object{{"name": "Admin"}, {"name": "ReadOnly"}},
		"accountAssignments": assignments, "roles": roles,
	}
}

// accounts returns those of the settings, else the usual three with all roles, and who
// may do what there.
func (s signInServer) accounts() (accounts, assignments []object) {
	accounts, assignments = []object{}, []object{}
	add := func(id, name, email string, roles ...string) {
		accounts = append(accounts, object{"accountId": id, "accountName": name, "emailAddress": email})
		for _, role := range roles {
			assignments = append(assignments, object{"user": person, "permissionSet": role, "accounts": []string{id}})
		}
	}
	if s.Accounts != nil {
		for _, a := range *s.Accounts {
			add(a.AccountID, a.AccountName, a.EmailAddress, a.Roles...)
		}
		return accounts, assignments
	}
	add("111122223333", "alpha-dev", "alpha-dev@example.test", "Admin", "ReadOnly")
	add("444455556666", "beta-prod", "beta-prod@example.test", "Admin", "ReadOnly")
	add("777788889999", "Gamma Team", "gamma@example.test", "Admin", "ReadOnly")
	if n := s.Generate.Accounts; n > 0 {
		accounts = append(accounts, object{"generate": object{"count": n, "accountName": "generated-%d"}})
		assignments = append(assignments, object{"user": person, "permissionSet": "Admin", "accounts": []string{"generated-*"}})
	}
	return accounts, assignments
}

// faults returns the failures of the settings.
func (s signInServer) faults() (rules []fault.Rule) {
	for operation, seconds := range s.Latency {
		rules = append(rules, fault.Rule{On: operation, Delay: time.Duration(seconds * float64(time.Second))})
	}
	if s.CodeTTL < 0 || s.DeviceApprove == "expired" {
		rules = append(rules, fault.Rule{On: "CreateToken", Return: fault.Error, Name: "ExpiredTokenException"})
	}
	return append(rules, faultRules(s.Faults)...)
}

func faultRules(faults []signInFault) (rules []fault.Rule) {
	for _, f := range faults {
		kind := fault.Kind(f.Kind)
		if f.Kind == "drop_field" {
			kind = fault.DropField
		}
		rules = append(rules, fault.Rule{
			On: f.Op, Return: kind, Field: f.Field, Status: f.Status, Skip: f.Skip, Count: f.First,
			RetryAfter: time.Duration(f.RetryAfter) * time.Second,
		})
	}
	return rules
}
