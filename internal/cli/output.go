package cli

import (
	"fmt"

	"fob.example/fob/internal/output"
)

// outputFormat decides how an answer is printed: --output, then AWS_DEFAULT_OUTPUT,
// then the profile's setting, then json. It is asked before any call is made.
func (a *app) outputFormat() (output.Format, error) {
	if a.global.output != "" {
		format, ok := output.ByName(a.global.output)
		if !ok {
			return nil, &usageError{fmt.Sprintf("--output: %q is not one of %s", a.global.output, output.Names)}
		}
		return format, nil
	}
	name, set := a.lookupEnv("AWS_DEFAULT_OUTPUT")
	if !set {
		profile, err := a.activeProfile()
		if err != nil {
			return nil, err
		}
		name, _ = profile.Get("output")
	}
	if name == "" {
		name = "json"
	}
	format, ok := output.ByName(name)
	if !ok {
		return nil, fmt.Errorf("unknown output type %q, not one of %s", name, output.Names)
	}
	return format, nil
}
