package awsapi

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// CodeExpiredCredentials is STS's word for credentials whose time is over, or that
// were ended before it.
const CodeExpiredCredentials = "ExpiredToken"

// CallerIdentity is STS's word on whose credentials signed a request.
type CallerIdentity struct{ UserID, Account, ARN string }

// GetCallerIdentity asks STS in region who creds belong to.
func (c *Client) GetCallerIdentity(ctx context.Context, region string, creds Credentials) (CallerIdentity, error) {
	const operation = "GetCallerIdentity"
	client, err := c.signingSTS(region, creds)
	if c.config.Unsigned {
		client, err = c.sts(region, aws.AnonymousCredentials{})
	}
	if err != nil {
		return CallerIdentity{}, fmt.Errorf("%s: %w", operation, err)
	}
	out, err := client.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return CallerIdentity{}, translate(ctx, operation, err)
	}
	id := CallerIdentity{deref(out.UserId), deref(out.Account), deref(out.Arn)}
	if id.Account == "" || id.ARN == "" {
		return CallerIdentity{}, incomplete(operation, "Account and Arn")
	}
	return id, nil
}

func (c *Client) sts(region string, signer aws.CredentialsProvider) (*sts.Client, error) {
	endpoint, http, err := c.reach(STS, region)
	if err != nil {
		return nil, err
	}
	return sts.New(sts.Options{
		Region: region, BaseEndpoint: endpoint, HTTPClient: http, Retryer: c.standard(), Credentials: signer,
	}), nil
}

// signingSTS makes a client that signs. Keys that would end a header's line do not get as
// far as a request.
func (c *Client) signingSTS(region string, creds Credentials) (*sts.Client, error) {
	if creds.HasControls() {
		return nil, errors.New("the credentials hold control characters")
	}
	return c.sts(region, aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: creds.AccessKeyID, SecretAccessKey: creds.SecretAccessKey, SessionToken: creds.SessionToken}, nil
	}))
}
