package together_test

import (
	"bytes"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fob.example/fob/idctest"
)

const center = `
version: 1
seed: together
instance:
  region: us-east-1
  startUrls: [https://d-1234567890.awsapps.com/start]
  ssoSession: corp
  signIn: auto:ada@example.com
  consent: never
users:
  - {userName: ada@example.com}
accounts:
  - {accountId: "111122223333", accountName: development}
permissionSets:
  - {name: Admin}
accountAssignments:
  - {user: ada@example.com, permissionSet: Admin, accounts: [development]}
`

const config = `[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile dev]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
region = us-east-1
`

// world is a home folder, an Identity Center that counts its requests, and the program.
type world struct {
	*testing.T
	*idctest.Server
	home, fob, url string

	mu    sync.Mutex
	calls map[string]int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOf(t, center)
}

func newWorldOf(t *testing.T, center string) *world {
	t.Helper()
	w := &world{T: t, calls: map[string]int{}}
	w.fob = filepath.Join(t.TempDir(), "fob")
	if out, err := exec.Command("go", "build", "-o", w.fob, "fob.example/fob/cmd/fob").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	w.Server = idctest.New(t, idctest.Directory(center), idctest.Handler(w.count))
	w.home, w.url = w.Home(), w.URL()
	w.write(".aws/config", config)
	return w
}

func (w *world) count(server http.Handler) http.Handler {
	return http.HandlerFunc(func(a http.ResponseWriter, r *http.Request) {
		w.mu.Lock()
		w.calls[r.Method+" "+r.URL.Path]++
		w.mu.Unlock()
		server.ServeHTTP(a, r)
	})
}

// counted returns how often the server was asked, and begins to count anew.
func (w *world) counted() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	counted := w.calls
	w.calls = map[string]int{}
	return counted
}

func (w *world) write(path, text string) {
	w.Helper()
	path = filepath.Join(w.home, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		w.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.Fatal(err)
	}
}

// runOut leaves the session with an access token that has just run out, and a refresh
// token that is good once.
func (w *world) runOut() {
	w.Helper()
	if _, err := w.SignIn("ada@example.com", -time.Minute); err != nil {
		w.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(w.home, ".aws", "cli")); err != nil {
		w.Fatal(err)
	}
}

// slow makes calls for tokens take that long.
func (w *world) slow(delay time.Duration) {
	w.ClearFaults()
	if delay == 0 {
		return
	}
	if err := w.AddFault("latency,on=CreateToken,delay=" + delay.String()); err != nil {
		w.Fatal(err)
	}
}

// ended is how a process did.
type ended struct {
	stdout, stderr string
	err            error
}

// atOnce runs n processes at the same time. What they say on stderr is in the files
// stderr.* as they say it.
func (w *world) atOnce(n int, env []string, args ...string) []ended {
	all := make([]ended, n)
	var running sync.WaitGroup
	for i := range all {
		running.Go(func() {
			var stdout bytes.Buffer
			stderr, err := os.CreateTemp(w.home, "stderr.*")
			if err != nil {
				w.Error(err)
				return
			}
			defer stderr.Close()
			cmd := exec.Command(w.fob, args...)
			cmd.Env = append([]string{"HOME=" + w.home, "PATH=" + os.Getenv("PATH"), "AWS_ENDPOINT_URL=" + w.url, "AWS_EC2_METADATA_DISABLED=true"}, env...)
			cmd.Stdout, cmd.Stderr = &stdout, stderr
			err = cmd.Run()
			said, _ := os.ReadFile(stderr.Name())
			all[i] = ended{stdout.String(), string(said), err}
		})
	}
	running.Wait()
	return all
}

// times is n, and many times more in a soak.
func times(n, soak int) int {
	if os.Getenv("FOB_SOAK") != "" {
		return soak
	}
	return n
}

// key is the access key id in what export-credentials prints.
func key(stdout string) string {
	_, after, _ := strings.Cut(stdout, `"AccessKeyId": "`)
	found, _, _ := strings.Cut(after, `"`)
	return found
}
