package ini

import "strings"

// IsBlock tells whether the value is a nested block: nothing beside the key, and
// lines NAME = VALUE below it.
func (s *Setting) IsBlock() bool { return s != nil && strings.HasPrefix(s.Value, "\n") }

// Plain answers the value of a setting that is there and is not a block.
func (s *Setting) Plain() (string, bool) {
	if s == nil || s.IsBlock() {
		return "", false
	}
	return s.Value, true
}

// Nested answers the value of name inside a block. Names keep their case, and
// the last of two equal ones counts. Deeper indentation makes no deeper level.
func (s *Setting) Nested(name string) (value string, ok bool) {
	if !s.IsBlock() {
		return "", false
	}
	for _, line := range strings.FieldsFunc(s.Value, endsBlockLine) {
		if n, v, found := strings.Cut(line, "="); found && Trim(n) == name {
			value, ok = Trim(v), true
		}
	}
	return value, ok
}

// isBlockLine tells whether a line below an empty value can be read as part of a
// block: what it holds is NAME = VALUE, or blank.
func isBlockLine(content string) bool {
	for _, line := range strings.FieldsFunc(content, endsBlockLine) {
		if Trim(line) != "" && !strings.Contains(line, "=") {
			return false
		}
	}
	return true
}

// endsBlockLine is Python's idea of a line end, which rules inside a block and
// is wider than the one that rules the file.
func endsBlockLine(r rune) bool {
	switch r {
	case '\n', '\v', '\f', '\r', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}
