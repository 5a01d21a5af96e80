package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/ssotoken"
)

// guardedHome makes a home whose person signed in at the center, and which has run a program
// with the credentials of its profile once: both are cached, and what STS said is remembered.
func guardedHome(dir, fob string, c center) string {
	home := filepath.Join(dir, "guarded")
	api := awsapi.New(awsapi.Config{Endpoint: func(awsapi.Service) (string, error) { return c.base, nil }})
	accounts, err := api.ListAccounts(context.Background(), centerRegion, c.accessToken, awsapi.Page{})
	check(err)
	write(filepath.Join(home, ".aws", "config"), session+fmt.Sprintf(
		"\n[profile dev]\nsso_session = corp\nsso_account_id = %s\nsso_role_name = Admin\nregion = us-east-1\n", *accounts.Accounts[0].AccountID))
	store := ssotoken.Store{Dir: filepath.Join(home, ".aws", "sso", "cache"), Warn: check}
	check(store.PutToken(awsconfig.SSOSession{Name: "corp"}, ssotoken.Token{
		StartURL: centerStartURL, Region: centerRegion, AccessToken: c.accessToken, ExpiresAt: time.Now().Add(8 * time.Hour),
	}))
	cmd := exec.Command(fob, execTrue()...)
	cmd.Env = append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}, c.environ...)
	cmd.Stderr = os.Stderr
	check(cmd.Run())
	return home
}

func execTrue(options ...string) []string {
	return append(append(words("exec --profile dev"), options...), "--", "true")
}
