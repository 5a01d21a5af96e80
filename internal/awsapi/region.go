package awsapi

import (
	"fmt"
	"strings"

	"fob.example/fob/internal/termui"
)

// RegionGlobal stands for no region in particular, which only STS knows.
const RegionGlobal = "aws-global"

// CheckRegion refuses a region that is not spelt like one, before it becomes part
// of a host name: lower-case words joined by hyphens, with a number at the end.
func CheckRegion(region string) error {
	parts := strings.Split(region, "-")
	last := parts[len(parts)-1]
	if region == RegionGlobal {
		return nil
	}
	ok := len(parts) >= 3 && len(region) <= 32 && last != "" && strings.Trim(last, "0123456789") == ""
	for _, part := range parts[:len(parts)-1] {
		ok = ok && part != "" && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz") == ""
	}
	if !ok {
		return fmt.Errorf("%q is not a region", termui.Clean(region))
	}
	return nil
}
