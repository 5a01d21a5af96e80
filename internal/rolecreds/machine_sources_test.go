package rolecreds_test

import (
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"fob.example/fob/internal/rolecreds"
)

// The container's agent gets the token that the environment says, or that is in the file
// that it says.
func TestTheContainersAuthorization(t *testing.T) {
	const uri = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
	for name, tt := range map[string]struct {
		env  map[string]string
		want string // what was asked, or a part of the error
	}{
		"none":        {nil, "container with "},
		"a token":     {map[string]string{"AWS_CONTAINER_AUTHORIZATION_TOKEN": "CANARY"}, "container with CANARY"},
		"a file":      {map[string]string{"AWS_CONTAINER_AUTHORIZATION_TOKEN": "x", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "TOKENFILE"}, "container with CANARY-jwt"},
		"no file":     {map[string]string{"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "TOKENFILE.gone"}, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: open "},
		"two lines":   {map[string]string{"AWS_CONTAINER_AUTHORIZATION_TOKEN": "a\nX: y"}, "the authorization token holds a line break"},
		"far away":    {map[string]string{uri: "http://container.example/x"}, `its host "container.example" must be a loopback address`},
		"tricky":      {map[string]string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "@container.example/x"}, "its address is not a URL with a scheme and a host, and without a user"},
		"no address":  {map[string]string{uri: ""}, "its address is not a URL"},
		"a long host": {map[string]string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": ".container.example/x"}, `its host "169.254.170.2.container.example" must be`},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{uri: "URL/container"}
			maps.Copy(env, tt.env)
			m := newMachine(t, around, "", env)
			_, err := m.get("p")
			got := strings.Join(m.asked, "")
			if err != nil {
				got = err.Error()
				if !errors.As(err, new(*rolecreds.FindError)) {
					t.Errorf("%T", err)
				}
			}
			if !strings.Contains(got, tt.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// The settings of the metadata service are the environment's or the profile's, and one
// that makes no sense is refused.
func TestSettingsOfTheMetadataService(t *testing.T) {
	for name, tt := range map[string]struct {
		settings string
		env      map[string]string
		want     string
	}{
		"the profile's endpoint": {"ec2_metadata_service_endpoint = URL\n", nil, "ASIAINSTANCE iam-role"},
		"the environment's":      {"ec2_metadata_service_endpoint = http://far.example\n", map[string]string{"AWS_EC2_METADATA_SERVICE_ENDPOINT": "URL/"}, "ASIAINSTANCE iam-role"},
		"switched off":           {"ec2_metadata_service_endpoint = URL\n", map[string]string{"AWS_EC2_METADATA_DISABLED": "TRUE"}, `no credentials found for profile "p"`},
		"a mode beside it":       {"ec2_metadata_service_endpoint = URL\nec2_metadata_service_endpoint_mode = IPv6\n", nil, "ASIAINSTANCE iam-role"},
		"no mode":                {"ec2_metadata_service_endpoint_mode = ipv5\n", nil, `ec2_metadata_service_endpoint_mode of profile "p" is "ipv5", and must be IPv4 or IPv6`},
		"no time":                {"metadata_service_timeout = soon\n", nil, `metadata_service_timeout of profile "p" is "soon", and must be a whole number from 1`},
		"no attempts":            {"", map[string]string{"AWS_METADATA_SERVICE_NUM_ATTEMPTS": "0"}, `metadata_service_num_attempts of profile "p" is "0", and must be a whole number from 1`},
		"numbers":                {"ec2_metadata_service_endpoint = URL\nmetadata_service_timeout = 5\nmetadata_service_num_attempts = 3\n", nil, "ASIAINSTANCE iam-role"},
		"far away":               {"ec2_metadata_service_endpoint = http://far.example\n", nil, `its endpoint "http://far.example" must be https, or http at an address of this machine`},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"AWS_EC2_METADATA_DISABLED": "false"}
			maps.Copy(env, tt.env)
			m := newMachine(t, around+tt.settings, "", env)
			got, err := m.get("p")
			if err != nil {
				got = err.Error()
			}
			if !strings.Contains(got, tt.want) {
				t.Errorf("got %s", got)
			}
		})
	}
}

// A person's own files stay out of what a machine gives: none of it is kept.
func TestAMachinesCredentialsAreNotKept(t *testing.T) {
	m := newMachine(t, around, "", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "URL/container"})
	if _, err := m.get("p"); err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(filepath.Join(m.dir, "cli", "*")); len(found) > 0 {
		t.Errorf("kept %v", found)
	}
}
