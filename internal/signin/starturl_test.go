package signin_test

import (
	"errors"
	"testing"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/signin"
)

func TestStartURLsOfOtherDomainsAreRefusedBeforeAnythingIsDone(t *testing.T) {
	for _, startURL := range []string{
		"https://sso.example.com/start",
		"https://awsapps.com.example.com/start",
		"https://evilawsapps.com/start",
		"https://d-1.awsapps.com@example.com/start",
		"https://d-1.аwsapps.com/start", // the first a is Cyrillic
	} {
		session := awsconfig.SSOSession{Name: "corp", StartURL: startURL, Region: "us-east-1"}
		flow := signin.Flow{} // whatever it asked for would be a nil pointer
		_, byPKCE := flow.PKCE(t.Context(), session)
		_, byDeviceCode := flow.DeviceCode(t.Context(), session)
		for _, err := range []error{byPKCE, byDeviceCode} {
			if refused := new(signin.StartURLError); !errors.As(err, &refused) {
				t.Errorf("%s: %v", startURL, err)
			}
		}
	}
}

func TestStartURLsOfEveryPartitionAreAWSs(t *testing.T) {
	for _, startURL := range []string{
		"https://d-1234567890.awsapps.com/start",
		"https://D-1234567890.AWSAPPS.COM./start",
		"https://ssoins-1.portal.us-east-1.app.aws",
		"https://x.us-east-1.portal.amazonaws.com/",
		"https://start.home.awsapps.cn/directory/x",
		"https://ssoins-1.portal.cn-north-1.app.amazonwebservices.com.cn",
		"https://start.us-gov-home.awsapps.com/directory/x",
		"https://identitycenter.amazonaws.com/ssoins-1",
		"https://ssoins-1.portal.eusc-de-east-1.api.amazonwebservices.eu",
	} {
		session := awsconfig.SSOSession{Name: "corp", StartURL: startURL, Region: "us-east-1"}
		if err := signin.CheckStartURL(session); err != nil {
			t.Errorf("%s: %v", startURL, err)
		}
	}
}
