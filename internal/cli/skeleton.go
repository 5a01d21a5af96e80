package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"fob.example/fob/internal/orderedjson"
)

const skeletonOption = "generate-cli-skeleton"

// withSkeleton gives the command of an API call the AWS CLI's --generate-cli-skeleton:
// it prints the call's input, in the order of the service's model and with empty
// values, and makes no call. Of its kinds there is input, which is also the default.
func withSkeleton(a *app, cmd *cobra.Command, input orderedjson.Object) *cobra.Command {
	var kind string
	cmd.Flags().StringVar(&kind, skeletonOption, "", "make no call, and print what it takes with empty values; `KIND` is input")
	cmd.Flags().Lookup(skeletonOption).NoOptDefVal = "input"
	fromAWS(cmd.Flags(), skeletonOption)
	call := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case !cmd.Flags().Changed(skeletonOption):
			return call(cmd, args)
		case kind != "input":
			return &usageError{fmt.Sprintf("--%s: %q is not input, the one kind there is here", skeletonOption, kind)}
		}
		if _, err := a.config(); err != nil {
			return err
		}
		return a.print(string(orderedjson.Marshal(input, orderedjson.Indented(4, false))) + "\n")
	}
	return cmd
}

// empty makes the members of a skeleton that hold text.
func empty(names ...string) orderedjson.Object {
	var o orderedjson.Object
	for _, name := range names {
		o = append(o, orderedjson.Member{Name: name, Value: ""})
	}
	return o
}

// emptyPage makes those of a list that comes in pages.
func emptyPage() orderedjson.Object {
	return orderedjson.Object{{Name: "nextToken", Value: ""}, {Name: "maxResults", Value: 0}}
}
