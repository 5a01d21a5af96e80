package ini

import "iter"

// File is one parsed file.
type File struct {
	Text     string     // the file as it was read, which every Span refers to
	Sections []*Section // in file order, without [DEFAULT]
	Defaults *Section   // the settings of all [DEFAULT] headers together, inherited by every section

	byName map[string]*Section
}

// Span is the bytes Start up to, but not including, End of a file's text, in
// whole lines with their ends.
type Span struct{ Start, End int }

// Section is a header and the settings below it.
type Section struct {
	Name     string // verbatim, inner blanks included
	Line     int    // of the header, counted from 1
	Span     Span   // from the header to the next one; of [DEFAULT], from its first header to the end of its last
	Settings []Setting

	byKey    map[string]int // kept only once there are more than scanned settings
	defaults *Section
}

// Setting is a key with its value.
type Setting struct {
	Key   string // lower-cased, never empty
	Value string // trimmed lines joined by "\n", without comments; a block begins with "\n"
	Line  int    // of the key, counted from 1
	Span  Span   // from the key to the value's last line
}

// Section answers the section called name, or nil.
func (f *File) Section(name string) *Section {
	if f == nil {
		return nil
	}
	return f.byName[name]
}

// Find answers the section's own setting of key, else the one it inherits from
// [DEFAULT], else nil. A nil section has no settings.
func (s *Section) Find(key string) *Setting {
	if s == nil {
		return nil
	}
	if own := s.own(key); own != nil {
		return own
	}
	return s.defaults.Find(key)
}

// Own answers the section's own setting of key, in any case, or nil.
func (s *Section) Own(key string) *Setting { return s.own(foldKey(key)) }

// All yields the section's settings in file order, then those it inherits and
// does not have itself. A nil section has none.
func (s *Section) All() iter.Seq[*Setting] {
	return func(yield func(*Setting) bool) {
		if s == nil {
			return
		}
		for i := range s.Settings {
			if !yield(&s.Settings[i]) {
				return
			}
		}
		if s.defaults == nil {
			return
		}
		for i := range s.defaults.Settings {
			inherited := &s.defaults.Settings[i]
			if s.own(inherited.Key) == nil && !yield(inherited) {
				return
			}
		}
	}
}

// scanned is the number of settings up to which looking at each of them is
// cheaper than a map, as it is in every section that a person wrote.
const scanned = 16

func (s *Section) own(key string) *Setting {
	if s.byKey != nil {
		if i, ok := s.byKey[key]; ok {
			return &s.Settings[i]
		}
		return nil
	}
	for i := range s.Settings {
		if s.Settings[i].Key == key {
			return &s.Settings[i]
		}
	}
	return nil
}

func (s *Section) add(setting Setting) {
	s.Settings = append(s.Settings, setting)
	if len(s.Settings) <= scanned {
		return
	}
	if s.byKey == nil {
		s.byKey = make(map[string]int)
		for i := range s.Settings {
			s.byKey[s.Settings[i].Key] = i
		}
	}
	s.byKey[setting.Key] = len(s.Settings) - 1
}
