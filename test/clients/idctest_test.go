package clients

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/sso/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fob.example/fob/idctest"
)

// A program that uses the AWS SDK for Go is tested in process: it finds the server, the
// profile and the sign-in as it finds AWS's.
func TestGoSDKInATestOfAProgram(t *testing.T) {
	idp := idctest.New(t)
	idp.Setenv(t)
	accessToken, err := idp.SignIn("alice@example.com", time.Minute) // so little that clients refresh it
	if err != nil {
		t.Fatal(err)
	}
	conf, err := config.LoadDefaultConfig(t.Context(), config.WithSharedConfigProfile(sessionProfile), config.WithRetryMaxAttempts(1))
	if err != nil {
		t.Fatal(err)
	}
	got, err := sts.NewFromConfig(conf).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil || aws.ToString(got.Account) != devAccount {
		t.Fatalf("%+v, %v", got, err)
	}
	portal := sso.NewFromConfig(conf)
	list := func() error {
		_, err := portal.ListAccounts(t.Context(), &sso.ListAccountsInput{AccessToken: &accessToken})
		return err
	}
	if err := idp.AddFault("throttle,on=ListAccounts,count=1"); err != nil {
		t.Fatal(err)
	}
	if _, ok := errors.AsType[*types.TooManyRequestsException](list()); !ok {
		t.Error("the client was not throttled")
	}
	if err := list(); err != nil {
		t.Error(err)
	}
	idp.Clock().Advance(time.Hour)
	if _, ok := errors.AsType[*types.UnauthorizedException](list()); !ok {
		t.Error("the client still has access")
	}
	if n := idp.Called("ListAccounts"); n != 3 {
		t.Errorf("%d calls", n)
	}
}
