package cli

import (
	"fmt"
	"os"
	"strings"
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
