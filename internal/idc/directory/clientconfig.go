package directory

import (
	"fmt"
	"strings"

	"fob.example/fob/internal/oauth2term"
)

// ClientConfig returns a complete ~/.aws/config for a client of this directory:
// its sso-session, which signs in at the first start URL, and its profiles.
// Where clients find the server is not in it: that is said by the environment
// (AWS_ENDPOINT_URL_SSO_OIDC, AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL_STS).
func (d *Directory) ClientConfig() string { return d.config() }

func (d *Directory) clientConfig() string {
	var b strings.Builder
	in := d.Instance
	section(&b, "sso-session "+in.SSOSession,
		"sso_start_url", in.StartURLs[0],
		"sso_region", in.Region,
		"sso_registration_scopes", oauth2term.ScopeAccountAccess)
	profiles, more := d.clientProfiles()
	for _, p := range profiles {
		name := "profile " + p.Name
		if p.Name == "default" {
			name = p.Name
		}
		source := []string{"sso_session", p.SSOSession}
		if p.SSOSession == "" {
			source = []string{"sso_start_url", p.StartURL, "sso_region", in.Region}
		}
		section(&b, name, append(source,
			"sso_account_id", p.AccountID,
			"sso_role_name", p.PermissionSet,
			"region", p.Region,
			"output", p.Output)...)
	}
	if more > 0 {
		fmt.Fprintf(&b, "\n# %d more accounts and permission sets have no profile here.\n", more)
	}
	return strings.TrimPrefix(b.String(), "\n")
}

// maxProfiles is how many profiles a config gets that does not name its own; a shell
// has to carry it.
const maxProfiles = 1000

// clientProfiles returns the profiles of the file, or, if it has none, one for
// each account and permission set that anybody is assigned, named as
// `aws configure sso` proposes, and how many there are too many of.
func (d *Directory) clientProfiles() (profiles []Profile, more int) {
	if len(d.Profiles) > 0 {
		return d.Profiles, 0
	}
	all := d.access.all()
	for _, g := range all[:min(len(all), maxProfiles)] {
		a, set := d.Accounts[g.account], d.PermissionSets[g.set]
		profiles = append(profiles, Profile{
			Name: set.Name + "-" + a.AccountID, SSOSession: d.Instance.SSOSession,
			AccountID: a.AccountID, PermissionSet: set.Name, Region: d.Instance.Region,
		})
	}
	return profiles, len(all) - len(profiles)
}

// section writes one section; a key with an empty value is left out.
func section(b *strings.Builder, name string, pairs ...string) {
	fmt.Fprintf(b, "\n[%s]\n", name)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			fmt.Fprintf(b, "%s = %s\n", pairs[i], pairs[i+1])
		}
	}
}
