using System.CommandLine;
using System.CommandLine.Parsing;
using MlNetLabels.Models;

namespace MlNetLabels.Cli.Commands;

/// <summary>Gives a command its action.</summary>
internal static class CommandAction
{
    /// <summary>The work runs beside the thread that listens for Ctrl+C; it returns the exit code.</summary>
    public static void SetRun(this Command command, Func<ParseResult, CancellationToken, int> run) =>
        command.SetAction((parsed, token) => Task.Run(() => run(parsed, token), token));

    /// <summary>The keys of <see cref="CommonOptions.Trust"/>; null where none is asked for.</summary>
    public static IReadOnlyList<BundleKey>? Keys(this ParseResult parsed, Option<string[]> option) =>
        parsed.Values(option) is { Count: > 0 } files ? [.. files.Select(BundleKey.Read)] : null;

    /// <summary>The values of an option that may be repeated.</summary>
    public static IReadOnlyList<string> Values(this ParseResult parsed, Option<string[]> option) =>
        parsed.GetValue(option) ?? [];

    /// <summary>Whether an option stands in the arguments, and does not only have its default.</summary>
    public static bool IsGiven(this SymbolResult result, Option option) =>
        result.GetResult(option) is { Implicit: false };

    /// <inheritdoc cref="IsGiven(SymbolResult, Option)"/>
    public static bool IsGiven(this ParseResult parsed, Option option) => parsed.CommandResult.IsGiven(option);
}
