package clients

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
	"time"

	"fob.example/fob/internal/idc/directory"
	"fob.example/fob/internal/idc/fault"
)

// Fifty fobs and five AWS CLIs find the access token run out at once. The AWS CLI takes no
// turns: it may spend the refresh token before fob does, or while fob does. No fob fails.
func TestFobBesideTheAWSCLI(t *testing.T) {
	program := awscli(t)
	rounds := 2
	if os.Getenv("FOB_SOAK") != "" {
		rounds = 20
	}
	for _, delay := range []time.Duration{0, 300 * time.Millisecond, 3 * time.Second} {
		t.Run(delay.String(), func(t *testing.T) {
			w := newWorld(t, func(d *directory.Directory) {
				d.Instance.RefreshTokenReuse = directory.ReuseFails
				d.Faults = []fault.Rule{{On: "CreateToken", Delay: delay}}
			})
			w.fobLogin("--profile", sessionProfile).ok()
			w.fob("configure", "export-credentials", "--profile", sessionProfile).ok() // the AWS CLI makes folders that fob warns of
			awsFailed, refreshes := 0, 0
			for range rounds {
				w.age(sessionName, -time.Minute)
				if err := os.RemoveAll(w.path(roleFile())); err != nil {
					t.Fatal(err)
				}
				w.center.calls()
				var fobs, clis []func() result
				for i := range 55 {
					if i%11 == 0 {
						clis = append(clis, w.start(mustNotOpen, program, "configure", "export-credentials", "--profile", sessionProfile))
					} else {
						fobs = append(fobs, w.start(mustNotOpen, fobProgram, "configure", "export-credentials", "--profile", sessionProfile))
					}
				}
				for _, wait := range fobs {
					r := wait().ok()
					if decode[struct{ AccessKeyId string }](r).AccessKeyId == "" || r.stderr != "" {
						t.Errorf("fob prints %s%s", r.stdout, r.stderr)
					}
				}
				for _, wait := range clis {
					if wait().code != 0 {
						awsFailed++
					}
				}
				refreshes += w.center.count("CreateToken refresh_token")
				if text := w.read(tokenFile(sessionName)); !json.Valid([]byte(text)) {
					t.Errorf("the token file holds %s", shape(text))
				}
			}
			t.Logf("%d rounds: %d calls to refresh; of %d AWS CLIs %d failed", rounds, refreshes, 5*rounds, awsFailed)
		})
	}
}

// count answers how often an operation was asked for since calls was last called.
func (c *center) count(operation string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(slices.DeleteFunc(slices.Clone(c.asked), func(asked string) bool { return asked != operation }))
}
