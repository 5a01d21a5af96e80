package awsconfig

import "fob.example/fob/internal/awsconfig/ini"

// Header is a section header of the config file and what it defines.
type Header struct {
	Text       string // between the brackets
	Line       int    // counted from 1
	Kind, Name string // both "" if AWS takes it for no profile, sso-session or services section
	Keys       []string
}

// Headers answers the section headers of the config file, in file order.
func (c *Config) Headers() (headers []Header) {
	if c.config == nil {
		return nil
	}
	for _, section := range c.config.Sections {
		h := Header{Text: section.Name, Line: section.Line}
		h.Kind, h.Name = classify(section.Name)
		for _, setting := range section.Settings {
			h.Keys = append(h.Keys, setting.Key)
		}
		headers = append(headers, h)
	}
	return headers
}

// Line answers which line of its file a setting is on that counts for place, counted from
// 1, or that of the section's header where there is no such setting; 0 where there is
// neither.
func (c *Config) Line(place Place) int {
	file := c.config
	if place.Credentials {
		file = c.credentials
	}
	if file == nil {
		return 0
	}
	section := place.find(file)
	if setting := section.Find(place.Key); setting != nil {
		return setting.Line
	}
	if section != nil {
		return section.Line
	}
	return 0
}

// RenameSection answers the text of a file with one of its headers changed, and every other
// byte as it was. There must be no section of the new name. The error is an *ini.Error for
// a text that cannot be parsed.
func RenameSection(text, header, renamed string) (string, error) {
	file, err := ini.Parse(text)
	if err != nil {
		return "", err
	}
	section := file.Section(header)
	if section == nil || file.Section(renamed) != nil {
		return text, nil
	}
	return file.Rename(section, renamed), nil
}
