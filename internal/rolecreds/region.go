package rolecreds

import (
	"context"
	"errors"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// CallRegion is where calls for a profile go: the region configured, else that of the
// EC2 instance that the program runs on. It is ErrNoRegion that there is none.
func (s *Source) CallRegion(ctx context.Context, p *awsconfig.Profile) (string, error) {
	if len(s.assuming) > 0 {
		p = s.assuming[0]
	}
	if region := p.Region(s.Region, s.LookupEnv); region != "" {
		return region, nil
	}
	if region := s.instanceRegion(ctx, p); region != "" {
		return region, nil
	}
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	return "", ErrNoRegion
}

// roleRegion is where a role is assumed: where calls go, else at STS's global endpoint, as
// in the AWS CLI. That has a region to sign for; a configured endpoint does not say its own.
func (s *Source) roleRegion(ctx context.Context, p *awsconfig.Profile, signed bool) (string, error) {
	region, err := s.CallRegion(ctx, p)
	if errors.Is(err, ErrNoRegion) && !(signed && s.API.HasEndpoint(awsapi.STS)) {
		return awsapi.RegionGlobal, nil
	}
	return region, err
}

// instanceRegion asks the metadata service, whose troubles are no more than no answer.
func (s *Source) instanceRegion(ctx context.Context, p *awsconfig.Profile) string {
	settings, err := s.metadataSettings(p)
	if s.metadataDisabled() || err != nil {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, instanceTimeout)
	defer cancel()
	region, _ := s.API.InstanceRegion(ctx, settings)
	return region
}
