package cli

import (
	"runtime"
	"slices"
	"strings"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/cachefile"
	"fob.example/fob/internal/identity"
)

// identityNames are the variables that tell an SDK, or the AWS CLI, whose credentials to
// use. None of them reaches a program that is started with others.
func identityNames() []string {
	return []string{
		// Keys.
		"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN",
		"AWS_ACCESS_KEY", "AWS_SECRET_KEY", // of older SDKs
		"AWS_CREDENTIAL_EXPIRATION", "AWS_SESSION_EXPIRATION", "AWS_ACCOUNT_ID",
		// A profile, or a file, that has keys. The JavaScript SDK prefers a profile to keys.
		"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_CREDENTIAL_FILE", "AWS_CREDENTIAL_PROFILES_FILE",
		// A role to assume.
		"AWS_ROLE_ARN", "AWS_ROLE_SESSION_NAME", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_IAM_ROLE_ARN", "AWS_IAM_ROLE_SESSION_NAME",
		// A container's credentials.
		"AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
		"AWS_CONTAINER_AUTHORIZATION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
		// An instance's.
		"AWS_EC2_METADATA_DISABLED",
	}
}

// bearerPrefix begins the variables that sign requests to one service without keys.
const bearerPrefix = "AWS_BEARER_TOKEN_"

// identityVariables are credentials as programs look for them.
func identityVariables(creds awsapi.Credentials, caller identity.Caller, region string) []string {
	vars := append(commonVariables(region),
		"AWS_ACCESS_KEY_ID="+creds.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+creds.SecretAccessKey, "AWS_ACCOUNT_ID="+caller.AccountID)
	if creds.SessionToken != "" {
		vars = append(vars, "AWS_SESSION_TOKEN="+creds.SessionToken)
	}
	if !creds.Expiration.IsZero() {
		vars = append(vars, "AWS_CREDENTIAL_EXPIRATION="+cachefile.FormatTime(creds.Expiration))
	}
	return vars
}

// commonVariables are those that do not depend on how a program gets its credentials: they
// shut the instance metadata, which has others, and say where to call AWS.
func commonVariables(region string) []string {
	vars := []string{"AWS_EC2_METADATA_DISABLED=true"}
	if region != "" {
		vars = append(vars, "AWS_REGION="+region, "AWS_DEFAULT_REGION="+region)
	}
	return vars
}

// childEnviron is an environment with the variables set, and without those of any other
// identity.
func childEnviron(environ, variables []string) []string {
	dropped := identityNames()
	for _, kv := range variables {
		dropped = append(dropped, kv[:indexEquals(kv)])
	}
	kept := slices.DeleteFunc(slices.Clone(environ), func(kv string) bool {
		i := indexEquals(kv)
		if i < 0 {
			return false
		}
		name := kv[:i]
		if runtime.GOOS == "windows" { // where names have no case
			name = strings.ToUpper(name)
		}
		return slices.Contains(dropped, name) || strings.HasPrefix(name, bearerPrefix)
	})
	return append(kept, variables...)
}

// childRegion is where the program calls AWS: what the command line says, or the profile.
// Where neither does, the environment has its say.
func (g *guard) childRegion() string {
	if g.global.region != "" {
		return g.global.region
	}
	region, _ := g.profile.Get("region")
	return region
}
