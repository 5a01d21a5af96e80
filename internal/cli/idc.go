package cli

import "github.com/spf13/cobra"

// Where a local Identity Center is served and looked for; the second where there is no IPv4.
const (
	defaultListen     = "127.0.0.1:8765"
	defaultListenIPv6 = "[::1]:8765"
)

func newIDC(a *app) *cobra.Command {
	return a.group("idc", "Run a local Identity Center, to try and to test sign-in against",
		newIDCServe, newIDCRun, newIDCEnv,
		newIDCInit, newIDCCheck, newIDCSchema,
		newIDCApprove, newIDCDeny, newIDCBrowser,
		newIDCFault, newIDCClock, newIDCRequests, newIDCAdminToken)
}
