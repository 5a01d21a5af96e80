package awsapi

import (
	"context"
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
	signer := signer(creds)
	if c.config.Unsigned {
		signer = aws.AnonymousCredentials{}
	}
	client, err := c.sts(region, signer)
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

// signer provides creds to the SDK.
func signer(creds Credentials) aws.CredentialsProvider {
	return aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: creds.AccessKeyID, SecretAccessKey: creds.SecretAccessKey, SessionToken: creds.SessionToken}, nil
	})
}
