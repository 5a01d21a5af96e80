package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/nearest"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/termui"
)

// chooseAccess finds out the account and the role. A sign-in that may not list them is
// set up without, as in the AWS CLI; unless it is an old one, which is made anew first.
func (s *ssoSetup) chooseAccess() error {
	err := s.tryAccess()
	if unauthorized(err) && !s.signedIn {
		if err = s.signInAfresh(); err == nil {
			err = s.tryAccess()
		}
	}
	_, account := s.given(optAccountID)
	_, role := s.given(optRoleName)
	if !unauthorized(err) || account || role {
		return err
	}
	s.accountID, s.roleName = "", ""
	return s.print("Unable to list AWS accounts and/or roles. Skipping configuring AWS credential provider for profile.\n")
}

func unauthorized(err error) bool {
	service, ok := errors.AsType[*awsapi.ServiceError](err)
	return ok && (service.Code == awsapi.CodeUnauthorized || service.StatusCode == 401)
}

func (s *ssoSetup) tryAccess() (err error) {
	if s.accountID, err = s.chooseAccount(); err != nil {
		return err
	}
	s.roleName, err = s.chooseRole()
	return err
}

func (s *ssoSetup) chooseAccount() (string, error) {
	accounts, err := s.accounts()
	if err != nil {
		return "", err
	}
	c := choice{option: optAccountID, question: "Account ID: "}
	for _, a := range accounts {
		c.values = append(c.values, a.id)
		c.labels = append(c.labels, a.label())
	}
	c.none = "No AWS accounts are available to you."
	c.only = "The only AWS account available to you is: %s\n"
	c.many = "There are %d AWS accounts available to you.\n"
	id, err := s.choose(c)
	if err == nil {
		err = s.show("Using the account ID " + id + "\n")
	}
	return id, err
}

func (s *ssoSetup) chooseRole() (string, error) {
	roles, err := s.roles()
	if err != nil {
		return "", err
	}
	role, err := s.choose(choice{
		option: optRoleName, question: "Role name: ", values: roles, labels: roles,
		none: "No roles are available for the account " + s.accountID,
		only: "The only role available to you is: %s\n",
		many: "There are %d roles available to you.\n",
	})
	if err == nil {
		err = s.show("Using the role name \"" + role + "\"\n")
	}
	return role, err
}

// choice is one of several values, and what the AWS CLI says of how many there are.
type choice struct {
	option           string
	question         string // where there is no menu
	values, labels   []string
	none, only, many string
}

func (s *ssoSetup) choose(c choice) (string, error) {
	value, given := s.given(c.option)
	switch {
	case len(c.values) == 0:
		return "", errors.New(c.none)
	case given && slices.Contains(c.values, value):
		return value, nil
	case given:
		return "", c.notAmong(value)
	case len(c.values) == 1:
		return c.values[0], s.show(fmt.Sprintf(c.only, c.values[0]))
	}
	if err := s.print(fmt.Sprintf(c.many, len(c.values))); err != nil {
		return "", err
	}
	if s.screen != nil {
		i, err := s.screen.Choose(s.ctx, c.labels)
		if err != nil {
			return "", s.explain(c.option, c.question, err)
		}
		return c.values[i], nil
	}
	return s.chooseByName(c)
}

// chooseByName asks for a value where no menu can be drawn.
func (s *ssoSetup) chooseByName(c choice) (string, error) {
	for _, label := range c.labels {
		fmt.Fprintln(s.Stderr, "  "+termui.Clean(label))
	}
	return s.ask(c.option, prompt.Question{Text: c.question, Check: checks(required, func(answer string) string {
		if !slices.Contains(c.values, answer) {
			return c.notAmong(answer).Error()
		}
		return ""
	})})
}

// notAmongError is an account or a role that the person does not have.
type notAmongError struct {
	What, Value  string
	Option, Near string // which option to give what instead; "" if nothing is near
}

