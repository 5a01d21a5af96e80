package awsapi

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	smithymiddleware "github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// RoleRequest is what AssumeRole is told. Members that are empty are not sent.
type RoleRequest struct {
	RoleARN, SessionName    string // required
	ExternalID              string
	DurationSeconds         int32
	SerialNumber, TokenCode string // of an MFA device
}

// AssumedRole is STS's answer about a role. Its AccountID is the role's, and its
// Expiration is UTC. What STS did not say is "" or nil.
type AssumedRole struct {
	Credentials
	AssumedRoleID, ARN string
	PackedPolicySize   *int32
	SourceIdentity     string
	Subject            string // of the web identity, with Provider and Audience
	Provider, Audience string

	RequestID  string
	StatusCode int
	Header     http.Header
	Retries    int
}

// AssumeRole asks STS in region for credentials of a role, with a request signed by
// creds. That is so even where requests of the command go unsigned.
func (c *Client) AssumeRole(ctx context.Context, region string, creds Credentials, r RoleRequest) (AssumedRole, error) {
	const operation = "AssumeRole"
	client, err := c.signingSTS(region, creds)
	if err != nil {
		return AssumedRole{}, fmt.Errorf("%s: %w", operation, err)
	}
	in := &sts.AssumeRoleInput{
		RoleArn: &r.RoleARN, RoleSessionName: &r.SessionName, ExternalId: optional(r.ExternalID),
		DurationSeconds: number(r.DurationSeconds), SerialNumber: optional(r.SerialNumber), TokenCode: optional(r.TokenCode),
	}
	out, err := client.AssumeRole(ctx, in)
	if err != nil {
		return AssumedRole{}, translate(ctx, operation, err)
	}
	//lint:ignore SA1019 the AWS CLI keeps it with the answer
	role := AssumedRole{PackedPolicySize: out.PackedPolicySize, SourceIdentity: deref(out.SourceIdentity)}
	err = role.fill(operation, out.Credentials, out.AssumedRoleUser, out.ResultMetadata)
	return role, err
}

// AssumeRoleWithWebIdentity asks STS in region for credentials of a role with the token
// of another identity provider, in a request without a signature.
func (c *Client) AssumeRoleWithWebIdentity(ctx context.Context, region, roleARN, sessionName, webIdentityToken string) (AssumedRole, error) {
	const operation = "AssumeRoleWithWebIdentity"
	client, err := c.sts(region, aws.AnonymousCredentials{})
	if err != nil {
		return AssumedRole{}, fmt.Errorf("%s: %w", operation, err)
	}
	in := &sts.AssumeRoleWithWebIdentityInput{RoleArn: &roleARN, RoleSessionName: &sessionName, WebIdentityToken: &webIdentityToken}
	out, err := client.AssumeRoleWithWebIdentity(ctx, in)
	if err != nil {
		return AssumedRole{}, translate(ctx, operation, err)
	}
	role := AssumedRole{
		PackedPolicySize: out.PackedPolicySize, //lint:ignore SA1019 the AWS CLI keeps it with the answer
		SourceIdentity:   deref(out.SourceIdentity),
		Subject:          deref(out.SubjectFromWebIdentityToken), Provider: deref(out.Provider), Audience: deref(out.Audience),
	}
	err = role.fill(operation, out.Credentials, out.AssumedRoleUser, out.ResultMetadata)
	return role, err
}

// fill takes over what both answers share.
func (a *AssumedRole) fill(operation string, creds *types.Credentials, user *types.AssumedRoleUser, meta smithymiddleware.Metadata) error {
	if creds == nil || deref(creds.AccessKeyId) == "" || deref(creds.SecretAccessKey) == "" || deref(creds.SessionToken) == "" || creds.Expiration == nil {
		return incomplete(operation, "AccessKeyId, SecretAccessKey, SessionToken and Expiration")
	}
	if user != nil {
		a.AssumedRoleID, a.ARN = deref(user.AssumedRoleId), deref(user.Arn)
	}
	got := Credentials{
		AccessKeyID: *creds.AccessKeyId, SecretAccessKey: *creds.SecretAccessKey, SessionToken: *creds.SessionToken,
		Expiration: creds.Expiration.UTC().Truncate(time.Second), AccountID: AccountOf(a.ARN),
	}
	if got.HasControls() {
		return unusable(operation, "control characters in a key")
	}
	a.Credentials = got
	a.RequestID, _ = middleware.GetRequestIDMetadata(meta)
	if raw, ok := middleware.GetRawResponse(meta).(*smithyhttp.Response); ok {
		a.StatusCode, a.Header = raw.StatusCode, raw.Header
	}
	if attempts, ok := retry.GetAttemptResults(meta); ok {
		a.Retries = len(attempts.Results) - 1
	}
	return nil
}

// AccountOf returns the account that an ARN names, "" if it names none.
func AccountOf(arn string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return ""
	}
	return parts[4]
}
