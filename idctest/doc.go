// Package idctest runs a local IAM Identity Center inside a Go test, for programs and
// scripts that sign in to AWS. It holds nothing of AWS, and no request leaves the machine.
//
//	func TestMyTool(t *testing.T) {
//		idp := idctest.New(t, idctest.Fault("throttle,on=ListAccounts,count=1"))
//		cmd := exec.Command("mytool", "login")
//		cmd.Env = idp.Environ()
//		…
//	}
//
// A Server speaks AWS's protocols on a loopback address: the OIDC service, the access
// portal and STS, with pages for people. Environ leads programs there, Setenv this process.
// Browser stands in for a person, Clock moves the time that every lifetime follows, faults
// make operations fail, and Requests is what was asked.
//
// Each server has a port, a clock and a HOME of its own. There can be many in one process,
// and tests that use them can run in parallel. All functions are safe for concurrent use.
package idctest
