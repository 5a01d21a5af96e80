package surroundings

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLook(t *testing.T) {
	overSSH := &SSH{User: "ana", Host: "10.0.0.5"}
	for name, tt := range map[string]struct {
		os    string // "" for linux
		env   map[string]string
		files []string
		want  Surroundings
		opens bool // a browser, if there is a program that does
	}{
		"a desktop":               {env: map[string]string{"DISPLAY": ":0"}, want: Surroundings{Display: true}, opens: true},
		"Wayland":                 {env: map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, want: Surroundings{Display: true}, opens: true},
		"a console":               {env: map[string]string{"DISPLAY": ""}},
		"a console with BROWSER":  {env: map[string]string{"BROWSER": "w3m"}, want: Surroundings{Browser: true}, opens: true},
		"a Mac":                   {os: "darwin", want: Surroundings{Display: true}, opens: true},
		"Windows":                 {os: "windows", env: map[string]string{"USERNAME": "ana"}, want: Surroundings{Display: true}, opens: true},
		"SSH":                     {env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000 10.0.0.5 22", "USER": "ana"}, want: Surroundings{SSH: overSSH}},
		"SSH to a Mac":            {os: "darwin", env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000 10.0.0.5 22", "USER": "ana"}, want: Surroundings{SSH: overSSH}},
		"SSH with its display":    {env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000 10.0.0.5 22", "LOGNAME": "ana", "DISPLAY": "localhost:10.0"}, want: Surroundings{SSH: overSSH, Display: true}, opens: true},
		"SSH with BROWSER":        {env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000 10.0.0.5 22", "USER": "ana", "BROWSER": "code --open"}, want: Surroundings{SSH: overSSH, Browser: true}, opens: true},
		"SSH by another port":     {env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000 10.0.0.5 2222", "USER": "ana"}, want: Surroundings{SSH: &SSH{"ana", "10.0.0.5", "2222"}}},
		"SSH over IPv6":           {env: map[string]string{"SSH_CONNECTION": "2001:db8::7 50000 2001:db8::5 22"}, want: Surroundings{SSH: &SSH{Host: "2001:db8::5"}}},
		"SSH over mapped IPv4":    {env: map[string]string{"SSH_CONNECTION": "::ffff:192.0.2.7 50000 ::ffff:10.0.0.5 22", "USER": "ana"}, want: Surroundings{SSH: overSSH}},
		"SSH, as far as one sees": {env: map[string]string{"SSH_TTY": "/dev/pts/3", "USER": "ana"}, want: Surroundings{SSH: &SSH{User: "ana", Host: "box"}}},
		"SSH with odd words":      {env: map[string]string{"SSH_CONNECTION": "a b $(x) -p", "USER": "ana"}, want: Surroundings{SSH: &SSH{User: "ana", Host: "box"}}},
		"SSH with too few words":  {env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000"}, want: Surroundings{SSH: &SSH{Host: "box"}}},
		"Docker":                  {files: []string{"/.dockerenv"}, want: Surroundings{Container: "Docker"}},
		"Docker, by its word":     {env: map[string]string{"container": "docker"}, want: Surroundings{Container: "Docker"}},
		"Podman":                  {files: []string{"/run/.containerenv"}, want: Surroundings{Container: "Podman"}},
		"Podman, by its word":     {env: map[string]string{"container": "podman"}, want: Surroundings{Container: "Podman"}},
		"a toolbox on a desktop":  {env: map[string]string{"container": "oci", "DISPLAY": ":0"}, files: []string{"/run/.containerenv"}, want: Surroundings{Container: "Podman", Display: true}, opens: true},
		"LXC":                     {env: map[string]string{"container": "lxc"}, want: Surroundings{Container: "lxc"}},
		"Kubernetes":              {env: map[string]string{"KUBERNETES_SERVICE_HOST": "10.96.0.1"}, files: []string{"/.dockerenv"}, want: Surroundings{Container: "Kubernetes"}},
		"ECS":                     {env: map[string]string{"ECS_CONTAINER_METADATA_URI_V4": "http://169.254.170.2/v4/x"}, want: Surroundings{Container: "ECS"}},
		"WSL":                     {env: map[string]string{"WSL_DISTRO_NAME": "Ubuntu"}, want: Surroundings{WSL: "Ubuntu", Display: true}, opens: true},
		"WSL behind sudo":         {files: []string{"/proc/sys/fs/binfmt_misc/WSLInterop"}, want: Surroundings{WSL: "WSL", Display: true}, opens: true},
		"WSL by its socket":       {env: map[string]string{"WSL_INTEROP": "/run/WSL/8_interop"}, want: Surroundings{WSL: "WSL", Display: true}, opens: true},
		"Docker in WSL":           {files: []string{"/proc/sys/fs/binfmt_misc/WSLInterop", "/.dockerenv"}, want: Surroundings{WSL: "WSL", Container: "Docker"}},
		"a container with sshd":   {env: map[string]string{"SSH_CONNECTION": "192.0.2.7 50000 10.0.0.5 22", "USER": "ana"}, files: []string{"/.dockerenv"}, want: Surroundings{SSH: overSSH, Container: "Docker"}},
	} {
		t.Run(name, func(t *testing.T) {
			world := World{
				LookupEnv: func(name string) (string, bool) { value, ok := tt.env[name]; return value, ok },
				Exists:    func(path string) bool { return slices.Contains(tt.files, path) },
				OS:        "linux", Hostname: "box",
			}
			if tt.os != "" {
				world.OS = tt.os
			}
			got := Look(world)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
			if got.CanOpen(true) != tt.opens {
				t.Errorf("opens a browser: %t", !tt.opens)
			}
			if got.CanOpen(false) {
				t.Error("opens a browser with no program to do it")
			}
		})
	}
}
