package signin

import "testing"

// Every partition, and every spelling that each of them has had.
func TestPortalHosts(t *testing.T) {
	for host, region := range map[string]string{
		"d-1234567890.awsapps.com":                    "",
		"my-portal.awsapps.com":                       "",
		"D-1234567890.AWSAPPS.COM.":                   "",
		"awsapps.com":                                 "",
		"start.us-gov-home.awsapps.com":               "",
		"start.us-gov-west-1.us-gov-home.awsapps.com": "",
		"start.home.awsapps.cn":                       "",
		"awsapps.cn":                                  "",
		"identitycenter.amazonaws.com":                "",
		"identitycenter.amazonaws.com.cn":             "",
		"identitycenter.amazonaws.eu":                 "",
		"identitycenter.us-gov.amazonaws.com":         "",

		"ssoins-0123456789abcdef.portal.us-east-1.app.aws":                           "us-east-1",
		"SSOINS-0123456789ABCDEF.Portal.EU-West-1.app.aws.":                          "eu-west-1",
		"ssoins-0123456789abcdef.portal.us-gov-west-1.app.aws":                       "us-gov-west-1",
		"ssoins-0123456789abcdef.us-east-1.portal.amazonaws.com":                     "us-east-1",
		"ssoins-0123456789abcdef.us-gov-east-1.portal.amazonaws.com":                 "us-gov-east-1",
		"ssoins-0123456789abcdef.cn-north-1.portal.amazonaws.com.cn":                 "cn-north-1",
		"ssoins-0123456789abcdef.portal.cn-northwest-1.app.amazonwebservices.com.cn": "cn-northwest-1",
		"ssoins-0123456789abcdef.eusc-de-east-1.portal.amazonaws.eu":                 "eusc-de-east-1",
		"ssoins-0123456789abcdef.portal.eusc-de-east-1.api.amazonwebservices.eu":     "eusc-de-east-1",

		// Of AWS, and not of the shape that has a region.
		"ssoins-1.us-east-1.app.aws":                    "",
		"a.b.portal.us-east-1.app.aws":                  "",
		"ssoins-1.portal.nowhere.app.aws":               "",
		"ssoins-1.elsewhere.us-east-1.app.aws":          "",
		"portal.us-east-1.app.aws":                      "",
		"us-east-1.portal.amazonaws.com":                "",
		"a.ssoins-1.us-east-1.portal.amazonaws.com":     "",
		"ssoins-1.portal.us-east-1.portal.amazonaws.eu": "",
		"ssoins-1.us-east-1.awsapps.com":                "",
	} {
		if !isPortal(host) {
			t.Errorf("%s is not taken for AWS's", host)
		}
		if got := portalRegionOf(host); got != region {
			t.Errorf("%s is in %q, want %q", host, got, region)
		}
	}
}

func TestHostsThatAreNotAWSs(t *testing.T) {
	for _, host := range []string{
		"", "aws", "amazonaws.com", "evil.test", "evilawsapps.com", "awsapps.com.evil.test", "d-1.awsapps.com.evil.test", "d-1.awsapps.co",
		"awsapps.com..", "d-1.awsapps-com.evil.test", "ssoins-1.portal.us-east-1.app.aws.evil.test", "evilapp.aws", "portal.evil.amazonaws.com",
		"x.s3.amazonaws.com", "bucket.s3-website.us-east-1.amazonaws.com", "evil.identitycenter.amazonaws.com", "identitycenter.amazonaws.eu.evil.test",
		"127.0.0.1", "localhost", "::1", "device.sso.us-east-1.amazonaws.com",
	} {
		if isPortal(host) {
			t.Errorf("%q is taken for AWS's", host)
		}
		if region := portalRegionOf("ssoins-1.portal.us-east-1." + host); region != "" {
			t.Errorf("below %q is found the region %q", host, region)
		}
	}
}

func TestDevicePages(t *testing.T) {
	for _, tt := range []struct {
		host, region string
		want         bool
	}{
		{"device.sso.us-east-1.amazonaws.com", "us-east-1", true},
		{"Device.SSO.us-east-1.amazonaws.com.", "us-east-1", true},
		{"device.sso.us-east-1.api.aws", "us-east-1", true},
		{"device.sso.us-gov-west-1.amazonaws.com", "us-gov-west-1", true},
		{"device.sso-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1", true},
		{"device.sso.cn-north-1.amazonaws.com.cn", "cn-north-1", true},
		{"device.sso.cn-north-1.api.amazonwebservices.com.cn", "cn-north-1", true},
		{"device.sso.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1", true},
		{"device.sso.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", true},
		{"device.sso.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1", true},
		{"device.sso.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1", true},
		{"device.sso.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1", true},
		{"d-1234567890.awsapps.com", "us-east-1", true},
		{"ssoins-1.portal.eusc-de-east-1.api.amazonwebservices.eu", "eusc-de-east-1", true},

		{"device.sso.us-east-1.amazonaws.com", "eu-west-1", false},
		{"device.sso.us-east-1.amazonaws.com.evil.test", "us-east-1", false},
		{"device.sso.us-east-1.evil.test", "us-east-1", false},
		{"x.device.sso.us-east-1.amazonaws.com", "us-east-1", false},
		{"device.evil.us-east-1.amazonaws.com", "us-east-1", false},
		{"bucket.s3.us-east-1.amazonaws.com", "us-east-1", false},
		{"device.sso.us-east-1.x.amazonaws.com", "us-east-1", false},
		{"amazonaws.com", "us-east-1", false},
		{"127.0.0.1", "us-east-1", false},
	} {
		if got := isDevicePage(tt.host, tt.region); got != tt.want {
			t.Errorf("%s in %s: %v", tt.host, tt.region, got)
		}
	}
}