func (e *notAmongError) Error() string {
	return fmt.Sprintf("the %s %q is not among those that you have", e.What, e.Value)
}

func (c choice) notAmong(value string) error {
	e := &notAmongError{What: strings.TrimSuffix(strings.ToLower(c.question), ": "), Value: value, Option: c.option}
	near := nearest.Name(value, slices.Concat(c.values, c.labels))
	if i := slices.IndexFunc(c.labels, func(label string) bool { return label == near || strings.HasPrefix(label, value+",") }); i >= 0 {
		near = c.values[i]
	}
	e.Near = near
	return e
}

// account is one that the person has a role in.
type account struct{ id, name, email string }

// label is the AWS CLI's line for an account.
func (a account) label() string {
	known := slices.DeleteFunc([]string{a.name, a.email}, func(s string) bool { return s == "" })
	if len(known) == 0 {
		return a.id
	}
	return strings.Join(known, ", ") + " (" + a.id + ")"
}

// compare sorts accounts by name, else by e-mail address, whatever the case, and those
// without either last, by id.
func (a account) compare(b account) int {
	nameless := func(a account) int { return len(cmp.Or(a.name, a.email)) }
	if (nameless(a) == 0) != (nameless(b) == 0) {
		return cmp.Compare(min(nameless(b), 1), min(nameless(a), 1))
	}
	key := func(a account) string { return strings.ToLower(cmp.Or(a.name, a.email, a.id)) }
	return cmp.Or(cmp.Compare(key(a), key(b)), cmp.Compare(a.id, b.id))
}

// bearer is the token of the sign-in that was made or found.
func (s *ssoSetup) bearer() bearer {
	return bearer{accessToken: s.token.AccessToken, region: s.token.Region, session: s.session}
}

// accounts lists the person's accounts in the order of the menu.
func (s *ssoSetup) accounts() ([]account, error) {
	b := s.bearer()
	listed, err := allPages(func(page awsapi.Page) ([]awsapi.Account, string, error) {
		answer, err := s.api().ListAccounts(s.ctx, b.region, b.accessToken, page)
		return answer.Accounts, answer.NextToken, b.explain("", "", err)
	})
	var accounts []account
	for _, a := range sound(s.app, b, listed, func(a awsapi.Account) *string { return a.AccountID }) {
		accounts = append(accounts, account{deref(a.AccountID), deref(a.AccountName), deref(a.EmailAddress)})
	}
	slices.SortFunc(accounts, account.compare)
	return accounts, err
}

// roles lists the names of the person's roles in the account, in the order of the menu.
// One that cannot stand in the config file is left out.
func (s *ssoSetup) roles() ([]string, error) {
	b := s.bearer()
	listed, err := allPages(func(page awsapi.Page) ([]awsapi.Role, string, error) {
		answer, err := s.api().ListAccountRoles(s.ctx, b.region, b.accessToken, s.accountID, page)
		return answer.Roles, answer.NextToken, b.explain(s.accountID, "", err)
	})
	var roles, odd []string
	for _, r := range listed {
		if name := deref(r.RoleName); name != "" && !strings.ContainsFunc(name, unicode.IsControl) {
			roles = append(roles, name)
		} else {
			odd = append(odd, name)
		}
	}
	if len(odd) > 0 {
		s.warn(fmt.Errorf("left out %d of the list: a role of this name cannot be: %q", len(odd), odd[0]))
	}
	slices.SortFunc(roles, func(a, b string) int { return cmp.Compare(strings.ToLower(a), strings.ToLower(b)) })
	return roles, err
}

// allPages follows a list to its end.
func allPages[T any](fetch func(awsapi.Page) ([]T, string, error)) (all []T, err error) {
	pages := pagesFrom("", func(nextToken string) ([]any, string, error) {
		items, next, err := fetch(awsapi.Page{MaxResults: 100, NextToken: nextToken})
		all = append(all, items...)
		return nil, next, err
	})
	for _, err := range pages {
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
