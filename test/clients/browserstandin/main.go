// Command browserstandin is what the tests put into $BROWSER. It is given a URL, as a
// browser is, and either walks the pages behind it as a person would, or only notes
// that it was asked to.
//
// What it was given, and where that led, is added to the file named by -log as one
// line of JSON, a Visit.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"fob.example/fob/internal/standin"
)

// Visit is one line of the log.
type Visit struct {
	URL    string // as given
	Titles []string
	Text   string // of the last page
	Status int    // of the last page; 0 if no page was opened
	Err    string
	Home   string // of the browser's environment
}

const patience = 30 * time.Second

func main() {
	log := flag.String("log", "", "add a line to this file")
	look := flag.Bool("note-only", false, "open nothing")
	var p standin.Person
	flag.StringVar(&p.UserName, "user", "", "sign in as this user")
	flag.BoolVar(&p.Deny, "deny", false, "press Deny")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintf(os.Stderr, "browserstandin: want one URL, got %q\n", flag.Args())
		os.Exit(2)
	}
	v := Visit{URL: flag.Arg(0), Home: os.Getenv("HOME")}
	if !*look {
		walk(p, &v)
	}
	if err := note(*log, v); err != nil {
		fmt.Fprintln(os.Stderr, "browserstandin:", err)
		os.Exit(1)
	}
}

func walk(p standin.Person, v *Visit) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	seen, err := p.Walk(ctx, v.URL)
	v.Text, v.Status = seen.Text, seen.Status
	for _, page := range seen.Pages {
		v.Titles = append(v.Titles, page.Title)
	}
	if err != nil {
		v.Err = err.Error()
	}
}

// note writes the line at once, so that a reader sees all of it or nothing.
func note(path string, v Visit) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = f.Write(append(line, '\n'))
	return err
}
