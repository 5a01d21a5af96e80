package doctor

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/oauth2term"
)

// legacyProfiles notes profiles that hold the settings of their sign-in themselves: those
// with the same at once.
func (v *view) legacyProfiles() {
	type settings struct{ startURL, region string }
	var order []settings
	users := map[settings][]string{}
	for _, p := range v.profiles {
		session, err := v.config.LoginSession(p.Name, "")
		if err != nil || !session.Legacy() {
			continue // what a half-finished one lacks is told elsewhere
		}
		key := settings{session.StartURL, session.Region}
		if users[key] == nil {
			order = append(order, key)
		}
		users[key] = append(users[key], p.Name)
	}
	taken := v.config.SSOSessionNames()
	for _, key := range order {
		names := users[key]
		p, _ := v.config.Profile(names[0])
		f := Finding{
			Check: "legacy-profile", Family: Session, Severity: Note,
			What: fmt.Sprintf("%s no sso-session, and a start URL instead", naming(names)),
			Why:  "such a sign-in cannot be refreshed, and takes a device code each time; after the change you sign in once more",
		}
		f.Path, f.Line = v.atKey(p, "sso_start_url")
		session, found := v.sessionAt(key.startURL, key.region)
		if !found {
			session = newName(key.startURL, taken)
			taken = append(taken, session)
		}
		f.Remedy, f.steps = v.migration(session, key.startURL, key.region, names)
		v.find(f)
	}
}

// sessionAt returns a session that there is with these settings.
func (v *view) sessionAt(startURL, region string) (string, bool) {
	for _, name := range v.config.SSOSessionNames() {
		if s, err := v.config.LoginSession("", name); err == nil && s.StartURL == startURL && s.Region == region {
			return name, true
		}
	}
	return "", false
}

// newName names a session after its start URL, as no other is.
func newName(startURL string, taken []string) string {
	u, _ := url.Parse(startURL) // it is one: awsconfig has said so
	name, _, _ := strings.Cut(u.Hostname(), ".")
	if path := strings.Trim(u.Path, "/"); path != "" && path != "start" && !strings.Contains(path, "/") {
		name = path // identitycenter.amazonaws.com/ssoins-…
	}
	if strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") != "" || name == "" {
		name = "sso"
	}
	for n, first := 2, name; slices.Contains(taken, name); n++ {
		name = fmt.Sprintf("%s-%d", first, n)
	}
	return name
}

// migration writes the session and points the profiles to it. Settings in the credentials
// file are left to a person.
func (v *view) migration(session, startURL, region string, profiles []string) (Remedy, []step) {
	var edits []awsconfig.Edit
	if _, exists := v.sessionAt(startURL, region); !exists {
		for _, kv := range [][2]string{
			{"sso_start_url", startURL}, {"sso_region", region}, {"sso_registration_scopes", oauth2term.ScopeAccountAccess},
		} {
			edits = append(edits, awsconfig.Edit{Place: awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: session, Key: kv[0]}, Value: kv[1]})
		}
	}
	for _, name := range profiles {
		p, _ := v.config.Profile(name)
		place := awsconfig.Place{Kind: awsconfig.KindProfile, Name: name}
		if p.FromCredentialsFile("sso_start_url") || p.FromCredentialsFile("sso_region") {
			return SetUpProfile{name}, nil
		}
		for _, key := range []string{"sso_start_url", "sso_region"} {
			place.Key = key
			edits = append(edits, awsconfig.Edit{Place: place, Remove: true})
		}
		place.Key = "sso_session"
		edits = append(edits, awsconfig.Edit{Place: place, Value: session})
	}
	return Repair{}, v.edits(edits...)
}
