package awsapi

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sso"
)

// GetRoleCredentials buys an hour or more of a role with an access token.
// Expiration is UTC, and AccountID is the one asked for.
func (c *Client) GetRoleCredentials(ctx context.Context, region, accessToken, accountID, roleName string) (Credentials, error) {
	const operation = "GetRoleCredentials"
	client, err := c.portal(region)
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
	if role == nil || deref(role.AccessKeyId) == "" || deref(role.SecretAccessKey) == "" || deref(role.SessionToken) == "" || role.Expiration <= 0 {
		return Credentials{}, incomplete(operation, "accessKeyId, secretAccessKey, sessionToken and expiration")
	}
	return Credentials{
		AccessKeyID:     *role.AccessKeyId,
		SecretAccessKey: *role.SecretAccessKey,
		SessionToken:    *role.SessionToken,
		Expiration:      time.UnixMilli(role.Expiration).UTC(),
		AccountID:       accountID,
	}, nil
}

// Logout ends the portal session that the access token belongs to.
func (c *Client) Logout(ctx context.Context, region, accessToken string) error {
	const operation = "Logout"
	client, err := c.portal(region)
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	_, err = client.Logout(ctx, &sso.LogoutInput{AccessToken: &accessToken})
	return translate(ctx, operation, err)
}

func (c *Client) portal(region string) (*sso.Client, error) {
	endpoint, err := c.serviceIn(Portal, region)
	if err != nil {
		return nil, err
	}
	return sso.New(sso.Options{Region: region, BaseEndpoint: endpoint, HTTPClient: c.http(), Retryer: standard()}), nil
}
