package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/awsconfig/ini"
)

// unknownCommandError is a word where the name of a command belongs.
type unknownCommandError struct {
	*usageError
	group *cobra.Command // whose command it is not
	name  string
}

func (e *unknownCommandError) Unwrap() error { return e.usageError }

// aliasError is a word that is no command here and an alias in the AWS CLI.
type aliasError struct{ Name, Path string }

func (e *aliasError) Error() string {
	return fmt.Sprintf("%q is an alias of the AWS CLI, in %s; fob runs no aliases", e.Name, e.Path)
}

// firstMistake returns what the AWS CLI would have found before it came to err: it reads
// both files before it looks at the command line, even for --version, and its aliases
// before it calls a command unknown.
func (a *app) firstMistake(err error) error {
	var (
		usage   *usageError
		unknown *unknownCommandError
		parse   *awsconfig.ParseError
	)
	if !errors.Is(err, errVersion) && !errors.As(err, &usage) {
		return err
	}
	if _, broken := a.config(); errors.As(broken, &parse) {
		return parse
	}
	if errors.As(err, &unknown) {
		if path, ok := a.findAlias(unknown.group, unknown.name); ok {
			return &aliasError{unknown.name, path}
		}
	}
	return err
}

// findAlias looks into the AWS CLI's file of aliases for one below a group of commands.
// A file that cannot be read holds none.
func (a *app) findAlias(group *cobra.Command, name string) (path string, ok bool) {
	home, err := a.home()
	if err != nil {
		return "", false
	}
	path = filepath.Join(home, ".aws", "cli", "alias")
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", false
	}
	file, err := ini.Parse(string(text))
	if err != nil {
		return "", false
	}
	section := "toplevel"
	if group.HasParent() {
		section = "command " + group.Name()
	}
	return path, file.Section(section).Find(name) != nil
}
