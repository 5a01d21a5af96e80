// Package recorded is a test of signing in against what the AWS CLI was recorded doing: the
// program is built, run in a home folder and against a local Identity Center as a case has
// them, with a browser that behaves as the recorded one did. What comes out must be the
// same, but for the departures in departures_test.go, which docs/differences.md tells users
// of. Callbacks and start URLs that no recording has are variations of one that there is.
package recorded
