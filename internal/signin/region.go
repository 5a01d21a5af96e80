package signin

import (
	"context"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// RegionOf returns the region of the access portal that a vanity start URL leads to. It is
// "" where the URL is on a domain of AWS, and where the region cannot be found out: then
// somebody has to say it.
func RegionOf(ctx context.Context, api *awsapi.Client, startURL string) string {
	configured, err := awsconfig.ParseStartURL(startURL)
	if err != nil || isPortal(configured.Hostname()) {
		return ""
	}
	f := Flow{API: api}
	resolved, err := f.follow(ctx, awsconfig.SSOSession{StartURL: startURL}, configured)
	if err != nil {
		return ""
	}
	return portalRegionOf(resolved.Hostname())
}

// RegionInHost returns the region that the host name of a start URL on a domain of AWS says
// its access portal is in, "" where it says none.
func RegionInHost(startURL string) string {
	u, err := awsconfig.ParseStartURL(startURL)
	if err != nil {
		return ""
	}
	return portalRegionOf(u.Hostname())
}
