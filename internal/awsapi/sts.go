package awsapi

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// CallerIdentity is STS's word on whose credentials signed a request.
type CallerIdentity struct{ UserID, Account, ARN string }

// GetCallerIdentity asks STS in region who creds belong to.
func (c *Client) GetCallerIdentity(ctx context.Context, region string, creds Credentials) (CallerIdentity, error) {
	const operation = "GetCallerIdentity"
	endpoint, err := c.serviceIn(STS, region)
	if err != nil {
		return CallerIdentity{}, fmt.Errorf("%s: %w", operation, err)
	}
	client := sts.New(sts.Options{
		Region: region, BaseEndpoint: endpoint, HTTPClient: c.http(), Retryer: standard(),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: creds.AccessKeyID, SecretAccessKey: creds.SecretAccessKey, SessionToken: creds.SessionToken}, nil
		}),
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
