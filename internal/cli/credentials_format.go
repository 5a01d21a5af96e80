package cli

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/shellword"
)

// credentialsFormats names the forms in which credentials are printed for another
// program, in the order in which help lists them.
var credentialsFormats = []string{"process", "env", "env-no-export", "powershell", "windows-cmd", "fish"}

// formatCredentials returns credentials in one of the forms, with a newline at the end.
// Plain values stand as the AWS CLI prints them. Values that a shell would read
// otherwise are quoted where it has a safe way to, and refused where it has none;
// control characters, and bytes that may be one where text is not UTF-8, are always refused.
func formatCredentials(format string, c awsapi.Credentials) (string, error) {
	assign := assignment(format)
	var b strings.Builder
	for _, v := range variables(c) {
		if strings.ContainsFunc(v.value, unicode.IsControl) || !utf8.ValidString(v.value) {
			return "", fmt.Errorf("%s holds a control character, and is not printed", v.name)
		}
		if assign == nil {
			continue
		}
		line, ok := assign(v.name, v.value)
		if !ok {
			return "", fmt.Errorf("%s holds a character that %s has no safe quoting for", v.name, format)
		}
		b.WriteString(line + "\n")
	}
	if assign == nil {
		return processDocument(c), nil
	}
	return b.String(), nil
}

// assignment returns how a shell sets a variable; nil for no shell at all.
func assignment(format string) func(name, value string) (line string, ok bool) {
	switch format {
	case "env":
		return func(name, value string) (string, bool) { return "export " + name + "=" + shellword.Quote(value), true }
	case "env-no-export":
		return func(name, value string) (string, bool) { return name + "=" + shellword.Quote(value), true }
	case "powershell":
		return func(name, value string) (string, bool) { return "$Env:" + name + "=" + quotePowerShell(value), true }
	case "windows-cmd":
		return func(name, value string) (string, bool) {
			return "set " + name + "=" + value, !strings.ContainsAny(value, "\"%!^&|<>()")
		}
	case "fish":
		return func(name, value string) (string, bool) { return "set -gx " + name + " " + quoteFish(value), true }
	}
	return nil
}

// quotePowerShell uses double quotes as the AWS CLI does, unless they would be read.
func quotePowerShell(value string) string {
	if strings.ContainsAny(value, "\"$`“”„") {
		return "'" + strings.NewReplacer("'", "''", "‘", "‘‘", "’", "’’", "‚", "‚‚", "‛", "‛‛").Replace(value) + "'"
	}
	return `"` + value + `"`
}

// quoteFish uses double quotes as the AWS CLI does, unless they would be read.
func quoteFish(value string) string {
	if strings.ContainsAny(value, `"$\`) {
		return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(value) + "'"
	}
	return `"` + value + `"`
}

type variable struct{ name, value string }

func variables(c awsapi.Credentials) []variable {
	list := []variable{{"AWS_ACCESS_KEY_ID", c.AccessKeyID}, {"AWS_SECRET_ACCESS_KEY", c.SecretAccessKey}}
	if c.SessionToken != "" {
		list = append(list, variable{"AWS_SESSION_TOKEN", c.SessionToken})
	}
	if !c.Expiration.IsZero() {
		list = append(list, variable{"AWS_CREDENTIAL_EXPIRATION", formatExpiration(c.Expiration)})
	}
	return list
}

// formatExpiration spells an instant as Python's isoformat does: the offset it was
// given in, +00:00 for Z, and six digits of a fraction if there is one.
func formatExpiration(t time.Time) string {
	if t.Nanosecond() != 0 {
		return t.Format("2006-01-02T15:04:05.000000-07:00")
	}
	return t.Format("2006-01-02T15:04:05-07:00")
}

// processDocument is version 1 of credential_process's document, in the AWS CLI's layout.
func processDocument(c awsapi.Credentials) string {
	o := orderedjson.Object{
		{Name: "Version", Value: 1},
		{Name: "AccessKeyId", Value: c.AccessKeyID},
		{Name: "SecretAccessKey", Value: c.SecretAccessKey},
	}
	if c.SessionToken != "" {
		o = append(o, orderedjson.Member{Name: "SessionToken", Value: c.SessionToken})
	}
	if !c.Expiration.IsZero() {
		o = append(o, orderedjson.Member{Name: "Expiration", Value: formatExpiration(c.Expiration)})
	}
	return string(orderedjson.Marshal(o, orderedjson.Indented(2, true))) + "\n"
}
