// Package surroundings finds out where a program runs, as far as that says where a
// person's browser is: over SSH, in a container, in WSL, without a display.
//
// It looks at the environment and at whether a few files are there, and changes nothing.
// What follows from what it finds is for others to say.
package surroundings

import (
	"net/netip"
	"strings"
)

// World is what is looked at. All of it is required.
type World struct {
	LookupEnv func(name string) (string, bool)
	Exists    func(path string) bool // whether there is such a file
	OS        string                 // as runtime.GOOS
	Hostname  string                 // this machine's own idea of its name; may be ""
}

// Surroundings is what was found.
type Surroundings struct {
	SSH       *SSH   // how the person came here; nil if not over SSH
	Container string // what kind of one this is, as "Docker"; "" if it is none
	WSL       string // the name of the distribution; "" if this is not the Windows Subsystem for Linux
	Display   bool   // whether a window that is opened here is in front of the person
	Browser   bool   // whether BROWSER names what opens one, wherever that is
}

// SSH is the way by which a person came here, to be gone again. What is not known is "".
type SSH struct {
	User string // as whom
	Host string // this machine, as it was reached: an address, or its name
	Port string // if it is not 22, the usual one
}

// Look looks around.
func Look(w World) Surroundings {
	s := Surroundings{
		SSH: w.ssh(), Container: w.container(), WSL: w.wsl(),
		Display: w.get("DISPLAY") != "" || w.get("WAYLAND_DISPLAY") != "", // also as SSH forwards it
		Browser: w.get("BROWSER") != "",
	}
	if s.SSH == nil && (w.OS == "darwin" || w.OS == "windows" || s.WSL != "" && s.Container == "") {
		s.Display = true // the desktop's own
	}
	return s
}

// CanOpen tells whether a browser that is opened here is of use to the person. available
// tells whether there is a program that opens one.
func (s Surroundings) CanOpen(available bool) bool {
	return available && (s.Browser || s.Display)
}

func (w World) get(name string) string {
	value, _ := w.LookupEnv(name)
	return value
}

// ssh reads SSH_CONNECTION, the addresses and ports of client and server, or takes
// SSH_TTY as a sign alone.
func (w World) ssh() *SSH {
	words := strings.Fields(w.get("SSH_CONNECTION"))
	if len(words) == 0 && w.get("SSH_TTY") == "" {
		return nil
	}
	came := &SSH{User: w.user(), Host: w.Hostname}
	if len(words) == 4 {
		if address, err := netip.ParseAddr(words[2]); err == nil {
			came.Host = address.Unmap().String()
		}
		if words[3] != "22" && isNumber(words[3]) {
			came.Port = words[3]
		}
	}
	return came
}

func (w World) user() string {
	for _, name := range []string{"USER", "LOGNAME", "USERNAME"} {
		if user := w.get(name); user != "" {
			return user
		}
	}
	return ""
}

// container names the kind of container, the most telling sign first.
func (w World) container() string {
	switch kind := w.get("container"); { // systemd's convention, which Podman and LXC keep
	case w.get("KUBERNETES_SERVICE_HOST") != "":
		return "Kubernetes"
	case w.get("ECS_CONTAINER_METADATA_URI_V4") != "":
		return "ECS"
	case kind == "podman", kind == "oci", w.Exists("/run/.containerenv"):
		return "Podman"
	case kind == "docker", w.Exists("/.dockerenv"):
		return "Docker"
	default:
		return kind
	}
}

// wsl returns the distribution's name. sudo drops the variable, and leaves the file.
func (w World) wsl() string {
	if name := w.get("WSL_DISTRO_NAME"); name != "" {
		return name
	}
	if w.get("WSL_INTEROP") != "" || w.Exists("/proc/sys/fs/binfmt_misc/WSLInterop") {
		return "WSL"
	}
	return ""
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
