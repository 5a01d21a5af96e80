// Command bench measures fob as a whole process, beside an empty Go program and, where
// FOB_TEST_AWSCLI names it, the official AWS CLI. The programs run in turn, so that
// what the machine does meanwhile hits all of them: compare the ratios of one run. Then it
// measures the local Identity Center under load; with the argument idc, nothing else.
package main

import (
	"fmt"
	"log"
	"os"
)

func main() {
	log.SetFlags(0)
	dir, err := os.MkdirTemp("", "fob-bench-")
	check(err)
	defer os.RemoveAll(dir)
	if !onlyIDC() {
		b := newBench(dir)
		measure(b.rows())
		b.report()
	}
	measureIDC(dir)
}

// bench holds the rows by what they stand for in the claims.
type bench struct {
	empty                 *row
	warm, warmAWS         *row
	process               *row
	tab                   *row
	status, prompt        *row
	list, listAWS         *row
	get, getAWS           *row
	listLarge, getLarge   *row
	accounts, accountsAWS *row
	exec, execVerify      *row
}

func newBench(dir string) *bench {
	fob, aws := compile(dir, "fob", "./cmd/fob"), os.Getenv("FOB_TEST_AWSCLI")
	warm, tab, some, many := warmHome(dir), profilesHome(dir, 1_000), profilesHome(dir, 10_000), profilesHome(dir, 100_000)
	signedIn := statusHome(dir)
	portal := startCenter(3_000)
	guarded := guardedHome(dir, fob, portal)
	var (
		export = words("configure export-credentials --profile dev")
		list   = words("configure list-profiles")
		get    = words("configure get sso_account_id --profile profile-5000")
	)
	return &bench{
		empty:     &row{name: "empty Go program", program: compile(dir, "empty", "./test/bench/empty"), home: warm, runs: 200},
		warm:      &row{name: "export-credentials, cached: fob", program: fob, args: export, home: warm, runs: 200},
		warmAWS:   &row{name: "export-credentials, cached: aws", program: aws, args: export, home: warm, runs: 10},
		process:   &row{name: "credential-process, cached: fob", program: fob, args: words("credential-process --profile dev"), home: warm, runs: 200},
		status:    &row{name: "status, 1,000 profiles: fob", program: fob, args: words("status"), home: signedIn, runs: 200},
		prompt:    &row{name: "status --prompt, 1,000 profiles: fob", program: fob, args: words("status --prompt --profile profile-500"), home: signedIn, runs: 200},
		tab:       &row{name: "Tab, 1,000 profiles: fob", program: fob, args: []string{"__complete", "--profile", ""}, home: tab, runs: 200},
		list:      &row{name: "list-profiles, 10,000: fob", program: fob, args: list, home: some, runs: 100},
		listAWS:   &row{name: "list-profiles, 10,000: aws", program: aws, args: list, home: some, runs: 10},
		get:       &row{name: "get, 10,000 profiles: fob", program: fob, args: get, home: some, runs: 100},
		getAWS:    &row{name: "get, 10,000 profiles: aws", program: aws, args: get, home: some, runs: 10},
		listLarge: &row{name: "list-profiles, 100,000: fob", program: fob, args: list, home: many, runs: 20},
		getLarge:  &row{name: "get, 100,000 profiles: fob", program: fob, args: get, home: many, runs: 20},

		accounts:    &row{name: "list-accounts, 3,000: fob", program: fob, args: portal.listAccounts(), home: warm, environ: portal.environ, runs: 20},
		accountsAWS: &row{name: "list-accounts, 3,000: aws", program: aws, args: portal.listAccounts(), home: warm, environ: portal.environ, runs: 5},

		exec:       &row{name: "exec -- true, remembered: fob", program: fob, args: execTrue(), home: guarded, runs: 200},
		execVerify: &row{name: "exec --verify -- true: fob", program: fob, args: execTrue("--verify"), home: guarded, environ: portal.environ, runs: 100},
	}
}

func (b *bench) rows() []*row {
	return []*row{b.empty, b.warm, b.warmAWS, b.process, b.tab, b.status, b.prompt, b.list, b.listAWS, b.get, b.getAWS, b.listLarge, b.getLarge, b.accounts, b.accountsAWS, b.exec, b.execVerify}
}

func (b *bench) report() {
	fmt.Printf("%-37s %5s %10s %10s %9s %9s\n", "", "runs", "median ms", "p10 ms", "x empty", "peak MB")
	for _, r := range b.rows() {
		if r.program != "" {
			fmt.Printf("%-37s %5d %10.2f %10.2f %9.2f %9.1f\n", r.name, len(r.took), r.ms(0.5), r.ms(0.1), r.ms(0.5)/b.empty.ms(0.5), r.peakMB)
		}
	}
	fmt.Println()
	atMost("the warm path, in ms (3 empty programs and 1 ms)", b.warm.ms(0.5), 3*b.empty.ms(0.5)+1)
	atMost("credential-process, in ms (3 empty programs and 1 ms)", b.process.ms(0.5), 3*b.empty.ms(0.5)+1)
	atMost("status, in empty programs", b.status.ms(0.5)/b.empty.ms(0.5), 5)
	atMost("status --prompt, in empty programs", b.prompt.ms(0.5)/b.empty.ms(0.5), 5)
	atMost("a Tab, in empty programs", b.tab.ms(0.5)/b.empty.ms(0.5), 5)
	atMost("exec -- true, remembered, in empty programs", b.exec.ms(0.5)/b.empty.ms(0.5), 8)
	for _, r := range []*row{b.listLarge, b.getLarge} {
		atMost(r.name+", in ms", r.ms(0.5), 1000)
		atMost(r.name+", in MB", r.peakMB, 200)
	}
	faster("export-credentials, cached", b.warm, b.warmAWS, 50)
	faster("credential-process beside export-credentials, cached", b.process, b.warmAWS, 120)
	faster("list-profiles, 10,000", b.list, b.listAWS, 50)
	faster("get, 10,000 profiles", b.get, b.getAWS, 50)
	faster("list-accounts, 3,000", b.accounts, b.accountsAWS, 5)
}

func atMost(what string, value, bound float64) {
	fmt.Printf("%-6s %s: %.2f, at most %.2f\n", verdict(value <= bound), what, value, bound)
}

// faster says how much longer the AWS CLI takes for the same answer.
func faster(what string, fob, aws *row, bound float64) {
	if aws.program == "" {
		fmt.Printf("skipped: %s beside the official AWS CLI (FOB_TEST_AWSCLI is not set)\n", what)
		return
	}
	if fob.answer != aws.answer {
		log.Fatalf("%s: fob and the AWS CLI did not give the same answer", what)
	}
	factor := aws.ms(0.5) / fob.ms(0.5)
	fmt.Printf("%-6s %s: the AWS CLI takes %.0f times as long, at least %.0f\n", verdict(factor >= bound), what, factor, bound)
}

func verdict(ok bool) string {
	if ok {
		return "holds"
	}
	return "MISSED"
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
