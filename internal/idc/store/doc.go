// Package store remembers what a running Identity Center has given out:
// authorization codes, device codes, access and refresh tokens, browser
// sessions. It lives in memory and holds secrets only as SHA-256 sums. What has
// expired is swept out as time passes.
//
// Each method is one atomic step, so that a code that two requests present at
// once is good for one of them.
package store
