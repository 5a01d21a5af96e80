package rolecreds

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// instanceTimeout bounds all that is asked of the metadata service, whatever time and
// attempts the settings give it.
const instanceTimeout = time.Minute

// instance asks the metadata service of the EC2 instance that the program runs on.
func (s *Source) instance(ctx context.Context, p *awsconfig.Profile) (Credentials, error) {
	if s.metadataDisabled() {
		return Credentials{}, nil
	}
	settings, err := s.metadataSettings(p)
	if err != nil {
		return Credentials{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, instanceTimeout)
	defer cancel()
	creds, ok, err := s.API.InstanceCredentials(ctx, settings)
	if err != nil || !ok {
		return Credentials{}, err
	}
	// While the service is in trouble it hands out credentials that are over or nearly
	// so, and AWS goes on taking them.
	if soon := s.Now().Add(minLeft); creds.Expiration.Before(soon) {
		creds.Expiration = soon.UTC().Truncate(time.Second)
	}
	return Credentials{creds, MethodInstance, ""}, nil
}

func (s *Source) metadataDisabled() bool {
	v, _ := s.LookupEnv("AWS_EC2_METADATA_DISABLED")
	return strings.EqualFold(v, "true")
}

// metadataSettings reads the settings of the profile that is in use, which for a
// source_profile is the one that its role is for.
func (s *Source) metadataSettings(p *awsconfig.Profile) (awsapi.InstanceMetadata, error) {
	if len(s.assuming) > 0 {
		p = s.assuming[0]
	}
	m := awsapi.InstanceMetadata{NoV1: p.Enabled("ec2_metadata_v1_disabled", s.LookupEnv, "AWS_EC2_METADATA_V1_DISABLED")}
	seconds, err := s.atLeastOne(p, "metadata_service_timeout", "AWS_METADATA_SERVICE_TIMEOUT")
	if err != nil {
		return m, err
	}
	m.Timeout = time.Duration(seconds) * time.Second
	if m.Attempts, err = s.atLeastOne(p, "metadata_service_num_attempts", "AWS_METADATA_SERVICE_NUM_ATTEMPTS"); err != nil {
		return m, err
	}
	m.Endpoint, err = s.metadataEndpoint(p)
	return m, err
}

func (s *Source) metadataEndpoint(p *awsconfig.Profile) (string, error) {
	const mode = "ec2_metadata_service_endpoint_mode"
	version, set := p.Resolve(mode, s.LookupEnv, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
	six := p.Enabled("imds_use_ipv6", s.LookupEnv, "AWS_IMDS_USE_IPV6")
	switch version = strings.ToLower(version); {
	case set && version != "ipv4" && version != "ipv6":
		return "", &SettingError{p.Name, mode, fmt.Sprintf("is %q, and must be IPv4 or IPv6", version)}
	case set:
		six = version == "ipv6"
	}
	if endpoint, _ := p.Resolve("ec2_metadata_service_endpoint", s.LookupEnv, "AWS_EC2_METADATA_SERVICE_ENDPOINT"); endpoint != "" {
		return endpoint, nil
	}
	if six {
		return awsapi.MetadataIPv6, nil
	}
	return awsapi.MetadataIPv4, nil
}

// atLeastOne reads a number of seconds or of attempts, 1 without one.
func (s *Source) atLeastOne(p *awsconfig.Profile, key, variable string) (int, error) {
	text, set := p.Resolve(key, s.LookupEnv, variable)
	if !set {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, &SettingError{p.Name, key, fmt.Sprintf("is %q, and must be a whole number from 1", text)}
	}
	return min(n, 60), nil
}
