package cli

import (
	"fmt"
	"strings"

	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/doctor"
	"fob.example/fob/internal/shellword"
	"fob.example/fob/internal/termui"
)

// remedy words what puts a finding right: a command to be pasted, or what to do by hand,
// where there is none. "" for both: nobody can tell.
func (a *app) remedy(f doctor.Finding) (command, byHand string) {
	switch r := f.Remedy.(type) {
	case doctor.Set:
		return setCommand(r), ""
	case doctor.Chmod:
		return a.chmodCommand(r), ""
	case doctor.Own:
		return `sudo chown "$(id -u)" ` + a.pathWord(r.Path), ""
	case doctor.Remove:
		return "rm " + a.pathWord(r.Path), ""
	case doctor.Unset:
		command = "unset"
		for _, name := range r.Names {
			command += " " + name
		}
		return command, ""
	case doctor.SignIn:
		return loginCommand(r.Session), ""
	case doctor.SetUpSession:
		return "fob configure sso-session " + option("--"+optSessionName, r.Name), ""
	case doctor.SetUpProfile:
		return "fob configure sso " + option("--profile", r.Name), ""
	case doctor.SetUpProcess:
		return "fob configure credential-process " + option("--profile", r.Profile), ""
	case doctor.ListRoles:
		return listCommand(r.Profile), ""
	case doctor.ByHand:
		return "", r.Do
	case doctor.Repair:
		if !f.Fixable() {
			return "", "mend the file first, then run: fob doctor --fix"
		}
		if a.global.profile != "" {
			return "fob doctor " + option("--profile", a.global.profile) + " --fix", ""
		}
		return "fob doctor --fix", ""
	}
	return "", ""
}

// setCommand writes a setting where it is to be.
func setCommand(r doctor.Set) string {
	section := "--sso-session"
	if r.Place.Kind == awsconfig.KindProfile {
		section = "--profile"
	}
	return fmt.Sprintf("fob configure set %s %s %s", r.Place.Key, shellword.Quote(termui.Clean(r.Value)), option(section, r.Place.Name))
}

func (a *app) chmodCommand(r doctor.Chmod) string {
	return fmt.Sprintf("chmod %o %s", r.Mode, a.pathWord(r.Path))
}

// pathWord spells a path for a shell, with ~ where that says the same.
func (a *app) pathWord(path string) string {
	if short, ok := a.tilde(path); ok && shellword.Quote(short[1:]) == short[1:] {
		return short
	}
	return shellword.Quote(termui.Escape(path))
}

// tilde spells a path in the home folder with ~.
func (a *app) tilde(path string) (short string, ok bool) {
	home, err := a.home()
	if err != nil || !strings.HasPrefix(path, home+"/") {
		return path, false
	}
	return "~" + path[len(home):], true
}
