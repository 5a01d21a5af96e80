package awsapi_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fob.example/fob/internal/awsapi"
)

// roleAnswer is STS's answer to operation, with whatever else belongs into its result.
func roleAnswer(operation, more string) string {
	return `<` + operation + `Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><` + operation + `Result>
<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>canary</SecretAccessKey><SessionToken>canary-token</SessionToken><Expiration>2026-01-02T03:04:05.678Z</Expiration></Credentials>
<AssumedRoleUser><AssumedRoleId>AROA:me</AssumedRoleId><Arn>arn:aws:sts::444455556666:assumed-role/Deploy/me</Arn></AssumedRoleUser>` + more + `
</` + operation + `Result><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></` + operation + `Response>`
}

// form reads what was posted, without the signature's companions.
func form(t *testing.T, body string) map[string]string {
	t.Helper()
	values, err := url.ParseQuery(body)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name := range values {
		got[name] = values.Get(name)
	}
	return got
}

func TestAssumeRole(t *testing.T) {
	var header http.Header
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		header = r.Header
		w.Header().Set("x-amzn-RequestId", "r-1")
		write(w, 200, "text/xml", roleAnswer("AssumeRole", "<PackedPolicySize>6</PackedPolicySize>"))
	})
	// The command's own requests go unsigned, which is not meant for those that get credentials.
	client := awsapi.New(awsapi.Config{Unsigned: true, Endpoint: func(awsapi.Service) (string, error) { return s.URL, nil }})
	request := awsapi.RoleRequest{
		RoleARN: "arn:aws:iam::444455556666:role/Deploy", SessionName: "me", ExternalID: "x", DurationSeconds: 900,
		SerialNumber: "arn:aws:iam::111122223333:mfa/me", TokenCode: "123456",
	}
	role, err := client.AssumeRole(testContext(t), "eu-west-1", awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "canary", SessionToken: "canary-source"}, request)
	if err != nil {
		t.Fatal(err)
	}
	want := awsapi.Credentials{
		AccessKeyID: "ASIA", SecretAccessKey: "canary", SessionToken: "canary-token",
		Expiration: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), AccountID: "444455556666",
	}
	if diff := cmp.Diff([]string{want.AccessKeyID, want.SecretAccessKey, want.SessionToken, want.AccountID},
		[]string{role.AccessKeyID, role.SecretAccessKey, role.SessionToken, role.AccountID}); diff != "" || !role.Expiration.Equal(want.Expiration) {
		t.Errorf("%s until %v", diff, role.Expiration)
	}
	if role.RequestID != "r-1" || role.StatusCode != 200 || role.Retries != 0 || *role.PackedPolicySize != 6 || role.Header.Get("Content-Type") != "text/xml" {
		t.Errorf("the answer came with %q, %d, %d, %v", role.RequestID, role.StatusCode, role.Retries, role.Header)
	}
	if diff := cmp.Diff(map[string]string{
		"Action": "AssumeRole", "Version": "2011-06-15", "RoleArn": request.RoleARN, "RoleSessionName": "me", "ExternalId": "x",
		"DurationSeconds": "900", "SerialNumber": request.SerialNumber, "TokenCode": "123456",
	}, form(t, s.bodies[0])); diff != "" {
		t.Error(diff)
	}
	if signature := header.Get("Authorization"); !strings.Contains(signature, "Credential=AKIA/") || !strings.Contains(signature, "/eu-west-1/sts/") || header.Get("X-Amz-Security-Token") != "canary-source" {
		t.Errorf("signed with %q", signature)
	}
}

func TestAssumeRoleWithWebIdentity(t *testing.T) {
	var header http.Header
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		header = r.Header
		write(w, 200, "text/xml", roleAnswer("AssumeRoleWithWebIdentity", "<SubjectFromWebIdentityToken>me</SubjectFromWebIdentityToken><Provider>p</Provider><Audience>a</Audience>"))
	})
	role, err := s.client().AssumeRoleWithWebIdentity(testContext(t), region, "arn:aws:iam::444455556666:role/Deploy", "me", "canary-jwt")
	if err != nil {
		t.Fatal(err)
	}
	if got := []string{role.Subject, role.Provider, role.Audience, role.AccountID, role.AssumedRoleID}; !cmp.Equal(got, []string{"me", "p", "a", "444455556666", "AROA:me"}) {
		t.Errorf("read %q", got)
	}
	if diff := cmp.Diff(map[string]string{
		"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": "arn:aws:iam::444455556666:role/Deploy",
		"RoleSessionName": "me", "WebIdentityToken": "canary-jwt",
	}, form(t, s.bodies[0])); diff != "" {
		t.Error(diff)
	}
	if header.Get("Authorization") != "" {
		t.Error("the request is signed")
	}
}

