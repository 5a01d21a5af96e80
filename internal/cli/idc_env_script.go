package cli

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"fob.example/fob/internal/shellword"
)

// envScript returns what a shell has to run: it makes a temporary home, writes the
// config into it, sets variables, and unsets those that lead elsewhere. All that comes from the server is
// quoted; a config with control characters is refused.
func envScript(shell, base, config string, variables, elsewhere []string) (string, error) {
	if strings.ContainsFunc(config, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }) {
		return "", errors.New("the server's config holds a control character, and is not printed")
	}
	config = "# of the local Identity Center at " + base + "\n\n" + config
	var script, format string
	switch shell {
	case "fish":
		script, format = fishScript(config, elsewhere), "fish"
	case "powershell":
		script, format = powerShellScript(config, elsewhere), "powershell"
	default:
		script, format = posixScript(config, elsewhere), "env"
	}
	assign := assignment(format)
	for _, kv := range variables {
		name, value, _ := strings.Cut(kv, "=")
		line, _ := assign(name, value) // all three can quote anything
		script += line + "\n"
	}
	return script, nil
}

func posixScript(config string, elsewhere []string) string {
	return fmt.Sprintf(`# for bash and zsh: eval "$(fob idc env)"
HOME=$(mktemp -d) && export HOME && mkdir -p -m 700 "$HOME/.aws" && printf %%s %s >"$HOME/.aws/config"
unset %s
`, shellword.Quote(config), strings.Join(elsewhere, " "))
}

// fishScript erases no universal variables: those are the settings of all sessions.
func fishScript(config string, elsewhere []string) string {
	names := strings.Join(elsewhere, " ")
	return fmt.Sprintf(`# for fish: fob idc env --shell fish | source
set -gx HOME (mktemp -d); and mkdir -p -m 700 $HOME/.aws; and printf %%s %s >$HOME/.aws/config
set -eg %s
for name in %[2]s; if set -q $name; echo "fob: warning: $name is a universal variable and stays set" >&2; end; end
`, quoteFish(config), names)
}

// powerShellScript sets USERPROFILE as well, which is the home on Windows.
func powerShellScript(config string, elsewhere []string) string {
	return fmt.Sprintf(`# for PowerShell: fob idc env --shell powershell | Out-String | Invoke-Expression
$Env:HOME = (New-Item -ItemType Directory -Path ([IO.Path]::GetTempPath()) -Name ([IO.Path]::GetRandomFileName())).FullName
$Env:USERPROFILE = $Env:HOME
if ($IsLinux -or $IsMacOS) { chmod 700 $Env:HOME }
New-Item -ItemType Directory -Path $Env:HOME -Name .aws | Out-Null
[IO.File]::WriteAllText((Join-Path $Env:HOME '.aws/config'), %s)
Remove-Item -ErrorAction Ignore -Path Env:%s
`, quotePowerShell(config), strings.Join(elsewhere, ", Env:"))
}
