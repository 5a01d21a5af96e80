package clients

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"fob.example/fob/internal/idc"
	"fob.example/fob/internal/idc/intercept"
)

// intercepts serves a proxy before the world's server, and returns what leads a program
// through it, as arguments of env: no endpoints, and a browser that knows where the pages are.
func (w *world) intercepts() []string {
	w.t.Helper()
	proxy, err := intercept.New(w.center.hosts, time.Now(), nil)
	if err != nil {
		w.t.Fatal(err)
	}
	listener, err := idc.Listen("127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- proxy.Serve(ctx, listener, w.center.handler) }()
	w.t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			w.t.Error(err)
		}
	})
	w.write("ca.pem", string(proxy.CertificatePEM()))
	env := append(intercept.ClientEnviron(listener.Addr().String(), w.path("ca.pem")),
		"FOB_IDC_URL="+w.center.url, "BROWSER="+fobProgram+" idc browser --user alice@example.com %s &")
	return withoutVariables(env...)
}

func TestAWSCLIThroughTheProxy(t *testing.T) {
	t.Parallel()
	proves(t, clientAWSCLI, flowIntercept)
	w := newWorld(t, nil)
	env := w.intercepts()
	aws := func(args ...string) result {
		t.Helper()
		return w.run(approves, "env", append(append(env[:len(env):len(env)], awscli(t)), args...)...)
	}
	aws("sso", "login", "--profile", sessionProfile).ok()
	w.asked("RegisterClient", "authorize", "CreateToken authorization_code")
	aws("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
	aws("s3", "ls", "--profile", sessionProfile).exits(255).says("Failed to connect to proxy URL")
	w.asked()
}

func TestBoto3ThroughTheProxy(t *testing.T) {
	t.Parallel()
	proves(t, clientBoto3, flowIntercept)
	python := newBoto(t)
	w := newWorld(t, nil)
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	w.run(mustNotOpen, "env", append(w.intercepts(), python, script(t, "boto.py"), "identity", sessionProfile)...).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}

// The SDK for Go, in a program that reads neither variables nor files.
func TestGoSDKThroughTheProxy(t *testing.T) {
	t.Parallel()
	proves(t, clientGoSDK, flowIntercept)
	w := newWorld(t, nil)
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	env := append(w.intercepts(), bareSDKVariable+"="+w.token(sessionName).AccessToken)
	w.run(mustNotOpen, "env", append(env, os.Args[0])...).isDeveloper()
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}

// bareSDKVariable makes this program one that uses the SDK for Go with a bare aws.Config, and
// holds its access token.
const bareSDKVariable = "FOB_TEST_BARE_SDK"

func bareSDK(accessToken string) error {
	ctx, conf := context.Background(), aws.Config{Region: "us-east-1"}
	got, err := sso.NewFromConfig(conf).GetRoleCredentials(ctx, &sso.GetRoleCredentialsInput{
		AccessToken: &accessToken, AccountId: aws.String(devAccount), RoleName: aws.String(devRole),
	})
	if err != nil {
		return err
	}
	c := got.RoleCredentials
	conf.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: *c.AccessKeyId, SecretAccessKey: *c.SecretAccessKey, SessionToken: *c.SessionToken}, nil
	})
	who, err := sts.NewFromConfig(conf).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return err
	}
	text, err := json.Marshal(caller{aws.ToString(who.UserId), aws.ToString(who.Account), aws.ToString(who.Arn)})
	fmt.Println(string(text))
	return err
}
