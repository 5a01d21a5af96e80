package cli

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// globalOptions stand anywhere on the line. They are the AWS CLI's, all of them.
type globalOptions struct {
	debug          bool
	endpointURL    string
	noVerifySSL    bool
	noPaginate     bool
	output         string
	query          string
	profile        string
	region         string
	version        bool
	color          string
	noSignRequest  bool
	caBundle       string
	readTimeout    string
	connectTimeout string
	binaryFormat   string
	noPager        bool
	autoPrompt     bool
	noAutoPrompt   bool
	errorFormat    string
}

// add defines the options in the order in which the AWS CLI lists them, which is also
// the order of the candidates for a shortened one.
func (o *globalOptions) add(flags *pflag.FlagSet) {
	flags.SortFlags = false
	flags.BoolVar(&o.debug, "debug", false, "say on stderr which calls are made")
	flags.StringVar(&o.endpointURL, "endpoint-url", "", "send API calls to `URL`")
	flags.BoolVar(&o.noVerifySSL, "no-verify-ssl", false, "accept any TLS certificate")
	flags.BoolVar(&o.noPaginate, "no-paginate", false, "stop after the first page of a list")
	flags.StringVar(&o.output, "output", "", "print answers in `FORMAT`: json, text, table, yaml, yaml-stream or off")
	flags.StringVar(&o.query, "query", "", "print what the JMESPath `EXPRESSION` picks from the answer")
	flags.StringVar(&o.profile, "profile", "", "use the profile `NAME` of the AWS config file")
	flags.StringVar(&o.region, "region", "", "call AWS in `REGION`")
	flags.BoolVar(&o.version, "version", false, "print the version")
	flags.StringVar(&o.color, "color", "", "colour tables: `WHEN` is on, off or auto")
	flags.BoolVar(&o.noSignRequest, "no-sign-request", false, "send API calls unsigned")
	flags.StringVar(&o.caBundle, "ca-bundle", "", "trust the certificates in `FILE`")
	flags.StringVar(&o.readTimeout, "cli-read-timeout", "", "wait `SECONDS` for an answer; 0 waits for ever")
	flags.StringVar(&o.connectTimeout, "cli-connect-timeout", "", "wait `SECONDS` for a connection; 0 waits for ever")
	flags.StringVar(&o.binaryFormat, "cli-binary-format", "", "how binary values are given; no command here takes one")
	flags.BoolVar(&o.noPager, "no-cli-pager", false, "start no pager")
	flags.BoolVar(&o.autoPrompt, "cli-auto-prompt", false, "not offered here")
	flags.BoolVar(&o.noAutoPrompt, "no-cli-auto-prompt", false, "as it is anyway")
	flags.StringVar(&o.errorFormat, "cli-error-format", "", "print errors in `FORMAT`: enhanced, legacy, json, yaml, text or table")
	flags.VisitAll(func(flag *pflag.Flag) { fromAWS(flags, flag.Name) })
	for _, name := range []string{"cli-binary-format", "cli-auto-prompt", "no-cli-auto-prompt"} {
		flags.Lookup(name).Hidden = true
	}
}

// check refuses values that make no sense, before a command is looked at.
func (o *globalOptions) check(given *pflag.FlagSet) error {
	for _, c := range []struct{ name, value string }{
		{"output", o.output}, {"color", o.color}, {"cli-binary-format", o.binaryFormat}, {"cli-error-format", o.errorFormat},
	} {
		if known := choices(c.name); c.value != "" && !slices.Contains(known, c.value) {
			return &usageError{fmt.Sprintf("--%s: %q is not one of %s", c.name, c.value, strings.Join(known, ", "))}
		}
	}
	if given.Changed("endpoint-url") {
		if u, err := url.Parse(o.endpointURL); err != nil || u.Scheme == "" {
			return &usageError{fmt.Sprintf("--endpoint-url: %q has no scheme; it must be of the form http://HOST/ or https://HOST/", o.endpointURL)}
		}
	}
	if o.autoPrompt {
		return &usageError{"--cli-auto-prompt: fob has no auto-prompt"}
	}
	for _, t := range [][2]string{{"cli-read-timeout", o.readTimeout}, {"cli-connect-timeout", o.connectTimeout}} {
		if _, err := seconds(t[1]); err != nil {
			return fmt.Errorf("--%s: %q is not a whole number of seconds", t[0], t[1])
		}
	}
	return nil
}

// choices are the values of an option that takes only few, nil for any other.
func choices(option string) []string {
	switch option {
	case "output":
		return []string{"json", "text", "table", "yaml", "yaml-stream", "off"}
	case "color":
		return []string{"on", "off", "auto"}
	case "cli-binary-format":
		return []string{"base64", "raw-in-base64-out"}
	case "cli-error-format":
		return []string{"legacy", "json", "yaml", "text", "table", "enhanced"}
	case "format":
		return credentialsFormats
	case "shell":
		return shells
	}
	return nil
}

// seconds reads a time-out as awsapi.Config has them: 0 for the default, which is what ""
// stands for, and -1 for none, which is what zero or less stands for.
func seconds(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if n <= 0 {
		return -1, err
	}
	return time.Duration(n) * time.Second, err
}
