package awsapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sso"
)

// Page asks for a part of a list. The zero value asks for the first page, at the
// service's own size; MaxResults is 1 to 100.
type Page struct {
	NextToken  string
	MaxResults int32
}

// Account is an account that the person who signed in has a role in. The name and the
// address may be missing.
type Account struct{ AccountID, AccountName, EmailAddress *string }

// AccountPage is a page of ListAccounts. Accounts is nil if the answer holds no list.
type AccountPage struct {
	Accounts  []Account
	NextToken string
}

// Role is a role that the person who signed in has in an account.
type Role struct{ RoleName, AccountID *string }

// RolePage is a page of ListAccountRoles. Roles is nil if the answer holds no list.
type RolePage struct {
	Roles     []Role
	NextToken string
}

// ListAccounts lists the accounts of the person who signed in, a page at a time.
func (c *Client) ListAccounts(ctx context.Context, region, accessToken string, page Page) (AccountPage, error) {
	const operation = "ListAccounts"
	client, err := c.portal(region, accessToken)
	if err != nil {
		return AccountPage{}, fmt.Errorf("%s: %w", operation, err)
	}
	out, err := client.ListAccounts(ctx, &sso.ListAccountsInput{
		AccessToken: &accessToken, NextToken: optional(page.NextToken), MaxResults: number(page.MaxResults),
	})
	if err != nil {
		return AccountPage{}, translate(ctx, operation, err)
	}
	answer := AccountPage{NextToken: deref(out.NextToken)}
	if out.AccountList != nil {
		answer.Accounts = make([]Account, len(out.AccountList))
	}
	for i, a := range out.AccountList {
		answer.Accounts[i] = Account{a.AccountId, a.AccountName, a.EmailAddress}
	}
	return answer, nil
}

// ListAccountRoles lists the roles of the person who signed in, a page at a time.
func (c *Client) ListAccountRoles(ctx context.Context, region, accessToken, accountID string, page Page) (RolePage, error) {
	const operation = "ListAccountRoles"
	client, err := c.portal(region, accessToken)
	if err != nil {
		return RolePage{}, fmt.Errorf("%s: %w", operation, err)
	}
	out, err := client.ListAccountRoles(ctx, &sso.ListAccountRolesInput{
		AccessToken: &accessToken, AccountId: &accountID, NextToken: optional(page.NextToken), MaxResults: number(page.MaxResults),
	})
	if err != nil {
		return RolePage{}, translate(ctx, operation, err)
	}
	answer := RolePage{NextToken: deref(out.NextToken)}
	if out.RoleList != nil {
		answer.Roles = make([]Role, len(out.RoleList))
	}
	for i, r := range out.RoleList {
		answer.Roles[i] = Role{r.RoleName, r.AccountId}
	}
	return answer, nil
}

func number(n int32) *int32 {
	if n == 0 {
		return nil
	}
	return &n
}

// GetRoleCredentials buys an hour or more of a role with an access token.
// Expiration is UTC, and AccountID is the one asked for.
func (c *Client) GetRoleCredentials(ctx context.Context, region, accessToken, accountID, roleName string) (Credentials, error) {
	const operation = "GetRoleCredentials"
	client, err := c.portal(region, accessToken)
	if err != nil {
		return Credentials{}, fmt.Errorf("%s: %w", operation, err)
	}
	out, err := client.GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: &accessToken, AccountId: &accountID, RoleName: &roleName,
	})
	if err != nil {
		return Credentials{}, translate(ctx, operation, err)
	}
	role := out.RoleCredentials
	if role == nil || deref(role.AccessKeyId) == "" || deref(role.SecretAccessKey) == "" || deref(role.SessionToken) == "" || role.Expiration == 0 {
		return Credentials{}, incomplete(operation, "accessKeyId, secretAccessKey, sessionToken and expiration")
	}
	creds := Credentials{
		AccessKeyID:     *role.AccessKeyId,
		SecretAccessKey: *role.SecretAccessKey,
		SessionToken:    *role.SessionToken,
		Expiration:      time.UnixMilli(role.Expiration).UTC(),
		AccountID:       accountID,
	}
	switch {
	case creds.HasControls():
		return Credentials{}, unusable(operation, "control characters in a key")
	case !plausible(creds.Expiration):
		return Credentials{}, unusable(operation, "an expiration that is no time in milliseconds")
	}
	return creds, nil
}

// Logout ends the portal session that the access token belongs to.
func (c *Client) Logout(ctx context.Context, region, accessToken string) error {
	const operation = "Logout"
	client, err := c.portal(region, accessToken)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	_, err = client.Logout(ctx, &sso.LogoutInput{AccessToken: &accessToken})
	return translate(ctx, operation, err)
}

// portal makes a client for one call. A token that would end its header's line does not
// get as far as a request.
func (c *Client) portal(region, accessToken string) (*sso.Client, error) {
	if hasControls(accessToken) {
		return nil, errors.New("the access token holds control characters")
	}
	endpoint, http, err := c.reach(Portal, region)
	if err != nil {
		return nil, err
	}
	return sso.New(sso.Options{Region: region, BaseEndpoint: endpoint, HTTPClient: http, Retryer: c.standard()}), nil
}
