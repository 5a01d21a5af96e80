package clients

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// sdkIdentity asks who a profile is through the AWS SDK for Go, set up as programs do:
// from the environment and the shared files. It is for tests that do not run in
// parallel, since the SDK reads the environment of this process.
func (w *world) sdkIdentity(profile string) (*sts.GetCallerIdentityOutput, error) {
	w.t.Helper()
	conf, err := config.LoadDefaultConfig(w.t.Context(), config.WithSharedConfigProfile(profile))
	if err != nil {
		w.t.Fatal(err)
	}
	return sts.NewFromConfig(conf).GetCallerIdentity(w.t.Context(), &sts.GetCallerIdentityInput{})
}

// enter makes the world this process's own.
func (w *world) enter() {
	w.t.Helper()
	for name, value := range map[string]string{
		"HOME":                      w.home,
		"AWS_ENDPOINT_URL_SSO_OIDC": w.center.url,
		"AWS_ENDPOINT_URL_SSO":      w.center.url,
		"AWS_ENDPOINT_URL_STS":      w.center.url,
		"AWS_EC2_METADATA_DISABLED": "true",
	} {
		w.t.Setenv(name, value)
	}
	// The SDK took note of the files' places when this process began.
	w.t.Setenv("AWS_CONFIG_FILE", w.path(".aws/config"))
	w.t.Setenv("AWS_SHARED_CREDENTIALS_FILE", w.path(".aws/credentials"))
}

func (w *world) sdkIsDeveloper(profile string) {
	w.t.Helper()
	got, err := w.sdkIdentity(profile)
	if err != nil {
		w.t.Fatal(err)
	}
	fob := decode[caller](w.fob("sts", "get-caller-identity", "--profile", profile).isDeveloper())
	if sdk := (caller{aws.ToString(got.UserId), aws.ToString(got.Account), aws.ToString(got.Arn)}); sdk != fob {
		w.t.Errorf("the SDK is %+v, fob is %+v", sdk, fob)
	}
}

func TestGoSDKUsesWhatFobSignedIn(t *testing.T) {
	for _, way := range signIns {
		t.Run(way.name, func(t *testing.T) {
			proves(t, clientGoSDK, way.flow, flowVariables)
			w := newWorld(t, nil)
			w.enter()
			w.fobLogin(append(way.login, "--profile", way.profile)...).ok()
			w.visited(1)
			w.sdkIsDeveloper(way.profile)
			w.noBrowser(1)
		})
	}
}

// The SDK refreshes once a token has run out and rewrites the file in a form of its own.
// fob goes on with what it finds there, and the SDK with what fob made of it.
func TestGoSDKAndFobRefreshInTurn(t *testing.T) {
	proves(t, clientGoSDK, flowRefresh)
	w := newWorld(t, nil)
	w.enter()
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	for range 2 {
		w.age(sessionName, -time.Minute)
		w.sdkBuys("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
		w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
		w.asked("GetRoleCredentials", "GetCallerIdentity")

		w.age(sessionName, 5*time.Minute)
		w.forgetRoles()
		w.fob("sts", "get-caller-identity", "--profile", sessionProfile).isDeveloper()
		w.asked("CreateToken refresh_token", "GetRoleCredentials", "GetCallerIdentity")
		w.hasFiles(registration("PKCE"), signIn(), role())
		w.sdkBuys("GetRoleCredentials", "GetCallerIdentity")
		w.forgetRoles()
	}
	w.noRefusals()
}

// sdkBuys demands what the SDK asks of the server to find out who the session's profile is,
// and that a token is left for almost an hour.
func (w *world) sdkBuys(asks ...string) {
	w.t.Helper()
	if _, err := w.sdkIdentity(sessionProfile); err != nil {
		w.t.Fatal(err)
	}
	w.asked(asks...)
	if left := time.Until(w.token(sessionName).ExpiresAt); left < 50*time.Minute {
		w.t.Errorf("the token file holds a token for %v", left)
	}
}

func TestGoSDKNoticesThatFobSignedOut(t *testing.T) {
	proves(t, clientGoSDK, flowSignOut)
	w := newWorld(t, nil)
	w.enter()
	w.fobLogin("--profile", sessionProfile).ok()
	w.fob("sso", "logout").ok()
	if _, err := w.sdkIdentity(sessionProfile); err == nil {
		t.Error("the SDK still has credentials")
	}
}

// A program that runs fob for its credentials needs to know nothing of the sign-in.
func TestGoSDKRunsFobAsCredentialProcess(t *testing.T) {
	w := newWorld(t, nil)
	w.enter()
	w.addProcessProfile()
	w.fobLogin("--profile", sessionProfile).ok()
	w.center.calls()
	got, err := w.sdkIdentity("by-process")
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(got.Account) != devAccount {
		t.Errorf("the account is %s", aws.ToString(got.Account))
	}
	w.asked("GetRoleCredentials", "GetCallerIdentity")
}
