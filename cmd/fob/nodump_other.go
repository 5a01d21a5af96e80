//go:build !linux

package main

// keepOffDisk has the system write no core file of this process, in whose memory secrets
// will be.
func keepOffDisk() { limitCore() }
