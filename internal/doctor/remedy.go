package doctor

import (
	"io/fs"

	"fob.example/fob/internal/awsconfig"
)

// Remedy is what puts a finding right: one of the types below.
type Remedy interface{ isRemedy() }

// Set is a setting to write.
type Set struct {
	Place awsconfig.Place
	Value string
}

// Repair is what a Plan does and no other single command.
type Repair struct{}

// Chmod is a mode to set.
type Chmod struct {
	Path string
	Mode fs.FileMode
}

// Own is a file that the person should be the owner of.
type Own struct{ Path string }

// Remove is a file to remove.
type Remove struct{ Path string }

// Unset are environment variables to unset.
type Unset struct{ Names []string }

// SignIn is a session to sign in to.
type SignIn struct{ Session awsconfig.SSOSession }

// SetUpSession is an sso-session to set up.
type SetUpSession struct{ Name string }

// SetUpProfile is a profile to set up for Identity Center.
type SetUpProfile struct{ Name string }

// SetUpProcess is a profile whose credential_process is to be fob, where fob is now.
type SetUpProcess struct{ Profile string }

// ListRoles is what shows which roles somebody has in an account.
type ListRoles struct{ Profile awsconfig.SSOProfile }

// ByHand is something for a person to do, in words.
type ByHand struct{ Do string }

func (Set) isRemedy()          {}
func (Repair) isRemedy()       {}
func (Chmod) isRemedy()        {}
func (Own) isRemedy()          {}
func (Remove) isRemedy()       {}
func (Unset) isRemedy()        {}
func (SignIn) isRemedy()       {}
func (SetUpSession) isRemedy() {}
func (SetUpProfile) isRemedy() {}
func (SetUpProcess) isRemedy() {}
func (ListRoles) isRemedy()    {}
func (ByHand) isRemedy()       {}
