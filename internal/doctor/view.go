package doctor

import (
	"errors"
	"io/fs"
	"path/filepath"
	"slices"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/disk"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/ssotoken"
)

// view is all that was read, and what the checks found in it.
type view struct {
	World
	files    []*sharedFile // config, credentials
	config   *awsconfig.Config
	source   *rolecreds.Source
	store    ssotoken.Store
	profiles []*awsconfig.Profile // to look at
	sessions []string             // to look at, by name; they need not exist

	damaged  []*cachefile.DamagedError // told while caches are read
	findings []Finding
}

// look reads the files, and whatever can be understood of those that AWS could not read.
func look(w World) (*view, error) {
	w.Disk = disk.ReadOnly(w.Disk)
	v := &view{World: w}
	config := readShared(w.Disk, w.Paths.Config, false)
	credentials := readShared(w.Disk, w.Paths.Credentials, true)
	v.files = []*sharedFile{config, credentials}
	v.config = awsconfig.New(w.Paths, config.parsed, credentials.parsed)
	v.store = ssotoken.Store{Dir: filepath.Join(w.Home, ".aws", "sso", "cache"), Disk: w.Disk, Warn: v.hear}
	v.source = &rolecreds.Source{
		Config: v.config, Cache: rolecreds.Cache{Dir: filepath.Join(w.Home, ".aws", "cli", "cache"), Disk: w.Disk, Warn: v.hear},
		LookupEnv: w.LookupEnv, Environ: w.Environ, SkipEnvironment: true,
	}
	return v, v.choose()
}

// choose decides which profiles and sessions to look at.
func (v *view) choose() error {
	names := v.config.ProfileNames()
	if v.Profile != "" {
		if _, err := v.config.UseProfile(v.Profile, true); err != nil {
			return err
		}
		names = []string{v.Profile}
	} else {
		v.sessions = v.config.SSOSessionNames()
	}
	for _, name := range names {
		p, _ := v.config.Profile(name)
		v.profiles = append(v.profiles, p)
		if session, ok := p.Get("sso_session"); ok && !slices.Contains(v.sessions, session) {
			v.sessions = append(v.sessions, session)
		}
	}
	return nil
}

// hear takes what went wrong with a cache file, if that is damage.
func (v *view) hear(err error) {
	if damaged, ok := errors.AsType[*cachefile.DamagedError](err); ok && !v.isDamaged(damaged.Path) {
		v.damaged = append(v.damaged, damaged)
	}
}

func (v *view) isDamaged(path string) bool {
	return slices.ContainsFunc(v.damaged, func(d *cachefile.DamagedError) bool { return d.Path == path })
}

func (v *view) find(f Finding) { v.findings = append(v.findings, f) }

// at says which file a place is in, and which line it is on.
func (v *view) at(place awsconfig.Place) (path string, line int) {
	return v.Paths.Of(place), v.config.Line(place)
}

// atKey is at for a key of a profile, in whichever of the files it counts.
func (v *view) atKey(p *awsconfig.Profile, key string) (path string, line int) {
	place := awsconfig.Place{Kind: awsconfig.KindProfile, Name: p.Name, Key: key, Credentials: p.FromCredentialsFile(key)}
	if path, line = v.at(place); line == 0 {
		place.Credentials = true // where the profile has nothing but keys
		path, line = v.at(place)
	}
	return path, line
}

// findAt reports a finding of a key of a profile.
func (v *view) findAt(p *awsconfig.Profile, key string, f Finding) {
	f.Path, f.Line = v.atKey(p, key)
	v.find(f)
}

// editable reports whether the config file can be edited line by line.
func (v *view) editable() bool { return v.files[0].editable() }

// edits is the step that makes edits of the config file, none where it cannot be read.
func (v *view) edits(edits ...awsconfig.Edit) []step {
	if !v.editable() {
		return nil
	}
	return []step{{path: v.Paths.Config, text: func(text string) (string, error) {
		edited, err := awsconfig.Apply(text, edits...)
		return edited.Text, err
	}}}
}

// sessionsInUse are the sessions to look at that can be signed in to, those of legacy
// profiles included.
func (v *view) sessionsInUse() (sessions []awsconfig.SSOSession) {
	for _, name := range v.sessions {
		if session, err := v.config.LoginSession("", name); err == nil {
			for _, p := range v.profiles {
				if named, _ := p.Get("sso_session"); named == name {
					session.Profile = p.Name
					break
				}
			}
			sessions = append(sessions, session)
		}
	}
	seen := map[string]bool{}
	for _, p := range v.profiles {
		if _, named := p.Get("sso_session"); named {
			continue
		}
		if session, err := v.config.LoginSession(p.Name, ""); err == nil && !seen[session.StartURL] {
			seen[session.StartURL] = true
			sessions = append(sessions, session)
		}
	}
	return sessions
}

func isRegular(info fs.FileInfo) bool { return info != nil && info.Mode().IsRegular() }
