package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/disk"
)

// step is one change that helps to put a finding right: a text, a mode, or a removal.
type step struct {
	path   string
	text   func(text string) (string, error) // what becomes of the file's text
	mode   fs.FileMode                       // to set, if it is not 0
	remove func() bool                       // to remove the file, if it says so at that moment
}

// Plan is all that can be put right by itself.
type Plan struct {
	Texts   []Text
	Modes   []Chmod
	Removes []string
	Err     error // why a file could not be read that is to get another text

	disk    disk.Disk
	lockDir string
	still   map[string]func() bool
}

// Text is a file that gets another text.
type Text struct{ Path, Old, New string }

// Plan works out what puts findings right. What does not fit any more is left out.
func (w World) Plan(findings []Finding) Plan {
	p := Plan{disk: disk.Or(w.Disk), lockDir: w.StateDir, still: map[string]func() bool{}}
	for _, f := range findings {
		for _, s := range f.steps {
			switch {
			case s.text != nil:
				p.change(s)
			case s.mode != 0:
				p.Modes = append(p.Modes, Chmod{s.path, s.mode})
			case p.still[s.path] == nil:
				p.Removes, p.still[s.path] = append(p.Removes, s.path), s.remove
			}
		}
	}
	return p
}

// change adds a change to those of the same file.
func (p *Plan) change(s step) {
	for i := range p.Texts {
		if p.Texts[i].Path == s.path {
			if changed, err := s.text(p.Texts[i].New); err == nil {
				p.Texts[i].New = changed
			}
			return
		}
	}
	old, info, err := awsconfig.ReadText(p.disk, s.path)
	if err == nil && info == nil {
		err = errChanged
	}
	if err != nil {
		p.Err = failed(s.path, err)
		return
	}
	if changed, err := s.text(old); err == nil && changed != old {
		p.Texts = append(p.Texts, Text{s.path, old, changed})
	}
}

// Empty reports whether there is nothing to do.
func (p Plan) Empty() bool { return len(p.Texts)+len(p.Modes)+len(p.Removes) == 0 }

// errChanged means that somebody else was faster.
var errChanged = errors.New("it has been changed meanwhile, and was left alone")

// Apply does what is planned. Texts are replaced whole, under the lock that other edits
// take, and only if they are as they were; what is damaged is removed only if nobody has
// replaced it. It goes on where something fails, and returns all that did.
func (p Plan) Apply(ctx context.Context) error {
	var failures []error
	for _, t := range p.Texts {
		err := awsconfig.ChangeFile(ctx, p.disk, t.Path, p.lockDir, func(text string) (string, error) {
			if text != t.Old {
				return "", errChanged
			}
			return t.New, nil
		})
		failures = append(failures, failed(t.Path, err))
	}
	for _, m := range p.Modes {
		failures = append(failures, failed(m.Path, p.disk.Chmod(m.Path, m.Mode)))
	}
	for _, path := range p.Removes {
		if !p.still[path]() {
			continue
		}
		if err := p.disk.Remove(path); !errors.Is(err, fs.ErrNotExist) {
			failures = append(failures, failed(path, err))
		}
	}
	return errors.Join(failures...)
}

func failed(path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("repair %s: %w", path, err)
}
