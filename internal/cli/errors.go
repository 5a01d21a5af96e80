package cli

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/output"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/termui"
)

// structured prints an error of the coded kinds (252 to 254) as the object that
// --cli-error-format asks for, and reports whether it did.
func (a *app) structured(err error) bool {
	format, ok := output.ByName(a.errorFormat())
	if !ok || format == output.Off || format == output.YAMLStream {
		return false // enhanced and legacy: said in our own voice
	}
	object := errorObject(err)
	if object == nil {
		return false
	}
	var text bytes.Buffer
	settings := output.Settings{Format: format, Title: "error", Width: a.width(), Color: a.coloured(), Clean: termui.CleanMessage}
	if settings.Print(&text, object) != nil {
		return false
	}
	_, _ = a.Stderr.Write(text.Bytes())
	return true
}

// errorFormat is --cli-error-format, AWS_CLI_ERROR_FORMAT or the profile's setting; the
// latter two in any case.
func (a *app) errorFormat() string {
	if a.global.errorFormat != "" {
		return a.global.errorFormat
	}
	config, err := a.config()
	if err != nil {
		return ""
	}
	profile, err := config.UseProfile(awsconfig.ActiveProfile(a.global.profile, a.lookupEnv))
	if err != nil {
		return "" // as the AWS CLI: without its profile there is no setting either
	}
	format, _ := profile.Resolve("cli_error_format", a.lookupEnv, "AWS_CLI_ERROR_FORMAT")
	return strings.ToLower(format)
}

// errorObject returns Code and Message, and of a service's error what else its model has
// answers hold; nil for an error without a code.
func errorObject(err error) orderedjson.Object {
	var service *awsapi.ServiceError
	if codeOf(err) == exitService && errors.As(err, &service) {
		o := orderedjson.Object{
			{Name: "Message", Value: service.Message},
			{Name: "Code", Value: cmp.Or(service.Code, strconv.Itoa(service.StatusCode))},
		}
		for _, m := range service.Modelled {
			o = append(o, orderedjson.Member{Name: m.Name, Value: m.Value})
		}
		return o
	}
	code := errorCode(err)
	if code == "" {
		return nil
	}
	return orderedjson.Object{{Name: "Code", Value: code}, {Name: "Message", Value: err.Error()}}
}

// errorCode is the AWS CLI's name for a kind of error of its own.
func errorCode(err error) string {
	var none *rolecreds.NoCredentialsError
	switch code := codeOf(err); {
	case code == exitUsage:
		return "ParamValidation"
	case errors.Is(err, rolecreds.ErrNoRegion):
		return "NoRegion"
	case errors.As(err, &none) && !errors.As(err, new(configurationError)):
		return "NoCredentials"
	case code == exitConfiguration:
		return "Configuration"
	}
	return ""
}
