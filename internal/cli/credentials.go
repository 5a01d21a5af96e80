package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"fob.example/fob/internal/identity"
	"fob.example/fob/internal/prompt"
	"fob.example/fob/internal/rolecreds"
	"fob.example/fob/internal/termui"
)

// credentials is where the keys of profiles come from. --profile beats the environment's.
func (a *app) credentials() (*rolecreds.Source, error) {
	config, err := a.config()
	if err != nil {
		return nil, err
	}
	tokens, err := a.tokens()
	if err != nil {
		return nil, err
	}
	home, err := a.home()
	if err != nil {
		return nil, err
	}
	source := &rolecreds.Source{
		Config: config, Tokens: tokens, API: a.api(), Now: a.Now,
		Cache:     rolecreds.Cache{Dir: filepath.Join(home, ".aws", "cli", "cache"), Disk: a.Disk, Turns: a.turns(home), Warn: a.warn},
		Records:   identity.Records{Dir: filepath.Join(stateDir(home), "caller"), Disk: a.Disk, Now: a.Now},
		LookupEnv: a.lookupEnv, Environ: a.Environ, SkipEnvironment: a.global.profile != "", Region: a.global.region,
	}
	if a.AskSecret != nil {
		source.MFACode = a.mfaCode
	}
	return source, nil
}

// mfaCode asks in the AWS CLI's words, on stderr: stdout may be somebody's input.
func (a *app) mfaCode(ctx context.Context, serialNumber string) (string, error) {
	code, err := a.AskSecret(ctx, fmt.Sprintf("Enter MFA code for %s: ", termui.Clean(serialNumber)))
	if err == nil && code == "" {
		err = prompt.ErrEnded
	}
	return code, err
}
