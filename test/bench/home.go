package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const session = `[sso-session corp]
sso_start_url = https://d-1234567890.awsapps.com/start
sso_region = us-east-1
`

// warmHome makes a home with one profile and its credentials, as the AWS CLI caches them.
func warmHome(dir string) string {
	const (
		profile   = "\n[profile dev]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\nregion = us-east-1\n"
		cacheName = "0cdbf32b99792a73981dd3f142bc63ab50240b44.json" // 111122223333/Admin/corp
		cache     = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "example", "SessionToken": "example", "Expiration": "%s", "AccountId": "111122223333"}}`
	)
	home := filepath.Join(dir, "warm")
	write(filepath.Join(home, ".aws", "config"), session+profile)
	write(filepath.Join(home, ".aws", "cli", "cache", cacheName), fmt.Sprintf(cache, time.Now().Add(8*time.Hour).UTC().Format("2006-01-02T15:04:05Z")))
	return home
}

// profilesHome makes a home with so many profiles of Identity Center.
func profilesHome(dir string, profiles int) string {
	home := filepath.Join(dir, fmt.Sprint(profiles))
	path := filepath.Join(home, ".aws", "config")
	write(path, session)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	check(err)
	config := bufio.NewWriter(file) // not all at once: see row.peakMB
	for i := range profiles {
		fmt.Fprintf(config, "\n[profile profile-%d]\nsso_session = corp\nsso_account_id = %012d\nsso_role_name = Administrator\nregion = eu-west-1\noutput = json\n", i, i)
	}
	check(config.Flush())
	check(file.Close())
	return home
}

func write(path, text string) {
	check(os.MkdirAll(filepath.Dir(path), 0o700))
	check(os.WriteFile(path, []byte(text), 0o600))
}
