package main

import (
	"bufio"
	"crypto/sha1"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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

// statusHome makes a home with 20 sessions that are signed in to, 1,000 profiles that share
// them, and credentials in the cache for 50 of those, as the AWS CLI writes all of it.
func statusHome(dir string) string {
	const (
		token = `{"startUrl": "https://d-1234567890.awsapps.com/start", "region": "us-east-1", "accessToken": "%0500d", "expiresAt": "%s", "clientId": "%040d", "clientSecret": "%01500d", "registrationExpiresAt": "%[2]s", "refreshToken": "%0500d"}`
		role  = `{"ProviderType": "sso", "Credentials": {"AccessKeyId": "ASIAEXAMPLE", "SecretAccessKey": "example", "SessionToken": "%0900d", "Expiration": "%s", "AccountId": "%012d"}}`
	)
	home := filepath.Join(dir, "status")
	end := time.Now().Add(8 * time.Hour).UTC().Format("2006-01-02T15:04:05Z")
	config := ""
	for i := range 20 {
		name := fmt.Sprintf("session-%d", i)
		config += strings.Replace(session, "corp", name, 1) + "sso_registration_scopes = sso:account:access\n"
		write(filepath.Join(home, ".aws", "sso", "cache", stem(name)+".json"), fmt.Sprintf(token, 0, end, 0, 0, 0))
	}
	for i := range 1_000 {
		name := fmt.Sprintf("session-%d", i%20)
		config += fmt.Sprintf("\n[profile profile-%d]\nsso_session = %s\nsso_account_id = %012d\nsso_role_name = Administrator\nregion = eu-west-1\noutput = json\n", i, name, i)
		if i < 50 {
			key := fmt.Sprintf(`{"accountId":"%012d","roleName":"Administrator","sessionName":"%s"}`, i, name)
			write(filepath.Join(home, ".aws", "cli", "cache", stem(key)+".json"), fmt.Sprintf(role, 0, end, i))
		}
	}
	write(filepath.Join(home, ".aws", "config"), config)
	return home
}

// stem names a file of the AWS CLI's caches.
func stem(text string) string { return fmt.Sprintf("%x", sha1.Sum([]byte(text))) }

func write(path, text string) {
	check(os.MkdirAll(filepath.Dir(path), 0o700))
	check(os.WriteFile(path, []byte(text), 0o600))
}
