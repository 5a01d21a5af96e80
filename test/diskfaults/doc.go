// Package diskfaults is a test of what a user finds after the file system has failed: every command
// that writes runs, in this process, on a file system that fails at its first operation, at
// its second, and so on to its last, in each of several ways, once or from then on. Whatever
// failed, each file below ~/.aws is the old one or the new one as a whole, what the command
// had obtained is handed out, and the next command works.
//
// FOB_SOAK=1 lets operations fail, too, in ways that are not to be expected of them or that another
// failure shows already.
package diskfaults
