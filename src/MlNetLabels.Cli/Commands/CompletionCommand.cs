using System.CommandLine;
using MlNetLabels.Cli.Output;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Commands;

/// <summary>Prints what a shell needs to complete verbs and options; it asks the program itself while one types.</summary>
internal static class CompletionCommand
{
    // Aliases of --help are left out, and file names are the shell's own.
    private const string Bash = """
        _mlnet_labels()
        {
            local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}" unwanted='^[-/][?h]$'
            # Before anything is typed, file names are wanted and not all options.
            [ -z "$word" ] && unwanted='^[-/]'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null \
                | grep -v "$unwanted" | sort -u)" -- "$word"))
        }
        complete -o bashdefault -o default -F _mlnet_labels mlnet-labels
        """;
    private const string Zsh = """
        #compdef mlnet-labels
        _mlnet_labels()
        {
            local -a found
            found=("${(@f)$(${words[1]} "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null | grep -v '^[-/][?h]$' | sort -u)}")
            [[ -n "${found[1]}" ]] && compadd -- $found
            _files
        }
        compdef _mlnet_labels mlnet-labels
        """;
    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName mlnet-labels -ScriptBlock {
            param($word, $line, $position)
            mlnet-labels "[suggest:$position]" "$line" 2>$null |
                Where-Object { $_ -notmatch '^[-/][?h]$' -and $_ -like "$word*" } | Sort-Object -Unique |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or pwsh." };
        string[] shells = ["bash", "zsh", "pwsh"];
        shell.CompletionSources.Add(shells);
        shell.Validators.Add(result =>
        {
            if (result.Tokens is [var given] && !shells.Contains(given.Value))
                result.AddError(
                    $"'{given.Value}' is no shell that is known; give bash, zsh or pwsh.{Suggestion.For(given.Value, shells)}"
                );
        });
        var command = new Command("completion", "Print a script by which a shell completes verbs and options.")
        {
            shell,
        };
        Help.AddExamples(
            command,
            "completion bash >> ~/.bashrc",
            "completion zsh >> ~/.zshrc",
            "completion pwsh >> $PROFILE"
        );
        command.SetRun(
            (parsed, _) =>
            {
                Console.Out.Write(
                    parsed.GetValue(shell) switch
                    {
                        "zsh" => Zsh,
                        "pwsh" => PowerShell,
                        _ => Bash,
                    } + "\n"
                );
                return ExitCode.Done;
            }
        );
        return command;
    }
}
