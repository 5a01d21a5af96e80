// Package kills is a test of what a user finds after kill -9: the program is built, let run
// over each command that writes, and killed at random moments. Whatever the moment, each file
// below ~/.aws is the old one or the new one as a whole, and the next command works.
//
// A run is told by its seed, which a failure names: FOB_KILLS_SEED makes the same moments
// again, as far as a machine does the same twice. FOB_SOAK=1 kills 300 times rather than 70.
package kills
