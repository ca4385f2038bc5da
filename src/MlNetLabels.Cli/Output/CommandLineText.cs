namespace MlNetLabels.Cli.Output;

/// <summary>The command as it was given, for a report's provenance.</summary>
internal static class CommandLineText
{
    public static string Current { get; } =
        "mlnet-labels " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));
}
