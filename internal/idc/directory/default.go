package directory

import (
	"bytes"
	_ "embed"
)

//go:embed default.yaml
var defaultFile []byte

// Default returns the directory of a server that was given none: default.yaml.
func Default() *Directory {
	d, err := Parse("default.yaml", defaultFile)
	if err != nil {
		panic("directory: " + err.Error()) // a test parses it
	}
	return d
}

// Example returns the file of Default, which explains the schema by comments.
func Example() []byte { return bytes.Clone(defaultFile) }
