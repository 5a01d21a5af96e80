package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/oauth2term"
)

// center is a local Identity Center whose one person has so many accounts. It lasts as
// long as this program.
type center struct {
	base        string
	environ     []string // what leads a client to it
	accessToken string
}

const (
	centerRegion   = "us-east-1"
	centerStartURL = "https://d-1234567890.awsapps.com/start"
)

// startCenter starts one and signs in with a device code, which it approves by itself.
func startCenter(accounts int) center {
	dir, err := directory.Parse("bench.yaml", fmt.Appendf(nil, `
version: 1
instance: {region: %s, identityStoreId: d-1234567890, startUrls: ["%s"], ssoSession: corp, signIn: "auto:dev@example.com", consent: never}
users: [{userName: dev@example.com}]
groups: [{displayName: all, members: [dev@example.com]}]
accounts: [{generate: {count: %d, accountName: "team-%%04d"}}]
permissionSets: [{name: Admin}]
accountAssignments: [{group: all, permissionSet: Admin, accounts: ["*"]}]
`, centerRegion, centerStartURL, accounts))
	check(err)
	listener, err := idc.Listen("127.0.0.1:0")
	check(err)
	secret, err := idc.Secret(dir, "")
	check(err)
	base := idc.BaseURL(listener)
	server, err := idc.New(idc.Config{Directory: dir, BaseURL: base, Secret: secret})
	check(err)
	go func() { check(idc.Serve(context.Background(), listener, server)) }()
	return center{base, idc.ClientEnviron(base), signIn(base)}
}

func signIn(base string) (accessToken string) {
	ctx := context.Background()
	client := awsapi.New(awsapi.Config{Endpoint: func(awsapi.Service) (string, error) { return base, nil }})
	reg, err := client.RegisterClient(ctx, centerRegion, awsapi.ClientMetadata{ClientName: "bench", Scopes: []string{oauth2term.ScopeAccountAccess}})
	check(err)
	auth, err := client.StartDeviceAuthorization(ctx, centerRegion, reg, centerStartURL)
	check(err)
	resp, err := http.Get(auth.VerificationURIComplete)
	check(err)
	check(resp.Body.Close())
	tokens, err := client.CreateToken(ctx, centerRegion, awsapi.Grant{
		ClientID: reg.ClientID, ClientSecret: reg.ClientSecret, GrantType: oauth2term.GrantDeviceCode, DeviceCode: auth.DeviceCode,
	})
	check(err)
	return tokens.AccessToken
}

// listAccounts are the words that list them all.
func (c center) listAccounts() []string {
	return strings.Fields("sso list-accounts --region " + centerRegion + " --access-token " + c.accessToken)
}
