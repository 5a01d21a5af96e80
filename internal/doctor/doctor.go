// Package doctor looks for what is wrong with a person's AWS files, caches, environment and
// way to AWS, and says what it hurts. It changes nothing; what it can put right is a Plan,
// which is carried out only if somebody says so.
//
// One file holds one family of checks. A check is a function from the view, which is all
// that was read, to findings. What puts a finding right is a value, a Remedy; the command
// that does so is worded elsewhere.
package doctor

import (
	"cmp"
	"context"
	"slices"
	"time"

	"fob.example/fob/internal/awsapi"
	"fob.example/fob/internal/awsconfig"
	"fob.example/fob/internal/disk"
)

// Severity says how bad a finding is.
type Severity string

// The severities, the worst first.
const (
	Error   Severity = "error"   // something does not work
	Warning Severity = "warning" // something will not, or somebody else may do harm
	Note    Severity = "note"    // worth knowing
)

// Family is what a finding is about.
type Family string

// The families, in the order in which findings are told.
const (
	Config      Family = "config"
	Session     Family = "session"
	Caches      Family = "caches"
	Environment Family = "environment"
	Network     Family = "network"
)

// Finding is something that is wrong. Its texts hold no secret, and words of files and
// servers as they are: they must be cleaned before they are shown.
type Finding struct {
	Check    string // a stable name of what was checked, as missing-session
	Family   Family
	Severity Severity
	Path     string // of the file that it is about, "" for none
	Line     int    // of that file, counted from 1; 0 for the file as a whole
	What     string // a sentence without a full stop, as are the others
	Why      string // it hurts
	Remedy   Remedy // nil where nobody can tell

	steps []step
}

// Fixable reports whether a Plan puts it right.
func (f Finding) Fixable() bool { return len(f.steps) > 0 }

// World is what is looked at.
type World struct {
	Home      string // where ~/.aws is; "" if nobody knows
	Disk      disk.Disk
	StateDir  string // of our own state, with the locks of the config files
	Paths     awsconfig.Paths
	Environ   []string
	LookupEnv awsconfig.LookupEnv
	Now       time.Time
	Profile   string // the only one to look at, with its session; "" for all
	CABundle  string // the file of certificates that calls trust; "" for the system's

	// Client makes the client of AWS, for a config, that tells warn of a clock that is off.
	// Nil: nothing is asked over the network.
	Client func(config *awsconfig.Config, warn func(error)) *awsapi.Client
}

// Report is what was found.
type Report struct {
	Findings []Finding // by family, the worst first
	Profiles int       // how many were looked at
	Sessions int
}

// Broken reports whether something does not work.
func (r Report) Broken() bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Severity == Error })
}

// Has reports whether the same was found.
func (r Report) Has(f Finding) bool {
	return slices.ContainsFunc(r.Findings, func(g Finding) bool { return g.Check == f.Check && g.Path == f.Path && g.What == f.What })
}

// Examine looks at everything. The error is a *awsconfig.ProfileNotFoundError for a profile
// that is not there, or context.Cause(ctx).
func Examine(ctx context.Context, w World) (Report, error) {
	v, err := look(w)
	if err != nil {
		return Report{}, err
	}
	for _, check := range []func(*view){
		(*view).syntax, (*view).ignoredSections, (*view).doubledSections, (*view).modes,
		(*view).danglingSessions, (*view).sessionSettings, (*view).profileSettings, (*view).accounts, (*view).roleARNs, (*view).rules, (*view).legacyProfiles, (*view).retries,
		(*view).tokenFiles, (*view).roleFiles, (*view).cacheFolders,
		(*view).keysInEnvironment, (*view).namesInEnvironment, (*view).endpointsInEnvironment, (*view).proxies, (*view).bundles,
	} {
		check(v)
	}
	if w.Client != nil {
		v.network(ctx)
	}
	if ctx.Err() != nil {
		return Report{}, context.Cause(ctx)
	}
	slices.SortStableFunc(v.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Family.rank(), b.Family.rank()), cmp.Compare(a.Severity.rank(), b.Severity.rank()))
	})
	return Report{v.findings, len(v.profiles), len(v.sessions)}, nil
}

func (s Severity) rank() int { return slices.Index([]Severity{Error, Warning, Note}, s) }

func (f Family) rank() int {
	return slices.Index([]Family{Config, Session, Caches, Environment, Network}, f)
}
