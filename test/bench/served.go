package main

import (
	_ "embed"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// largeDirectory has 10,000 accounts, 100,000 users and a million assignments. It is in
// docs/local-idc.md, too.
//
//go:embed large.yaml
var largeDirectory string

// served is a local Identity Center in a process of its own.
type served struct {
	cmd  *exec.Cmd
	base string
	took time.Duration // from the start of the process to its first answer
}

// serve starts one with a directory file, or with the example if that is empty.
func serve(fob, dir, directory string) served {
	ready := filepath.Join(dir, "ready")
	args := []string{"idc", "serve", "--quiet", "--listen", "127.0.0.1:0", "--ready-file", ready}
	if directory != "" {
		path := filepath.Join(dir, "directory.yaml")
		write(path, directory)
		args = append(args, "--directory", path)
	}
	cmd := exec.Command(fob, args...)
	cmd.Env, cmd.Stderr = []string{"HOME=" + dir}, os.Stderr
	began := time.Now()
	check(cmd.Start())
	for {
		if base, err := os.ReadFile(ready); err == nil {
			s := served{cmd: cmd, base: strings.TrimSpace(string(base))}
			resp, err := http.Get(s.base + "/healthz")
			check(err)
			check(resp.Body.Close())
			s.took = time.Since(began)
			return s
		}
		time.Sleep(200 * time.Microsecond)
	}
}

func (s served) stop() {
	check(s.cmd.Process.Signal(syscall.SIGTERM))
	_ = s.cmd.Wait() // it ends with the signal's code
}

// residentMB is how much memory the process has now, 0 where that cannot be told.
func (s served) residentMB() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	var kB float64
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	_, err = fmt.Sscan(after, &kB)
	check(err)
	return kB / 1024
}
