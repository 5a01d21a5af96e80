package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// measureIDC measures the local Identity Center as a process of its own.
func measureIDC(dir string) {
	fob := compile(dir, "fob", "./cmd/fob")
	fmt.Printf("\nlocal Identity Center (load from this program, on the same %d cores)\n", runtime.NumCPU())
	var starts []time.Duration
	for range 20 {
		s := serve(fob, dir, "")
		starts = append(starts, s.took)
		s.stop()
	}
	atMost("start, example directory, in ms", quantile(starts, 0.5), 50)

	s := serve(fob, dir, largeDirectory)
	defer s.stop()
	atMost("start, 10,000 accounts, 100,000 users, 1,000,000 assignments, in ms", milliseconds(s.took), 3000)
	d := newDriver(s.base)
	people := d.people(32)
	time.Sleep(5 * time.Second) // idle
	atMost("the same, resident when idle, in MB", s.residentMB(), 300)

	atLeast("sign-ins by PKCE with role credentials, a second", d.signIns(people, 10*time.Second), 1000)
	atMost("the same, resident after them, in MB", s.residentMB(), 600)
	took := d.steadily(people, 500, 10*time.Second)
	fmt.Printf("       GetRoleCredentials, 500 a second, in ms: median %.2f, p90 %.2f, largest %.2f\n", quantile(took, 0.5), quantile(took, 0.9), quantile(took, 1))
	atMost("GetRoleCredentials, 500 a second, p99 in ms", quantile(took, 0.99), 10)
}

// people returns so many users of the large directory.
func (d *driver) people(n int) (people []person) {
	for i := range n {
		userName := fmt.Sprintf("user-%06d", 1+i*100_000/n)
		people = append(people, d.firstRole(userName, d.signIn(userName)))
	}
	return people
}

// signIns returns how many whole sign-ins a second are made by several at once.
func (d *driver) signIns(people []person, lasting time.Duration) float64 {
	var done atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for i := range people {
		all.Go(func() {
			for time.Since(began) < lasting {
				d.credentials(d.signIn(people[i].userName), people[i])
				done.Add(1)
			}
		})
	}
	all.Wait()
	return float64(done.Load()) / time.Since(began).Seconds()
}

// steadily asks for role credentials so often a second, whether answers come or not, and
// returns how long each took from when it was due.
func (d *driver) steadily(people []person, perSecond int, lasting time.Duration) []time.Duration {
	tokens := make([]string, len(people))
	for i, p := range people {
		tokens[i] = d.signIn(p.userName)
	}
	took := make([]time.Duration, int(lasting.Seconds())*perSecond)
	var all sync.WaitGroup
	began := time.Now()
	for i := range took {
		due := began.Add(time.Duration(i) * time.Second / time.Duration(perSecond))
		time.Sleep(time.Until(due))
		all.Go(func() {
			d.credentials(tokens[i%len(tokens)], people[i%len(people)])
			took[i] = time.Since(due)
		})
	}
	all.Wait()
	return took
}

func atLeast(what string, value, bound float64) {
	fmt.Printf("%-6s %s: %.0f, at least %.0f\n", verdict(value >= bound), what, value, bound)
}

func quantile(took []time.Duration, q float64) float64 {
	sorted := slices.Sorted(slices.Values(took))
	return milliseconds(sorted[int(float64(len(sorted)-1)*q)])
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// onlyIDC reports whether this run is about the local Identity Center alone.
func onlyIDC() bool { return len(os.Args) > 1 && os.Args[1] == "idc" }
