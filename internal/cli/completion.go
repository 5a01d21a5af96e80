package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func newCompletion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print what makes a shell complete fob's command lines",
		Long: `Print the script that makes Tab complete commands, options and their values, and the names in the AWS files, for
bash, zsh, fish or powershell. Put the line of your shell's where it reads its settings as it starts.

Names that hold what a shell would act on, such as $ or quotes, are not offered.`,
		Example: `  eval "$(fob completion bash)"                                  # in ~/.bashrc
  eval "$(fob completion zsh)"                                   # in ~/.zshrc, after compinit
  fob completion fish | source                                   # in ~/.config/fish/config.fish
  fob completion powershell | Out-String | Invoke-Expression     # in the file $PROFILE`,
		ValidArgs: shells,
		Args:      arguments("SHELL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(shells, args[0]) {
				return &usageError{fmt.Sprintf("%q is not one of %s", args[0], strings.Join(shells, ", "))}
			}
			var script bytes.Buffer
			if err := writeCompletionScript(&script, cmd.Root(), args[0]); err != nil {
				return err
			}
			return a.print(script.String())
		},
	}
}

// shells are those that fob prints scripts for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func writeCompletionScript(script *bytes.Buffer, root *cobra.Command, shell string) error {
	switch shell {
	case "zsh":
		return root.GenZshCompletion(script)
	case "fish":
		return root.GenFishCompletion(script, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(script)
	}
	err := root.GenBashCompletionV2(script, true)
	script.WriteString(bashWords)
	return err
}

// bashWords replaces what cobra's script takes from the package bash-completion where
// that is not installed: it puts together the words that bash breaks at = and :.
const bashWords = `
__fob_init_completion()
{
    COMPREPLY=() words=()
    local line=${COMP_LINE:0:COMP_POINT} rest part
    for part in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
        rest=${line#"${line%%[![:space:]]*}"}
        [[ -n $rest ]] && part=${part:0:${#rest}} || part=
        if ((${#words[@]} > 0)) && [[ -n $line && $rest == "$line" ]]; then
            words[${#words[@]}-1]+=$part
        else
            words+=("$part")
        fi
        line=${rest#"$part"}
    done
    cword=$((${#words[@]} - 1))
    cur=${words[cword]} prev=${words[cword > 0 ? cword - 1 : 0]}
}
`
