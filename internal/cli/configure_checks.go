package cli

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
)

// What can be wrong with an answer, "" if nothing is. The first words are the AWS CLI's.

// checks makes several checks one: the first problem counts.
func checks(all ...func(string) string) func(string) string {
	return func(answer string) string {
		for _, check := range all {
			if problem := check(answer); problem != "" {
				return problem
			}
		}
		return ""
	}
}

func required(answer string) string {
	if answer == "" {
		return "A value is required"
	}
	return ""
}

func startURL(answer string) string {
	_, err := awsconfig.ParseStartURL(answer)
	if wrong, ok := errors.AsType[*awsconfig.StartURLError](err); ok {
		return "Not a valid Start URL: it " + wrong.Reason
	}
	return ""
}

func region(answer string) string {
	if answer != "" && awsapi.CheckRegion(answer) != nil {
		return "Not a valid region, such as us-east-1"
	}
	return ""
}

func outputFormat(answer string) string {
	if formats := choices("output"); answer != "" && !slices.Contains(formats, answer) {
		return "Not one of " + strings.Join(formats, ", ")
	}
	return ""
}

func separatedScopes(answer string) string {
	for scope := range strings.SplitSeq(answer, ",") {
		if strings.ContainsFunc(strings.TrimSpace(scope), unicode.IsSpace) {
			return "Scope values must be separated by commas"
		}
	}
	return ""
}

// sessionName and profileName refuse what the config file could not hold as a name.

func sessionName(answer string) string {
	if answer == "" {
		return ""
	}
	return unwritable(awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: answer, Key: "sso_start_url"}, "")
}

func profileName(answer string) string {
	return unwritable(awsconfig.Place{Kind: awsconfig.KindProfile, Name: answer, Key: "sso_session"}, "")
}

// oneLine refuses what the config file could not hold as a value.
func oneLine(answer string) string {
	return unwritable(awsconfig.Place{Kind: awsconfig.KindSSOSession, Name: "any", Key: "any"}, answer)
}

func unwritable(place awsconfig.Place, value string) string {
	if _, err := awsconfig.Apply("", awsconfig.Edit{Place: place, Value: value}); err != nil {
		return "Not possible: " + err.Error()
	}
	return ""
}
