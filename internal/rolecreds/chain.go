package rolecreds

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// chainVariable is where the AWS CLI hands down, to a credential_process, the names of
// the profiles that wait for it, as a line of CSV. It ends a program that calls itself.
const chainVariable = "_AWS_CLI_PROFILE_CHAIN"

// maxChain is how many profiles may wait for one another.
const maxChain = 4

// ChainError means that profiles get their credentials from one another in a circle, or
// through too many others.
type ChainError struct {
	Profile string
	Waiting []string // the profiles that wait for it, the first one first
}

func (e *ChainError) Error() string {
	waiting := strings.Join(e.Waiting, " -> ")
	if slices.Contains(e.Waiting, e.Profile) {
		return fmt.Sprintf("a credential_process leads back to its own profile: %s -> %s", waiting, e.Profile)
	}
	return fmt.Sprintf("%d profiles get their credentials from one another already: %s", len(e.Waiting), waiting)
}

// CheckChain refuses, with a *ChainError, a profile whose credentials a program is
// waiting for that led to the start of this one.
func (s *Source) CheckChain(profile string) error {
	waiting := s.waiting()
	if slices.Contains(waiting, profile) || len(waiting) >= maxChain {
		return &ChainError{profile, waiting}
	}
	return nil
}

func (s *Source) waiting() []string {
	for _, kv := range slices.Backward(s.Environ) {
		if text, ok := strings.CutPrefix(kv, chainVariable+"="); ok {
			names, err := csv.NewReader(strings.NewReader(text)).Read()
			if err != nil {
				return nil // also for an empty one
			}
			return names
		}
	}
	return nil
}

// chained is the environment of a program that profile waits for.
func (s *Source) chained(profile string) []string {
	var line strings.Builder
	w := csv.NewWriter(&line)
	_ = w.Write(append(s.waiting(), profile)) // a Builder takes everything
	w.Flush()
	return append(slices.Clone(s.Environ), chainVariable+"="+strings.TrimSuffix(line.String(), "\n"))
}
