package together_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/internal/awsapi"
)

// served says, to this program as a child of fob exec --serve, how many children of its own
// to have and for how long: "50 30s".
const served = "FOB_TEST_SERVED"

func TestMain(m *testing.M) {
	if work := os.Getenv(served); work != "" {
		if err := beServed(work); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// Many programs that outlive their credentials, and the access token behind them, are never
// without: fob hands out new ones for as long as they run.
func TestServedForLongerThanCredentialsLast(t *testing.T) {
	lifetime := time.Duration(times(8, 30)) * time.Second
	short := strings.NewReplacer("name: Admin", fmt.Sprintf("name: Admin, sessionDuration: PT%dS", int(lifetime.Seconds())),
		"consent: never", fmt.Sprintf("consent: never\n  accessTokenDuration: PT%dS", int(lifetime.Seconds())+2))
	w := newWorldOf(t, short.Replace(center))
	w.runOut()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	work := fmt.Sprintf("%s=%d %s", served, times(10, 50), 3*lifetime+lifetime/4)
	p := w.atOnce(1, []string{work, "FOB_TEST_STS=" + w.url}, "exec", "--profile", "dev", "--serve", "--", program)[0]
	if p.err != nil || p.stderr != "" {
		t.Errorf("%v\n%s", p.err, p.stderr)
	}
	for line := range strings.Lines(p.stdout) {
		if keys, _ := strconv.Atoi(strings.TrimSpace(line)); keys < 4 {
			t.Errorf("a child had the credentials of %s keys", line)
		}
	}
	calls := w.counted()
	if n := strings.Count(p.stdout, "\n"); n != times(10, 50) || calls["POST /token"] < 3 {
		t.Errorf("%d children, calls %v", n, calls)
	}
	t.Logf("calls: %v", calls)
}

// beServed is the program that fob started, or one of those that this one starts in turn.
func beServed(work string) error {
	children, duration, _ := strings.Cut(work, " ")
	n, err := strconv.Atoi(children)
	if err != nil {
		return err
	}
	if n == 0 {
		return liveOn(duration)
	}
	program, err := os.Executable()
	if err != nil {
		return err
	}
	var (
		all    sync.WaitGroup
		failed sync.Map
	)
	for i := range n {
		all.Go(func() {
			cmd := exec.Command(program)
			cmd.Env = append(os.Environ(), served+"=0 "+duration)
			cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
			if err := cmd.Run(); err != nil {
				failed.Store(i, err)
			}
		})
	}
	all.Wait()
	failed.Range(func(i, failure any) bool {
		err = fmt.Errorf("child %v: %w", i, failure.(error))
		return false
	})
	return err
}

// liveOn works with credentials for a time: it asks STS whose they are, again and again, and
// has new ones when half of their life is over. It prints how many different ones it had.
func liveOn(duration string) error {
	life, err := time.ParseDuration(duration)
	if err != nil {
		return err
	}
	sts := awsapi.New(awsapi.Config{Endpoint: func(awsapi.Service) (string, error) { return os.Getenv("FOB_TEST_STS"), nil }})
	var (
		creds   awsapi.Credentials
		renewal time.Time
		keys    = map[string]bool{}
	)
	for end := time.Now().Add(life); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if !time.Now().Before(renewal) {
			if creds, err = fetch(); err != nil {
				return err
			}
			renewal = time.Now().Add(time.Until(creds.Expiration) / 2)
			keys[creds.AccessKeyID] = true
		}
		id, err := sts.GetCallerIdentity(context.Background(), "us-east-1", creds)
		if err != nil || id.Account != "111122223333" {
			return fmt.Errorf("with credentials until %v: %v, %w", creds.Expiration, id, err)
		}
	}
	fmt.Println(len(keys))
	return nil
}

// fetch gets credentials as an SDK does, but never tries twice.
func fetch() (creds awsapi.Credentials, err error) {
	r, err := http.NewRequest(http.MethodGet, os.Getenv("AWS_CONTAINER_CREDENTIALS_FULL_URI"), nil)
	if err != nil {
		return creds, err
	}
	r.Header.Set("Authorization", os.Getenv("AWS_CONTAINER_AUTHORIZATION_TOKEN"))
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return creds, err
	}
	defer resp.Body.Close()
	var got struct {
		AccessKeyId, SecretAccessKey, Token string
		Expiration                          time.Time
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || resp.StatusCode != http.StatusOK {
		return creds, fmt.Errorf("the server said %s, %w", resp.Status, err)
	}
	return awsapi.Credentials{AccessKeyID: got.AccessKeyId, SecretAccessKey: got.SecretAccessKey, SessionToken: got.Token, Expiration: got.Expiration}, nil
}
