package idc_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/google/go-cmp/cmp"
)

// credentials fetches role credentials as alice.
func (c *center) credentials(accountID, role string) aws.Credentials {
	c.Helper()
	a := c.portal("GET", "/federation/credentials?account_id="+accountID+"&role_name="+role, c.accessToken())
	if a.status != 200 {
		c.Fatalf("role credentials: %s", a.body)
	}
	v := a.json(c.T)["roleCredentials"].(map[string]any)
	return aws.Credentials{
		AccessKeyID:     v["accessKeyId"].(string),
		SecretAccessKey: v["secretAccessKey"].(string),
		SessionToken:    v["sessionToken"].(string),
	}
}

// sts calls STS, signed by the SDK. Parameters come in pairs; an empty value takes
// one out.
func (c *center) sts(creds aws.Credentials, pairs ...string) answer {
	c.Helper()
	form := url.Values{"Version": {"2011-06-15"}}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
		if pairs[i+1] == "" {
			form.Del(pairs[i])
		}
	}
	r := c.request("POST", "/", form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
	sum := sha256.Sum256([]byte(form.Encode()))
	if err := v4.NewSigner().SignHTTP(context.Background(), creds, r, hex.EncodeToString(sum[:]), "sts", "us-east-1", c.clock.Now()); err != nil {
		c.Fatal(err)
	}
	return c.do(r)
}

type identity struct {
	XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ GetCallerIdentityResponse"`
	Arn       string   `xml:"GetCallerIdentityResult>Arn"`
	UserID    string   `xml:"GetCallerIdentityResult>UserId"`
	Account   string   `xml:"GetCallerIdentityResult>Account"`
	RequestID string   `xml:"ResponseMetadata>RequestId"`
}

func (a answer) xml(t *testing.T, v any) {
	t.Helper()
	if ct := a.header.Get("Content-Type"); ct != "text/xml" {
		t.Errorf("the content type is %q", ct)
	}
	if err := xml.Unmarshal([]byte(a.body), v); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
}

func wantSTSError(t *testing.T, a answer, status int, code string) {
	t.Helper()
	var e struct {
		XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse"`
		Type      string   `xml:"Error>Type"`
		Code      string   `xml:"Error>Code"`
		Message   string   `xml:"Error>Message"`
		RequestID string   `xml:"RequestId"`
	}
	a.xml(t, &e)
	if a.status != status || e.Code != code || e.Type != "Sender" || e.Message == "" || e.RequestID == "" {
		t.Errorf("got %d %+v, want %d %s", a.status, e, status, code)
	}
}

func TestGetCallerIdentity(t *testing.T) {
	c := newCenter(t)
	a := c.sts(c.credentials("111122223333", "Developer"), "Action", "GetCallerIdentity")
	var v identity
	a.xml(t, &v)
	role, session, _ := strings.Cut(strings.TrimPrefix(v.Arn, "arn:aws:sts::111122223333:assumed-role/"), "/")
	if a.status != 200 || !strings.HasPrefix(role, "AWSReservedSSO_Developer_") || session != "alice" || v.Account != "111122223333" {
		t.Errorf("the identity is %+v", v)
	}
	if !strings.HasPrefix(v.UserID, "AROA") || !strings.HasSuffix(v.UserID, ":alice") || v.RequestID != a.header.Get("x-amzn-RequestId") {
		t.Errorf("the identity is %+v", v)
	}
}

