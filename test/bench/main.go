// Command bench measures fob as a whole process: the warm path (cached role
// credentials, `configure export-credentials`) beside an empty Go program and, where
// FOB_TEST_AWSCLI names it, the official AWS CLI. The programs run in turn, so that
// what the machine does meanwhile hits all of them; compare the ratios of one run.
package main

import (
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	rounds    = 200
	awsRounds = 10 // it takes half a second
)

// config and roleCache are a profile and its credentials as the AWS CLI keeps them.
const (
	config = `[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = us-east-1
`
	roleCache     = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "example", "SessionToken": "example", "Expiration": "%s", "AccountId": "111122223333"}}`
	roleCacheName = "0cdbf32b99792a73981dd3f142bc63ab50240b44.json" // 111122223333/Admin/corp
)

type contender struct {
	name   string
	argv   []string
	every  int // runs once in so many rounds
	took   []time.Duration
	output string
}

func main() {
	log.SetFlags(0)
	dir, err := os.MkdirTemp("", "fob-bench-")
	check(err)
	defer os.RemoveAll(dir)
	prepareHome(dir)

	export := []string{"configure", "export-credentials", "--profile", "dev"}
	contenders := []*contender{
		{name: "empty Go program", argv: []string{compile(dir, "empty", "./test/bench/empty")}, every: 1},
		{name: "fob configure export-credentials", argv: append([]string{compile(dir, "fob", "./cmd/fob")}, export...), every: 1},
	}
	if aws := os.Getenv("FOB_TEST_AWSCLI"); aws != "" {
		contenders = append(contenders, &contender{name: "aws configure export-credentials", argv: append([]string{aws}, export...), every: rounds / awsRounds})
	} else {
		fmt.Println("skipped: the official AWS CLI (FOB_TEST_AWSCLI is not set)")
	}
	for _, c := range contenders {
		c.run(dir) // once uncounted, so that files are in memory
		c.took = nil
	}
	for round := range rounds {
		for _, c := range contenders {
			if round%c.every == 0 {
				c.run(dir)
			}
		}
	}
	report(contenders)
}

func prepareHome(home string) {
	for name, text := range map[string]string{
		".aws/config":                     config,
		".aws/cli/cache/" + roleCacheName: fmt.Sprintf(roleCache, time.Now().Add(8*time.Hour).UTC().Format("2006-01-02T15:04:05Z")),
	} {
		path := filepath.Join(home, name)
		check(os.MkdirAll(filepath.Dir(path), 0o700))
		check(os.WriteFile(path, []byte(text), 0o600))
	}
}

func compile(dir, name, pkg string) string {
	path := filepath.Join(dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, pkg)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	check(cmd.Run())
	return path
}

func (c *contender) run(home string) {
	cmd := exec.Command(c.argv[0], c.argv[1:]...)
	cmd.Env = []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "AWS_EC2_METADATA_DISABLED=true"}
	cmd.Stderr = os.Stderr
	began := time.Now()
	out, err := cmd.Output()
	c.took = append(c.took, time.Since(began))
	check(err)
	c.output = string(out)
}

func report(contenders []*contender) {
	base := median(contenders[0].took)
	fmt.Printf("%-34s %6s %10s %10s %12s\n", "", "runs", "median ms", "p10 ms", "x empty")
	for _, c := range contenders {
		m := median(c.took)
		fmt.Printf("%-34s %6d %10.2f %10.2f %12.2f\n", c.name, len(c.took), ms(m), ms(quantile(c.took, 0.1)), float64(m)/float64(base))
	}
	fob := contenders[1]
	fmt.Printf("fob's bound is 3 x empty + 1 ms = %.2f ms; it takes %.2f ms\n", 3*ms(base)+1, ms(median(fob.took)))
	if len(contenders) > 2 {
		aws := contenders[2]
		fmt.Printf("the AWS CLI takes %.0f times as long as fob for the same answer\n", float64(median(aws.took))/float64(median(fob.took)))
		if strings.TrimSpace(aws.output) != strings.TrimSpace(fob.output) {
			log.Fatal("the two did not give the same answer")
		}
	}
}

func median(d []time.Duration) time.Duration { return quantile(d, 0.5) }

func quantile(d []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[int(float64(len(sorted)-1)*q)]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
