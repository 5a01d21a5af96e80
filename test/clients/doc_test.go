// Package clients holds fob and its local Identity Center against programs that are
// not ours: the official AWS CLI, the AWS SDK for Go and a real browser. Where we
// and they read AWS differently, it shows here.
//
// The tests run real processes, each with a home folder of its own and nothing of the
// caller's environment but PATH. scripts/clients.sh installs what they need and runs
// them.
package clients
