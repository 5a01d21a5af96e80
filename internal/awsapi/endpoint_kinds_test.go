package awsapi_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"fob.example/fob/internal/awsapi"
)

// partitions are AWS's, each with some of its regions and what its hosts end in.
var partitions = []struct{ name, regions, dns, dual string }{
	{"aws", "us-east-1 eu-central-2 ap-southeast-5 sa-east-1 ca-west-1 me-central-1 af-south-1 il-central-1 mx-central-1 xx-nowhere-1", "amazonaws.com", "api.aws"},
	{"aws-cn", "cn-north-1 cn-northwest-1", "amazonaws.com.cn", "api.amazonwebservices.com.cn"},
	{"aws-us-gov", "us-gov-west-1 us-gov-east-1", "amazonaws.com", "api.aws"},
	{"aws-eusc", "eusc-de-east-1", "amazonaws.eu", "api.amazonwebservices.eu"},
	{"aws-iso", "us-iso-east-1 us-iso-west-1", "c2s.ic.gov", "api.aws.ic.gov"},
	{"aws-iso-b", "us-isob-east-1", "sc2s.sgov.gov", "api.aws.scloud"},
	{"aws-iso-e", "eu-isoe-west-1", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"},
	{"aws-iso-f", "us-isof-south-1", "csp.hci.ic.gov", "api.aws.hci.ic.gov"},
}

// prefixes are what the services' hosts begin with, without and with FIPS.
var prefixes = map[awsapi.Service][2]string{
	awsapi.OIDC:   {"oidc", "oidc-fips"},
	awsapi.Portal: {"portal.sso", "portal.sso-fips"},
	awsapi.STS:    {"sts", "sts-fips"},
}

// eachEndpoint goes through every service, region and kind of endpoint there is.
func eachEndpoint(f func(service awsapi.Service, region string, fips, dual bool, want string)) {
	for _, p := range partitions {
		for region := range strings.FieldsSeq(p.regions) {
			for service, prefix := range prefixes {
				f(service, region, false, false, "https://"+prefix[0]+"."+region+"."+p.dns)
				f(service, region, false, true, "https://"+prefix[0]+"."+region+"."+p.dual)
				f(service, region, true, true, "https://"+prefix[1]+"."+region+"."+p.dual)
				if p.name == "aws-us-gov" { // everything there is FIPS
					f(service, region, true, false, "https://"+prefix[0]+"."+region+"."+p.dns)
				} else {
					f(service, region, true, false, "https://"+prefix[1]+"."+region+"."+p.dns)
				}
			}
		}
	}
}

func TestEndpointsOfEveryKind(t *testing.T) {
	eachEndpoint(func(service awsapi.Service, region string, fips, dual bool, want string) {
		t.Run(fmt.Sprintf("%s/%s/fips=%v,dual=%v", region, service, fips, dual), func(t *testing.T) {
			c := awsapi.New(awsapi.Config{FIPS: fips, DualStack: dual})
			if got, err := c.BaseURL(service, region); got != want || err != nil {
				t.Errorf("got %s, %v, want %s", got, err, want)
			}
			if host := strings.TrimPrefix(want, "https://"); !awsapi.IsAWSHost(host) {
				t.Errorf("%s is not taken for AWS's", host)
			}
		})
	})
}

// Requests go where BaseURL says.
func TestRequestsGoToEndpointsOfEveryKind(t *testing.T) {
	eachEndpoint(func(service awsapi.Service, region string, fips, dual bool, want string) {
		sent := ""
		c := awsapi.New(awsapi.Config{FIPS: fips, DualStack: dual, Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent = r.URL.Scheme + "://" + r.URL.Host
			return status(400, "X"), nil
		})})
		call := map[awsapi.Service]int{awsapi.OIDC: 0, awsapi.Portal: 5, awsapi.STS: 7}[service]
		if _ = calls[call].make(testContext(t), c, region); sent != want {
			t.Errorf("%s in %s, fips %v, dual %v: sent to %s, not %s", service, region, fips, dual, sent, want)
		}
	})
}

// STS has one endpoint without a region, which is signed for as us-east-1; in us-east-1
// itself the endpoint is the region's.
func TestGlobalSTS(t *testing.T) {
	for region, want := range map[string]string{
		"aws-global": "https://sts.amazonaws.com us-east-1/sts",
		"us-east-1":  "https://sts.us-east-1.amazonaws.com us-east-1/sts",
		"eu-west-1":  "https://sts.eu-west-1.amazonaws.com eu-west-1/sts",
		"cn-north-1": "https://sts.cn-north-1.amazonaws.com.cn cn-north-1/sts",
	} {
		got := ""
		c := awsapi.New(awsapi.Config{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			scope := strings.Split(r.Header.Get("Authorization"), "/")
			got = r.URL.Scheme + "://" + r.URL.Host + " " + strings.Join(scope[2:4], "/")
			return status(400, "X"), nil
		})})
		_ = calls[7].make(testContext(t), c, region)
		check(t, got, want)
	}
}

// A configured endpoint is used whatever kind of AWS's own was asked for.
func TestAConfiguredEndpointBeatsFIPS(t *testing.T) {
	sent := 0
	c := awsapi.New(awsapi.Config{
		FIPS: true, DualStack: true,
		Endpoint: func(awsapi.Service) (string, error) { return "https://proxy.example.com", nil },
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent++
			check(t, r.URL.Host, "proxy.example.com")
			return status(400, "X"), nil
		}),
	})
	for _, call := range calls {
		if e, ok := errors.AsType[*awsapi.ServiceError](call.make(testContext(t), c, region)); !ok {
			t.Errorf("%s: %v", call.name, e)
		}
	}
	if sent != len(calls) {
		t.Errorf("%d requests", sent)
	}
	if got, err := c.BaseURL(awsapi.OIDC, region); got != "https://proxy.example.com" || err != nil {
		t.Errorf("a browser is sent to %q, %v", got, err)
	}
}

// Only endpoints of the services are AWS's: on its domains its customers have hosts, too.
func TestHostsThatAreNotAWSs(t *testing.T) {
	for _, host := range []string{
		"", "example.com", "amazonaws.com", "sts.us-east-1.amazonaws.com.evil.test", "evilamazonaws.com", "sts.us-east-1.evil.amazonaws.com",
		"x.execute-api.us-east-1.amazonaws.com", "bucket.s3.us-east-1.amazonaws.com", "ec2-192-0-2-1.compute-1.amazonaws.com",
		"oidc.amazonaws.com", "evil.sts.us-east-1.amazonaws.com", "portal.us-east-1.amazonaws.com", "sts.useast1.amazonaws.com",
	} {
		if awsapi.IsAWSHost(host) {
			t.Errorf("%q is taken for AWS's", host)
		}
	}
	for _, host := range []string{"sts.amazonaws.com", "STS.us-east-1.amazonaws.com", "vpce-0a1b-2c3d.sts.us-east-1.vpce.amazonaws.com"} {
		if !awsapi.IsAWSHost(host) {
			t.Errorf("%q is not taken for AWS's", host)
		}
	}
}
