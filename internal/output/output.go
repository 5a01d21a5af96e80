// Package output prints answers as the AWS CLI does.
//
// An answer may come in pages, and the formats treat them differently: json,
// yaml and table show all pages joined, text and yaml-stream show each as it
// comes, with the query asked of each. A Printer takes the pages and knows that.
package output

import "strings"

// Format is a way to lay out an answer, under the name that --output has for it.
type Format string

const (
	JSON       Format = "json"
	Text       Format = "text"
	Table      Format = "table"
	YAML       Format = "yaml"
	YAMLStream Format = "yaml-stream"
	Off        Format = "off" // nothing is shown
)

// formats are in the order in which the AWS CLI names them.
func formats() []Format { return []Format{JSON, Text, Table, YAML, YAMLStream, Off} }

// Names lists the formats for a message.
func Names() string {
	var names []string
	for _, f := range formats() {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// ByName returns the format of that name, in exactly that case.
func ByName(name string) (Format, bool) {
	for _, f := range formats() {
		if string(f) == name {
			return f, true
		}
	}
	return "", false
}
