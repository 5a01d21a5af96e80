package awsconfig

import (
	"strings"

	"fob.example/fob/internal/shellword"
)

// What a section of the config file can be, in the words its header begins with.
const (
	KindProfile    = "profile"
	KindSSOSession = "sso-session"
	KindServices   = "services"
)

// defaultProfile is the profile used when none is asked for, and the one whose
// section needs no prefix.
const defaultProfile = "default"

// classify tells what a header of the config file defines, "" for nothing, and
// the name it gives it. Like the AWS CLI it looks only at how the header begins,
// so [profiles x] is the profile x too; and the header counts only if a POSIX
// shell would see two words in it, so [profile a b] is nothing, and
// [profile "a b"] is "a b".
func classify(header string) (kind, name string) {
	if header == defaultProfile {
		return KindProfile, header
	}
	for _, kind := range []string{KindProfile, KindSSOSession, KindServices} {
		if !strings.HasPrefix(header, kind) {
			continue
		}
		if words, err := shellword.Split(header); err == nil && len(words) == 2 {
			return kind, words[1]
		}
		return "", ""
	}
	return "", ""
}
