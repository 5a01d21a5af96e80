package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// row is one program with its arguments, run again and again.
type row struct {
	name    string
	program string // "" for one that is not here
	args    []string
	home    string
	environ []string // beside what every program gets
	runs    int

	took   []time.Duration
	peakMB float64 // the largest of any run; on Linux at least what this program has
	answer string
}

// measure runs all rows, spread evenly over the time that it takes.
func measure(rows []*row) {
	rounds := 0
	for _, r := range rows {
		rounds = max(rounds, r.runs)
		if r.program != "" {
			r.run() // once uncounted, so that files are in memory
			r.took = nil
		}
	}
	for round := range rounds {
		for _, r := range rows {
			if r.program != "" && (round+1)*r.runs/rounds > round*r.runs/rounds {
				r.run()
			}
		}
	}
}

func (r *row) run() {
	cmd := exec.Command(r.program, r.args...)
	cmd.Env = append([]string{"HOME=" + r.home, "PATH=" + os.Getenv("PATH"), "AWS_EC2_METADATA_DISABLED=true"}, r.environ...)
	cmd.Stderr = os.Stderr
	var answer bytes.Buffer
	cmd.Stdout = &answer
	began := time.Now()
	err := cmd.Run()
	r.took = append(r.took, time.Since(began))
	check(err)
	r.peakMB = max(r.peakMB, peakMB(cmd.ProcessState))
	r.answer = strings.TrimSpace(answer.String())
}

// ms returns a quantile of the times, in milliseconds.
func (r *row) ms(quantile float64) float64 {
	sorted := slices.Sorted(slices.Values(r.took))
	return float64(sorted[int(float64(len(sorted)-1)*quantile)]) / float64(time.Millisecond)
}

func compile(dir, name, pkg string) string {
	path := filepath.Join(dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	check(cmd.Run())
	return path
}

func words(line string) []string { return strings.Fields(line) }
