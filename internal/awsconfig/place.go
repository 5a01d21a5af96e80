package awsconfig

import (
	"fmt"
	"strings"
	"unicode"

	"fob.example/fob/internal/awsconfig/ini"
)

// Place is where a setting is kept.
type Place struct {
	Credentials bool   // in the credentials file, else in the config file
	Kind        string // of the section: KindProfile, KindSSOSession, KindServices; "" if Name is all its header says, as in [plugins]
	Name        string // of the profile, sso-session ...
	Key         string // not empty
	Sub         string // the name inside the nested block Key; "" for Key itself
}

// PlaceOf answers where `configure set` keeps a variable: one of these.
//
//   - KEY, of the profile
//   - profile.NAME.KEY[.SUB], default.KEY[.SUB]
//   - WORD.KEY of the section [WORD], with WORD any part of the word "plugins"
//   - KEY.SUB of the profile, also where KEY is the name of one, unlike Lookup
//
// If there are more parts, all after KEY are dropped; behind a WORD, the variable
// as a whole is a key of the default profile. The AWS CLI does all this, surprises
// included. The four secrets go to the credentials file.
func PlaceOf(variable, profileName string) (Place, error) {
	parts := strings.Split(variable, ".")
	switch {
	case len(parts) == 1:
	case parts[0] == defaultProfile:
		profileName, parts = defaultProfile, parts[1:]
	case parts[0] == "profile" && len(parts) == 2:
		return Place{}, noKeyError(variable)
	case parts[0] == "profile":
		profileName, parts = parts[1], parts[2:]
	case strings.Contains(pluginsSection, parts[0]) && len(parts) == 2:
		return Place{Credentials: isSecret(parts[1]), Name: parts[0]}.of(variable, parts[1:])
	case strings.Contains(pluginsSection, parts[0]):
		return Place{Kind: KindProfile, Name: defaultProfile, Key: variable}, nil
	}
	return Place{Credentials: isSecret(parts[0]), Kind: KindProfile, Name: profileName}.of(variable, parts)
}

// PlaceIn answers where `configure set` keeps KEY or KEY.SUB of an sso-session or
// a services section: always in the config file. If there are more parts, or the
// name does not begin as it must, the error is a *SubsectionError.
func PlaceIn(kind, name, variable string) (Place, error) {
	if strings.IndexFunc(name, beginsSubsection) != 0 {
		return Place{}, &SubsectionError{Kind: kind, Name: name, Reason: "must begin with a letter, a digit or one of _ - / . % @ : +"}
	}
	parts := strings.Split(variable, ".")
	if len(parts) > 2 {
		return Place{}, &SubsectionError{Kind: kind, Name: name, Variable: variable, Reason: "may have the two parts of KEY.SUB and no more"}
	}
	return Place{Kind: kind, Name: name}.of(variable, parts)
}

func beginsSubsection(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || strings.ContainsRune("_-/.%@:+", r)
}

// of answers the place of KEY or KEY.SUB in the section that p names. An empty
// part is refused: its line would make the file unreadable.
func (p Place) of(variable string, parts []string) (Place, error) {
	p.Key = parts[0]
	if len(parts) == 2 {
		p.Sub = parts[1]
	}
	if p.Key == "" || len(parts) == 2 && p.Sub == "" {
		return Place{}, &NameError{What: "key", Name: variable, Reason: "is empty, or has an empty part"}
	}
	return p, nil
}

// isSecret tells whether a key belongs in the credentials file. Its case matters,
// though not to a reader.
func isSecret(key string) bool {
	switch key {
	case "aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token":
		return true
	}
	return false
}

// header answers what a new section for the place is called.
func (p Place) header() string {
	switch {
	case p.Credentials, p.Kind == "", p.Kind == KindProfile && p.Name == defaultProfile:
		return p.Name
	}
	plain := p.Kind + " " + p.Name
	if _, name := classify(plain); name == p.Name {
		return plain
	}
	return p.Kind + " '" + strings.ReplaceAll(p.Name, "'", `'"'"'`) + "'"
}

// find answers the section that counts for the place, or nil: of two with one
// name that is the later.
func (p Place) find(file *ini.File) (found *ini.Section) {
	if p.Credentials || p.Kind == "" {
		return file.Section(p.Name)
	}
	for _, section := range file.Sections {
		if kind, name := classify(section.Name); kind == p.Kind && name == p.Name {
			found = section
		}
	}
	return found
}

// findForSet answers the section to set the place in, or nil to add one. The AWS
// CLI overlooks a header that it would spell otherwise, as [profile  dev], and adds
// a second section, which takes the place of the first. So does this, as long as
// that hides no other setting.
func (p Place) findForSet(file *ini.File) *ini.Section {
	section := p.find(file)
	if section == nil || p.isKnownToAWS(file) || p.hidesOthers(section) {
		return section
	}
	return nil
}

// isKnownToAWS tells whether the AWS CLI would find a section for the place: under
// the header that it writes itself, or with double quotes around the name there.
func (p Place) isKnownToAWS(file *ini.File) bool {
	header := p.header()
	if file.Section(header) != nil {
		return true
	}
	kind, name, _ := strings.Cut(header, " ")
	return file.Section(fmt.Sprintf(`%s "%s"`, kind, name)) != nil
}

// hidesOthers tells whether a second section with this setting alone would hide
// other settings of the first.
func (p Place) hidesOthers(section *ini.Section) bool {
	if len(section.Settings) == 0 {
		return false
	}
	return len(section.Settings) > 1 || section.Own(p.Key) == nil || p.Sub != ""
}
