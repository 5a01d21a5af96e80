package cli

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"fob.example/fob/internal/doctor"
	"fob.example/fob/internal/termui"
)

// doctorAnswer is what a look found, and what was repaired before it.
type doctorAnswer struct {
	doctor.Report
	app   *app
	fixed []doctor.Finding
}

func (d doctorAnswer) count(s doctor.Severity) (n int) {
	for _, f := range d.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// text is the answer for people, in lines of 80 columns but for commands and paths.
func (d doctorAnswer) text() string {
	var b strings.Builder
	if len(d.fixed) > 0 {
		b.WriteString("Repaired\n")
		for _, f := range d.fixed {
			b.WriteString(paragraph("  ", d.place(f)+f.What))
		}
		b.WriteString("\n")
	}
	family := doctor.Family("")
	for _, f := range d.Findings {
		if f.Family != family {
			family = f.Family
			fmt.Fprintf(&b, "%s%s\n", strings.ToUpper(string(family[:1])), family[1:])
		}
		b.WriteString(d.finding(f))
	}
	b.WriteString(d.summary())
	return b.String()
}

// textIndent is where what is said of a finding begins, beside how bad it is.
const textIndent = "           "

func (d doctorAnswer) finding(f doctor.Finding) string {
	var b strings.Builder
	if where := strings.TrimSuffix(d.place(f), ": "); where != "" {
		fmt.Fprintf(&b, "%s%s\n", textIndent, termui.Escape(where))
	}
	text := sentence(f.What) + " " + sentence(f.Why)
	command, byHand := d.app.remedy(f)
	if _, said := f.Remedy.(doctor.Repair); f.Fixable() && !said {
		text += " It is repaired by --fix, or with:"
	}
	b.WriteString(paragraph(textIndent, text))
	switch {
	case command != "":
		fmt.Fprintf(&b, "%s$ %s\n", textIndent, command)
	case byHand != "":
		b.WriteString(paragraph(textIndent, sentence(byHand)))
	}
	return d.mark(f.Severity) + b.String()[len(textIndent):] + "\n"
}

// mark says how bad a finding is, as wide as textIndent.
func (d doctorAnswer) mark(s doctor.Severity) string {
	padding := strings.Repeat(" ", len(textIndent)-len("  ")-len(s))
	if color := d.app.severityColor(s); color != "" {
		return "  " + color + string(s) + "\x1b[0m" + padding
	}
	return "  " + string(s) + padding
}

// place is FILE:LINE, with ~ for the home folder.
func (d doctorAnswer) place(f doctor.Finding) string {
	if f.Path == "" {
		return ""
	}
	path, _ := d.app.tilde(f.Path)
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d: ", path, f.Line)
	}
	return path + ": "
}

func (d doctorAnswer) summary() string {
	looked := fmt.Sprintf("%s and %s looked at", counted(d.Profiles, "profile"), counted(d.Sessions, "sso-session"))
	if len(d.Findings) == 0 {
		return "Nothing is wrong: " + looked + ".\n"
	}
	fixable := 0
	for _, f := range d.Findings {
		if f.Fixable() {
			fixable++
		}
	}
	text := fmt.Sprintf("%s, %s, %s; %s.", counted(d.count(doctor.Error), "error"), counted(d.count(doctor.Warning), "warning"),
		counted(d.count(doctor.Note), "note"), looked)
	if fixable > 0 {
		text += fmt.Sprintf(" --fix repairs %d.", fixable)
	}
	return paragraph("", text)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// sentence makes one of a text that is told in the middle of others. A name stays as it is.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if text == "" || first == "fob" || strings.Contains(first, "_") {
		return text + "."
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// textWidth is what lines are broken at.
const textWidth = 80

// paragraph breaks foreign text at blanks into lines, each of them indented.
func paragraph(indent, text string) string {
	var b strings.Builder
	width := textWidth // of a line that is full
	for word := range strings.FieldsSeq(termui.CleanMessage(text)) {
		if width+1+ansi.StringWidth(word) > textWidth {
			b.WriteString("\n" + indent + word)
			width = len(indent) + ansi.StringWidth(word)
		} else {
			b.WriteString(" " + word)
			width += 1 + ansi.StringWidth(word)
		}
	}
	return strings.TrimPrefix(b.String(), "\n") + "\n"
}

// severityColor is "" where nothing is coloured.
func (a *app) severityColor(s doctor.Severity) string {
	if !a.coloured() {
		return ""
	}
	switch s {
	case doctor.Error:
		return "\x1b[31m"
	case doctor.Warning:
		return "\x1b[33m"
	}
	return "\x1b[2m"
}
