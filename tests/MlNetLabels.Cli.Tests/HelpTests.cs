using System.Text.RegularExpressions;
using MlNetLabels.Testing;

namespace MlNetLabels.Cli.Tests;

public sealed partial class HelpTests
{
    [Fact]
    public void Help_EveryCommand_ShowsExamples()
    {
        string[][] commands = [.. Commands([])];

        string[] names = [.. commands.Select(c => string.Join(' ', c))];
        Assert.All(
            new[]
            {
                "demo",
                "data",
                "data build",
                "embed",
                "train",
                "evaluate",
                "predict",
                "losses",
                "report",
                "compare",
                "cache verify",
            },
            name => Assert.Contains(name, names)
        );
    }

    [Fact]
    public void Version_IsPrinted() => Assert.Matches(@"^\d+\.\d+\.\d+", Tool.Run("--version").Done().Out);

    // Follows the lists that --help itself gives, so that a new command is tested from its first day.
    private static IEnumerable<string[]> Commands(string[] command)
    {
        var help = Tool.Run([.. command, "--help"]);
        Assert.Equal(0, help.ExitCode);
        Assert.Empty(help.Error);
        Assert.Contains("Examples:", help.Out, StringComparison.Ordinal);
        Assert.Contains($"  mlnet-labels {string.Join(' ', command)}", help.Out, StringComparison.Ordinal);
        yield return command;

        int list = help.Out.IndexOf("Commands:", StringComparison.Ordinal);
        if (list < 0)
            yield break;
        foreach (
            Match match in CommandLine()
                .Matches(help.Out[list..help.Out.IndexOf("Examples:", StringComparison.Ordinal)])
        )
        foreach (string[] found in Commands([.. command, match.Groups[1].Value]))
            yield return found;
    }

    [GeneratedRegex(@"^  ([a-z][a-z-]*)\b", RegexOptions.Multiline)]
    private static partial Regex CommandLine();
}