func TestSTSErrors(t *testing.T) {
	c := newCenter(t)
	creds := c.credentials("111122223333", "Developer")
	wrongKey, wrongToken, noToken := creds, creds, creds
	wrongKey.SecretAccessKey = "x"
	wrongToken.SessionToken += "x"
	noToken.SessionToken = ""
	for name, b := range map[string]struct {
		answer answer
		status int
		code   string
	}{
		"wrong key":      {c.sts(wrongKey, "Action", "GetCallerIdentity"), 403, "SignatureDoesNotMatch"},
		"wrong token":    {c.sts(wrongToken, "Action", "GetCallerIdentity"), 403, "InvalidClientTokenId"},
		"no token":       {c.sts(noToken, "Action", "GetCallerIdentity"), 403, "InvalidClientTokenId"},
		"unsigned":       {c.do(c.request("POST", "/", "Action=GetCallerIdentity")), 403, "MissingAuthenticationToken"},
		"other action":   {c.sts(creds, "Action", "GetFederationToken"), 400, "InvalidAction"},
		"other version":  {c.sts(creds, "Action", "GetCallerIdentity", "Version", "2010-01-01"), 400, "InvalidAction"},
		"body too large": {c.do(c.request("POST", "/", strings.Repeat("x", 2<<20))), 413, "RequestEntityTooLarge"},
	} {
		t.Run(name, func(t *testing.T) { wantSTSError(t, b.answer, b.status, b.code) })
	}
	c.clock.Advance(2 * time.Hour)
	wantSTSError(t, c.sts(creds, "Action", "GetCallerIdentity"), 403, "ExpiredToken")
}

func TestOtherServicesAtTheRoot(t *testing.T) {
	c := newCenter(t)
	r := c.request("POST", "/", "{}")
	r.Header.Set("X-Amz-Target", "SWBExternalService.ListInstances")
	a := c.do(r)
	if a.status != 400 || a.header.Get("x-amzn-ErrorType") != "UnknownOperationException" || a.json(t)["__type"] != "UnknownOperationException" {
		t.Errorf("got %d %v %s", a.status, a.header, a.body)
	}
}

const (
	deployARN  = "arn:aws:iam::222233334444:role/ops/Deploy"
	guardedARN = "arn:aws:iam::222233334444:role/Guarded"
	secondARN  = "arn:aws:iam::222233334444:role/Second"
)

func TestAssumeRole(t *testing.T) {
	c := newCenter(t)
	creds := c.credentials("111122223333", "Developer")
	a := c.sts(creds, "Action", "AssumeRole", "RoleArn", deployARN, "RoleSessionName", "ship-it", "DurationSeconds", "900")
	var v struct {
		XMLName      xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ AssumeRoleResponse"`
		KeyID        string   `xml:"AssumeRoleResult>Credentials>AccessKeyId"`
		SecretKey    string   `xml:"AssumeRoleResult>Credentials>SecretAccessKey"`
		SessionToken string   `xml:"AssumeRoleResult>Credentials>SessionToken"`
		Expiration   string   `xml:"AssumeRoleResult>Credentials>Expiration"`
		ID           string   `xml:"AssumeRoleResult>AssumedRoleUser>AssumedRoleId"`
		Arn          string   `xml:"AssumeRoleResult>AssumedRoleUser>Arn"`
		Packed       string   `xml:"AssumeRoleResult>PackedPolicySize"`
	}
	a.xml(t, &v)
	if v.Arn != "arn:aws:sts::222233334444:assumed-role/Deploy/ship-it" || !strings.HasSuffix(v.ID, ":ship-it") ||
		v.Expiration != "2026-11-23T05:15:00Z" || v.Packed != "0" {
		t.Errorf("the answer is %+v", v)
	}
	chained := aws.Credentials{AccessKeyID: v.KeyID, SecretAccessKey: v.SecretKey, SessionToken: v.SessionToken}
	var who identity
	c.sts(chained, "Action", "GetCallerIdentity").xml(t, &who)
	if who.Arn != v.Arn || who.UserID != v.ID || who.Account != "222233334444" {
		t.Errorf("the identity is %+v", who)
	}
	// One role trusts the other, and not the permission set behind it.
	second := []string{"Action", "AssumeRole", "RoleArn", secondARN, "RoleSessionName", "second"}
	if a = c.sts(chained, second...); a.status != 200 {
		t.Errorf("a trusted role is refused: %s", a.body)
	}
	a.xml(t, &v)
	c.sts(aws.Credentials{AccessKeyID: v.KeyID, SecretAccessKey: v.SecretKey, SessionToken: v.SessionToken}, "Action", "GetCallerIdentity")
	requests := c.server.Requests(0)
	if last := requests[len(requests)-1]; last.Operation != "GetCallerIdentity" || last.Status != 200 || last.UserName != "alice" {
		t.Errorf("at the end of the chain it is %+v", last)
	}
	wantSTSError(t, c.sts(creds, second...), 403, "AccessDenied")
}

