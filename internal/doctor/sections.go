package doctor

import (
	"fmt"
	"slices"
	"strings"

	"fob.example/fob/internal/awsconfig"
)

// profileKeys are settings that only make sense in a profile.
func isProfileKey(key string) bool {
	switch key {
	case "sso_session", "sso_account_id", "sso_role_name", "role_arn", "source_profile", "credential_process", "region",
		"aws_access_key_id", "aws_secret_access_key", "login_session", "web_identity_token_file":
		return true
	}
	return false
}

// ignoredSections finds headers that look like a profile or a session and are none: that of
// the config file without its first word, or with too many, and that of the credentials
// file with one.
func (v *view) ignoredSections() {
	for _, h := range v.config.Headers() {
		if h.Kind == "" && v.inScope(strings.TrimSpace(h.Text)) && !v.files[0].isBad(h.Line) {
			v.ignoredSection(h)
		}
	}
	for _, name := range v.config.ProfileNames() {
		p, _ := v.config.Profile(name)
		rest, ok := strings.CutPrefix(name, "profile ")
		if !ok || !p.FromCredentialsFile("aws_access_key_id") || !v.inScope(name, rest) {
			continue
		}
		path, line := v.at(awsconfig.Place{Credentials: true, Name: name})
		v.find(Finding{
			Check: "ignored-section", Family: Config, Severity: Warning, Path: path, Line: line,
			What:   fmt.Sprintf("the section [%s] is the profile %q, with both words: in the credentials file a profile's is [%s]", name, name, rest),
			Why:    "its keys are not those of the profile " + rest,
			Remedy: ByHand{"take the word profile out of the header"},
		})
	}
}

func (v *view) ignoredSection(h awsconfig.Header) {
	f := Finding{
		Check: "ignored-section", Family: Config, Severity: Warning, Path: v.Paths.Config, Line: h.Line,
		What: fmt.Sprintf("AWS ignores the section [%s]", h.Text), Why: "its settings are nobody's",
	}
	name := strings.TrimSpace(h.Text)
	switch kind, _, _ := strings.Cut(name, " "); {
	case kind == awsconfig.KindProfile || kind == awsconfig.KindSSOSession || kind == awsconfig.KindServices:
		f.Remedy = ByHand{fmt.Sprintf("write it as [%s NAME], or as [%s 'NAME WITH BLANKS']", kind, kind)}
	case !slices.ContainsFunc(h.Keys, isProfileKey):
		return // [plugins], and whatever else is none of ours
	case strings.EqualFold(name, "default"):
		f.Remedy, f.steps = v.renaming(h.Text, "default", "default")
	default:
		f.What += fmt.Sprintf(": in the config file a profile's is [profile %s]", name)
		f.Remedy, f.steps = v.renaming(h.Text, name, "profile "+name)
	}
	v.find(f)
}

// inScope reports whether one of these profiles is to be looked at.
func (v *view) inScope(names ...string) bool {
	return v.Profile == "" || slices.Contains(names, v.Profile)
}

// renaming makes a section that of a profile, where there is none of that name yet: what
// works now goes on working as it does.
func (v *view) renaming(section, profile, header string) (Remedy, []step) {
	_, exists := v.config.Profile(profile)
	if exists || strings.ContainsAny(profile, " \t'\"\\") || !v.editable() {
		return ByHand{fmt.Sprintf("move its settings to the section [%s]", header)}, nil
	}
	return Repair{}, []step{{path: v.Paths.Config, text: func(text string) (string, error) {
		return awsconfig.RenameSection(text, section, header)
	}}}
}

// doubledSections finds two sections of one profile or session, as [default] and
// [profile default].
func (v *view) doubledSections() {
	type thing struct{ kind, name string }
	seen := map[thing]awsconfig.Header{}
	for _, h := range v.config.Headers() {
		key := thing{h.Kind, h.Name}
		earlier, ok := seen[key]
		seen[key] = h
		if !ok || h.Kind == "" || h.Kind == awsconfig.KindProfile && !v.inScope(h.Name) {
			continue
		}
		v.find(Finding{
			Check: "doubled-section", Family: Config, Severity: Warning, Path: v.Paths.Config, Line: earlier.Line,
			What:   fmt.Sprintf("the section [%s] counts for nothing: [%s] on line %d is the %s %q, too", earlier.Text, h.Text, h.Line, h.Kind, h.Name),
			Why:    "the AWS CLI takes the later one as a whole, and other tools may take the other",
			Remedy: ByHand{fmt.Sprintf("keep what you need of both in line %d's, and remove the other", h.Line)},
		})
	}
}
