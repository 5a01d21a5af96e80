package awsapi

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"

	"fob.example/fob/internal/oauth2term"
)

// Codes of ServiceErrors that a flow acts upon. AWS's names; RFC 6749 §5.2 and
// RFC 8628 §3.5 give the meanings.
const (
	CodeAuthorizationPending = "AuthorizationPendingException"
	CodeSlowDown             = "SlowDownException"
	CodeExpiredToken         = "ExpiredTokenException"
	CodeAccessDenied         = "AccessDeniedException"
	CodeInvalidGrant         = "InvalidGrantException"
	CodeInvalidClient        = "InvalidClientException"
	CodeUnauthorized         = "UnauthorizedException" // the portal does not know the access token
)

// ClientMetadata is what RegisterClient is told of us.
type ClientMetadata struct {
	ClientName   string
	Scopes       []string
	GrantTypes   []string
	RedirectURIs []string
	IssuerURL    string
}

// Registration is the service's answer. ClientSecretExpiresAt is UTC.
type Registration struct {
	ClientID, ClientSecret string
	ClientSecretExpiresAt  time.Time
}

// DeviceAuthorization is RFC 8628 §3.2. Interval is zero where none was sent.
type DeviceAuthorization struct {
	DeviceCode, UserCode                     string
	VerificationURI, VerificationURIComplete string
	ExpiresIn, Interval                      time.Duration
}

// Grant is a request to CreateToken; GrantType tells which of the members count.
type Grant struct {
	ClientID, ClientSecret          string
	GrantType                       string
	Code, CodeVerifier, RedirectURI string // authorization_code
	DeviceCode                      string // device code
	RefreshToken                    string // refresh_token
}

// TokenSet is what a grant bought. RefreshToken is "" where none came.
type TokenSet struct {
	AccessToken, RefreshToken string
	ExpiresIn                 time.Duration
}

// RegisterClient registers a public client (RFC 7591, in AWS's dialect).
func (c *Client) RegisterClient(ctx context.Context, region string, m ClientMetadata) (Registration, error) {
	const operation = "RegisterClient"
	client, err := c.oidc(region)
	if err != nil {
		return Registration{}, fmt.Errorf("%s: %w", operation, err)
	}
	out, err := client.RegisterClient(ctx, &ssooidc.RegisterClientInput{
		ClientName:   &m.ClientName,
		ClientType:   aws.String(oauth2term.ClientTypePublic),
		Scopes:       m.Scopes,
		GrantTypes:   m.GrantTypes,
		RedirectUris: m.RedirectURIs,
		IssuerUrl:    optional(m.IssuerURL),
	})
	if err != nil {
		return Registration{}, translate(ctx, operation, err)
	}
	reg := Registration{deref(out.ClientId), deref(out.ClientSecret), time.Unix(out.ClientSecretExpiresAt, 0).UTC()}
	switch {
	case reg.ClientID == "" || reg.ClientSecret == "" || out.ClientSecretExpiresAt == 0:
		return Registration{}, incomplete(operation, "clientId, clientSecret and clientSecretExpiresAt")
	case hasControls(reg.ClientID, reg.ClientSecret):
		return Registration{}, unusable(operation, "control characters in clientId or clientSecret")
	case !plausible(reg.ClientSecretExpiresAt):
		return Registration{}, unusable(operation, "a clientSecretExpiresAt that is no time in seconds")
	}
	return reg, nil
}

// StartDeviceAuthorization begins the device flow (RFC 8628 §3.1).
func (c *Client) StartDeviceAuthorization(ctx context.Context, region string, reg Registration, startURL string) (DeviceAuthorization, error) {
	const operation = "StartDeviceAuthorization"
	client, err := c.oidc(region)
	if err != nil {
		return DeviceAuthorization{}, fmt.Errorf("%s: %w", operation, err)
	}
	out, err := client.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{
		ClientId: &reg.ClientID, ClientSecret: &reg.ClientSecret, StartUrl: &startURL,
	})
	if err != nil {
		return DeviceAuthorization{}, translate(ctx, operation, err)
	}
	auth := DeviceAuthorization{
		DeviceCode:              deref(out.DeviceCode),
		UserCode:                deref(out.UserCode),
		VerificationURI:         deref(out.VerificationUri),
		VerificationURIComplete: deref(out.VerificationUriComplete),
		ExpiresIn:               time.Duration(out.ExpiresIn) * time.Second,
		Interval:                time.Duration(out.Interval) * time.Second,
	}
	switch {
	case auth.DeviceCode == "" || auth.UserCode == "" || auth.VerificationURI == "" || auth.ExpiresIn == 0:
		return DeviceAuthorization{}, incomplete(operation, "deviceCode, userCode, verificationUri and expiresIn")
	case auth.ExpiresIn < 0:
		return DeviceAuthorization{}, unusable(operation, "an expiresIn below zero")
	case hasControls(auth.DeviceCode, auth.UserCode):
		return DeviceAuthorization{}, unusable(operation, "control characters in deviceCode or userCode")
	}
	return auth, nil
}

// CreateToken exchanges a grant for tokens. A code and a device code leave this machine
// once: after a broken connection nobody knows whether they were spent. A refresh token
// is sent again after a 5xx.
func (c *Client) CreateToken(ctx context.Context, region string, g Grant) (TokenSet, error) {
	const operation = "CreateToken"
	client, err := c.oidc(region)
	if err != nil {
		return TokenSet{}, fmt.Errorf("%s: %w", operation, err)
	}
	retryer := c.onlyUnsent()
	if g.GrantType == oauth2term.GrantRefreshToken {
		retryer = c.onlyAfter5xx()
	}
	out, err := client.CreateToken(ctx, &ssooidc.CreateTokenInput{
		ClientId: &g.ClientID, ClientSecret: &g.ClientSecret, GrantType: &g.GrantType,
		Code: optional(g.Code), CodeVerifier: optional(g.CodeVerifier), RedirectUri: optional(g.RedirectURI),
		DeviceCode: optional(g.DeviceCode), RefreshToken: optional(g.RefreshToken),
	}, func(o *ssooidc.Options) { o.Retryer = retryer })
	if err != nil {
		return TokenSet{}, translate(ctx, operation, err)
	}
	tokens := TokenSet{deref(out.AccessToken), deref(out.RefreshToken), time.Duration(out.ExpiresIn) * time.Second}
	switch {
	case tokens.AccessToken == "" || tokens.ExpiresIn == 0:
		return TokenSet{}, incomplete(operation, "accessToken and expiresIn")
	case tokens.ExpiresIn < 0:
		return TokenSet{}, unusable(operation, "an expiresIn below zero")
	case hasControls(tokens.AccessToken, tokens.RefreshToken):
		return TokenSet{}, unusable(operation, "control characters in accessToken or refreshToken")
	case !strings.EqualFold(deref(out.TokenType), oauth2term.TokenTypeBearer): // RFC 6749 §5.1: in any case
		return TokenSet{}, unusable(operation, "a tokenType that is not Bearer")
	}
	return tokens, nil
}

func (c *Client) oidc(region string) (*ssooidc.Client, error) {
	endpoint, http, err := c.reach(OIDC, region)
	if err != nil {
		return nil, err
	}
	return ssooidc.New(ssooidc.Options{Region: region, BaseEndpoint: endpoint, HTTPClient: http, Retryer: c.standard()}), nil
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
