package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// paramFiles replaces arguments of the form file://PATH by what the files hold, as the
// AWS CLI does.
func paramFiles(variable, value string) (string, string, error) {
	variable, err := paramFile("VARNAME", variable)
	if err != nil {
		return "", "", err
	}
	value, err = paramFile("VALUE", value)
	return variable, value, err
}

// paramVar defines an option of an API call, whose value may stand in a file. What it
// takes has no line ends, so one that an editor put there is left out.
func paramVar(flags *pflag.FlagSet, target *string, name, usage string) {
	flags.Func(name, usage, func(text string) error {
		value, err := paramFile("--"+name, text)
		*target = strings.TrimRight(value, "\r\n")
		return err
	})
	fromAWS(flags, name)
}

func paramFile(name, argument string) (string, error) {
	path, ok := strings.CutPrefix(argument, "file://")
	if !ok {
		return argument, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "", &usageError{fmt.Sprintf("%s: cannot load %q: %v", name, argument, err)}
	}
	return string(data), nil
}