func TestAssumeRoleErrors(t *testing.T) {
	c := newCenter(t)
	developer, admin := c.credentials("111122223333", "Developer"), c.credentials("111122223333", "Admin")
	base := []string{"Action", "AssumeRole", "RoleArn", deployARN, "RoleSessionName", "ship-it"}
	for name, b := range map[string]struct {
		creds  aws.Credentials
		change []string
		status int
		code   string
	}{
		"not trusted":        {admin, nil, 403, "AccessDenied"},
		"no such role":       {developer, []string{"RoleArn", "arn:aws:iam::222233334444:role/Nope"}, 403, "AccessDenied"},
		"no external id":     {developer, []string{"RoleArn", guardedARN}, 403, "AccessDenied"},
		"wrong external id":  {developer, []string{"RoleArn", guardedARN, "ExternalId", "x"}, 403, "AccessDenied"},
		"no role":            {developer, []string{"RoleArn", ""}, 400, "ValidationError"},
		"no session name":    {developer, []string{"RoleSessionName", ""}, 400, "ValidationError"},
		"bad session name":   {developer, []string{"RoleSessionName", "a b"}, 400, "ValidationError"},
		"too short":          {developer, []string{"DurationSeconds", "899"}, 400, "ValidationError"},
		"more than one hour": {developer, []string{"DurationSeconds", "3601"}, 400, "ValidationError"},
		"not a number":       {developer, []string{"DurationSeconds", "1h"}, 400, "ValidationError"},
	} {
		t.Run(name, func(t *testing.T) {
			wantSTSError(t, c.sts(b.creds, append(base, b.change...)...), b.status, b.code)
		})
	}
	a := c.sts(developer, append(base, "RoleArn", guardedARN, "ExternalId", "knock", "DurationSeconds", "3600")...)
	if a.status != 200 {
		t.Errorf("the right external id is refused: %s", a.body)
	}
}

// TestRestart: another server with the same secret knows keys and clients, and
// not what was only remembered.
func TestRestart(t *testing.T) {
	first := newCenter(t)
	client := first.register(deviceClient)
	creds := first.credentials("111122223333", "Developer")
	accessToken := first.accessToken()
	var before, after identity
	first.sts(creds, "Action", "GetCallerIdentity").xml(t, &before)

	second := newCenterAt(t, first.clock)
	second.sts(creds, "Action", "GetCallerIdentity").xml(t, &after)
	before.RequestID, after.RequestID = "", ""
	if diff := cmp.Diff(before, after); diff != "" {
		t.Error(diff)
	}
	second.start(client)
	wantPortalError(t, second.portal("GET", "/assignment/accounts", accessToken), 401, "UnauthorizedException", "Session token not found or invalid")
}

func TestRoleCredentialsExpireByHand(t *testing.T) {
	c := newCenter(t)
	old := c.credentials("111122223333", "Developer")
	c.server.ExpireRoleCredentials()
	wantSTSError(t, c.sts(old, "Action", "GetCallerIdentity"), 403, "ExpiredToken")
	c.clock.Advance(time.Second)
	if a := c.sts(c.credentials("111122223333", "Developer"), "Action", "GetCallerIdentity"); a.status != 200 {
		t.Errorf("newer ones: %d %s", a.status, a.body)
	}
}
