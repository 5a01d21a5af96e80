package awsconfig

import (
	"os"
	"path/filepath"
	"strings"
)

// LookupEnv answers an environment variable's value and whether it is set, as
// os.LookupEnv does. A variable that is set but empty counts as set.
type LookupEnv func(name string) (value string, ok bool)

// Paths are where the two shared files are, expanded; "" means that there is no
// such file.
type Paths struct{ Config, Credentials string }

// Of answers the file that a place is in.
func (p Paths) Of(place Place) string {
	if place.Credentials {
		return p.Credentials
	}
	return p.Config
}

// FindPaths answers where to read: AWS_CONFIG_FILE and
// AWS_SHARED_CREDENTIALS_FILE with $NAME, ${NAME} and a leading ~ expanded, else
// the two files of home/.aws. An empty variable, or no home, means no file.
func FindPaths(lookupEnv LookupEnv, home string) Paths {
	return findPaths(lookupEnv, home, func(path string) string { return expandVariables(path, lookupEnv) })
}

// FindEditPaths answers where to write. It is FindPaths, except that the AWS CLI
// then expands no $NAME: with AWS_CONFIG_FILE='$HOME/x' it makes a folder "$HOME".
func FindEditPaths(lookupEnv LookupEnv, home string) Paths {
	return findPaths(lookupEnv, home, func(path string) string { return path })
}

func findPaths(lookupEnv LookupEnv, home string, expand func(path string) string) Paths {
	find := func(variable, name string) string {
		if path, ok := lookupEnv(variable); ok {
			return expandHome(expand(path), home)
		}
		if home == "" {
			return ""
		}
		return filepath.Join(home, ".aws", name)
	}
	return Paths{
		Config:      find("AWS_CONFIG_FILE", "config"),
		Credentials: find("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
	}
}

// expandHome replaces a ~ that is the whole first element of path.
func expandHome(path, home string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || home == "" || rest != "" && !os.IsPathSeparator(rest[0]) {
		return path
	}
	return filepath.Join(home, rest)
}

// expandVariables replaces $NAME and ${NAME}, once and from left to right. A
// variable that is not set stays as it is written.
func expandVariables(path string, lookupEnv LookupEnv) string {
	var expanded strings.Builder
	for {
		dollar := strings.IndexByte(path, '$')
		if dollar < 0 {
			return expanded.String() + path
		}
		expanded.WriteString(path[:dollar])
		path = path[dollar:]

		name, length := variableAt(path)
		value, ok := lookupEnv(name)
		if !ok || name == "" {
			value = path[:length]
		}
		expanded.WriteString(value)
		path = path[length:]
	}
}

// variableAt answers the name that the $ at the start of path introduces, "" if
// none, and the length of what spells it.
func variableAt(path string) (name string, length int) {
	if strings.HasPrefix(path, "${") {
		if end := strings.IndexByte(path, '}'); end >= 0 {
			return path[2:end], end + 1
		}
		return "", 1
	}
	end := 1
	for end < len(path) && isNameByte(path[end]) {
		end++
	}
	return path[1:end], end
}

func isNameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