func TestAnswersAboutARoleThatCannotBeUsed(t *testing.T) {
	whole := roleAnswer("AssumeRole", "")
	for name, tt := range map[string]struct {
		status          int
		mediaType, body string
		attempts        int
	}{
		"no key":             {200, "text/xml", strings.Replace(whole, "<AccessKeyId>ASIA</AccessKeyId>", "", 1), 1},
		"no session token":   {200, "text/xml", strings.Replace(whole, "canary-token", "", 1), 1},
		"no end":             {200, "text/xml", strings.Replace(whole, "<Expiration>2026-01-02T03:04:05.678Z</Expiration>", "", 1), 1},
		"an odd end":         {200, "text/xml", strings.Replace(whole, "2026-01-02T03:04:05.678Z", "tomorrow", 1), 1},
		"a key of two lines": {200, "text/xml", strings.Replace(whole, ">ASIA<", ">AS&#10;IA<", 1), 1},
		"an escape":          {200, "text/xml", strings.Replace(whole, ">canary-token<", ">canary&#x9b;31m<", 1), 1},
		"cut in half":        {200, "text/xml", whole[:len(whole)/2], 1},
		"a web page":         {200, "text/html", "<html>Sign in to the network</html>", 1},
		"an empty object":    {200, "application/json", "{}", 1},
		"nothing":            {200, "text/xml", "", 1},
		"another's document": {200, "text/xml", "<Other/>", 1},
		"expired":            {403, "text/xml", `<ErrorResponse><Error><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { write(w, tt.status, tt.mediaType, tt.body) })
			role, err := s.client().AssumeRole(testContext(t), region, awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "canary"}, awsapi.RoleRequest{RoleARN: "arn:aws:iam::444455556666:role/Deploy", SessionName: "me"})
			if err == nil || role.AccessKeyID != "" && role.SessionToken != "" && !role.Expiration.IsZero() {
				t.Fatalf("read as %v, %v", role.Credentials, err)
			}
			if strings.Contains(err.Error(), "canary") || s.requests() != tt.attempts {
				t.Errorf("%v after %d requests", err, s.requests())
			}
			if awsapi.IsCode(err, awsapi.CodeExpiredCredentials) != (name == "expired") {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestARoleOfARegionThatIsNone(t *testing.T) {
	s := serve(t, func(http.ResponseWriter, *http.Request, int) {})
	for _, region := range []string{"", "evil.test/x?", "us-east-1.evil.test"} {
		_, signed := s.client().AssumeRole(testContext(t), region, awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "canary"}, awsapi.RoleRequest{RoleARN: "r", SessionName: "me"})
		_, unsigned := s.client().AssumeRoleWithWebIdentity(testContext(t), region, "r", "me", "canary")
		if signed == nil || unsigned == nil {
			t.Errorf("%q is taken for a region", region)
		}
	}
	if s.requests() > 0 {
		t.Error("something was sent")
	}
}

func TestAccountOf(t *testing.T) {
	for arn, want := range map[string]string{
		"arn:aws:iam::444455556666:role/a:b":                "444455556666",
		"arn:aws-cn:sts::444455556666:assumed-role/Admin/x": "444455556666",
		"arn:aws:s3:::bucket":                               "",
		"":                                                  "",
		"444455556666":                                      "",
		"arn:aws:iam::444455556666":                         "",
		"urn:aws:iam::444455556666:x":                       "",
	} {
		if got := awsapi.AccountOf(arn); got != want {
			t.Errorf("%q: %q", arn, got)
		}
	}
}

// Whoever answers in AWS's place with a redirect gets nothing of the request.
func TestNoRedirectOfACallForCredentials(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		write(w, 200, "text/xml", roleAnswer("AssumeRole", ""))
	})
	for _, status := range []int{302, 307, 308} {
		s := serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Header().Set("Location", other.URL)
			w.WriteHeader(status)
		})
		ctx, metadata := testContext(t), awsapi.InstanceMetadata{Endpoint: s.URL, Timeout: patient}
		_, role := s.client().AssumeRole(ctx, region, awsapi.Credentials{AccessKeyID: "AKIA", SecretAccessKey: "canary"}, awsapi.RoleRequest{RoleARN: "r", SessionName: "me"})
		_, identity := s.client().AssumeRoleWithWebIdentity(ctx, region, "r", "me", "canary")
		_, container := s.client().ContainerCredentials(ctx, s.URL, "canary")
		if container == nil {
			t.Errorf("%d: a container has credentials", status)
		}
		for _, err := range []error{role, identity} {
			if _, ok := errors.AsType[*awsapi.AnswerError](err); !ok {
				t.Errorf("%d: %v", status, err)
			}
		}
		if _, ok, _ := s.client().InstanceCredentials(ctx, metadata); ok {
			t.Errorf("%d: an instance has credentials", status)
		}
	}
	if n := other.requests(); n > 0 {
		t.Errorf("%d requests went where a redirect led", n)
	}
}
