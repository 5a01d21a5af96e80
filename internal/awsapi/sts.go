package awsapi

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// signer provides creds to the SDK, or nothing where requests go unsigned.
func (c *Client) signer(creds Credentials) aws.CredentialsProvider {
	if c.config.Unsigned {
		return aws.AnonymousCredentials{}
	}
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: creds.AccessKeyID, SecretAccessKey: creds.SecretAccessKey, SessionToken: creds.SessionToken}, nil
	})
}

// CallerIdentity is STS's word on whose credentials signed a request.
type CallerIdentity struct{ UserID, Account, ARN string }

// GetCallerIdentity asks STS in region who creds belong to.
func (c *Client) GetCallerIdentity(ctx context.Context, region string, creds Credentials) (CallerIdentity, error) {
	const operation = "GetCallerIdentity"
	endpoint, http, err := c.reach(STS, region)
	if err != nil {
		return CallerIdentity{}, fmt.Errorf("%s: %w", operation, err)
	}
	client := sts.New(sts.Options{
		Region: region, BaseEndpoint: endpoint, HTTPClient: http, Retryer: standard(), Credentials: c.signer(creds),
	})
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
