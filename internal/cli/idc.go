package cli

import "github.com/spf13/cobra"

// Where a local Identity Center is served and looked for; the second where there is no IPv4.
const (
	defaultListen     = "127.0.0.1:8765"
	defaultListenIPv6 = "[::1]:8765"
)

func newIDC(a *app) *cobra.Command {
	return group("idc", "Run a local Identity Center, to try and to test sign-in against",
		newIDCServe(a), newIDCRun(a), newIDCEnv(a),
		newIDCInit(a), newIDCCheck(a), newIDCSchema(a),
		newIDCApprove(a), newIDCDeny(a), newIDCBrowser(a),
		newIDCFault(a), newIDCClock(a), newIDCRequests(a), newIDCAdminToken(a))
}
