package doctor

import (
	"context"
	"slices"
	"sync"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/rolecreds"
)

// atOnce is how many accounts are asked about at a time.
const atOnce = 8

// assignments are the roles of accounts that a person has.
type assignments struct {
	api                 *awsapi.Client
	region, accessToken string
	accounts            map[string]*account
}

type account struct {
	roles []string
	err   error
}

// fetch lists the roles of every account of the profiles, some at a time.
func (a *assignments) fetch(ctx context.Context, profiles []awsconfig.SSOProfile) {
	a.accounts = map[string]*account{}
	var (
		waiting sync.WaitGroup
		places  = make(chan struct{}, atOnce)
	)
	for _, p := range profiles {
		if a.accounts[p.AccountID] != nil {
			continue
		}
		one := &account{}
		a.accounts[p.AccountID] = one
		places <- struct{}{}
		waiting.Go(func() {
			defer func() { <-places }()
			one.roles, one.err = a.list(ctx, p.AccountID)
		})
	}
	waiting.Wait()
}

// maxPages ends a list that never ends.
const maxPages = 100

func (a *assignments) list(ctx context.Context, accountID string) (roles []string, err error) {
	page := awsapi.Page{MaxResults: 100}
	for range maxPages {
		answer, err := a.api.ListAccountRoles(ctx, a.region, a.accessToken, accountID, page)
		if err != nil {
			return nil, err
		}
		for _, role := range answer.Roles {
			if role.RoleName != nil {
				roles = append(roles, *role.RoleName)
			}
		}
		if page.NextToken = answer.NextToken; page.NextToken == "" {
			return roles, nil
		}
	}
	return roles, nil
}

// check returns what is wrong with the role of a profile, in the words of rolecreds.
func (a *assignments) check(p awsconfig.SSOProfile) error {
	one := a.accounts[p.AccountID]
	switch {
	case one.err != nil:
		return rolecreds.Explain(p, one.err)
	case !slices.Contains(one.roles, p.RoleName):
		return &rolecreds.NotAssignedError{Profile: p}
	}
	return nil
}
