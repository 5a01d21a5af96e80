package intercept

import (
	"slices"

	"fob.example/fob/internal/idc/directory"
)

// Hosts lists the hosts of AWS in whose place a directory's server answers: the OIDC service
// and the access portal in the instance's region, STS there and in those of the profiles, and
// STS's global host.
func Hosts(d *directory.Directory) []string {
	suffix := dnsSuffix(d.Instance.Partition)
	hosts := []string{"oidc." + d.Instance.Region + suffix, "portal.sso." + d.Instance.Region + suffix}
	regions := []string{d.Instance.Region}
	for _, p := range d.Profiles {
		regions = append(regions, p.Region)
	}
	slices.Sort(regions)
	for _, region := range slices.Compact(regions) {
		hosts = append(hosts, "sts."+region+suffix)
	}
	if d.Instance.Partition == "aws" {
		hosts = append(hosts, "sts"+suffix)
	}
	return hosts
}

// dnsSuffix is what the names of a partition's hosts end in.
func dnsSuffix(partition string) string {
	switch partition {
	case "aws-cn":
		return ".amazonaws.com.cn"
	case "aws-eusc":
		return ".amazonaws.eu"
	case "aws-iso":
		return ".c2s.ic.gov"
	case "aws-iso-b":
		return ".sc2s.sgov.gov"
	case "aws-iso-e":
		return ".cloud.adc-e.uk"
	case "aws-iso-f":
		return ".csp.hci.ic.gov"
	}
	return ".amazonaws.com"
}
