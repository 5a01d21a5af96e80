package cli

import "github.com/spf13/cobra"

func newDemo(*app) *cobra.Command { return &cobra.Command{Use: "demo", Hidden: true} }
func newIDC(*app) *cobra.Command  { return &cobra.Command{Use: "idc", Hidden: true} }
