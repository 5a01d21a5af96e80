// Package clients holds fob and its local Identity Center against programs that are
// not ours: the official AWS CLI, the AWS SDKs for Go, Python (boto3) and JavaScript, and
// a real browser. Where we and they read AWS differently, it shows here.
//
// The tests run real processes, each with a home folder of its own and nothing of the
// caller's environment but PATH. boto.py and awsjs.cjs are what they run in Python and
// Node; the SDK for Go is in this program. scripts/clients.sh installs what they need and
// runs them. A test whose program is not named in the environment is skipped, and fails
// where CI is true.
package clients
