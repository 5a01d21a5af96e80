package cli

import (
	"fob.example/fob/internal/doctor"
	"fob.example/fob/internal/orderedjson"
	"fob.example/fob/internal/termui"
)

// doctorVersion is that of the object. It changes with what would break a script.
const doctorVersion = 1

// object is the answer for scripts.
func (d doctorAnswer) object() orderedjson.Object {
	return orderedjson.Object{
		{Name: "version", Value: doctorVersion},
		{Name: "findings", Value: d.objects(d.Findings)},
		{Name: "fixed", Value: d.objects(d.fixed)},
		{Name: "summary", Value: orderedjson.Object{
			{Name: "errors", Value: d.count(doctor.Error)},
			{Name: "warnings", Value: d.count(doctor.Warning)},
			{Name: "notes", Value: d.count(doctor.Note)},
			{Name: "profiles", Value: d.Profiles},
			{Name: "sessions", Value: d.Sessions},
		}},
	}
}

// objects have all members each; what there is not is null.
func (d doctorAnswer) objects(findings []doctor.Finding) []any {
	list := []any{}
	for _, f := range findings {
		command, byHand := d.app.remedy(f)
		var line any
		if f.Line > 0 {
			line = f.Line
		}
		list = append(list, orderedjson.Object{
			{Name: "check", Value: f.Check},
			{Name: "severity", Value: string(f.Severity)},
			{Name: "family", Value: string(f.Family)},
			{Name: "file", Value: orNull(f.Path)},
			{Name: "line", Value: line},
			{Name: "what", Value: termui.CleanMessage(f.What)},
			{Name: "why", Value: termui.CleanMessage(f.Why)},
			{Name: "fix", Value: orNull(command)},
			{Name: "advice", Value: orNull(termui.CleanMessage(byHand))},
			{Name: "fixable", Value: f.Fixable()},
		})
	}
	return list
}

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
