using System.Globalization;
using MlNetLabels.Data;

namespace MlNetLabels.Cli.Submitting;

/// <summary>How the last try of a shard ended, as its script left it.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Code">Its exit code; null where nothing is known: it was killed, or its machine was.</param>
/// <param name="Log">What it said; null where nothing is known.</param>
internal sealed record TaskFailure(int Shard, int? Code, string? Log)
{
    private const int NotExecutable = 126,
        NotFound = 127,
        MostBytes = 4096;

    /// <summary>What submit ends with where trying again changes nothing; null where it may change something.</summary>
    public int? Final =>
        Code switch
        {
            ExitCode.Usage or ExitCode.BadInput => Code,
            NotExecutable or NotFound => ExitCode.Usage,
            _ => null,
        };

    /// <summary>Reads what is known.</summary>
    public static TaskFailure Of(string logs, int shard)
    {
        string file = SlurmScript.ExitCodeFile(logs, shard);
        if (!File.Exists(file))
            return new(shard, null, null);
        string[] words = Tail(file).Split(' ', '\n');
        return
            words is [var code, var log, ..]
            && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? new(shard, number, Path.Combine(logs, Path.GetFileName(log)))
            : new(shard, null, null);
    }

    /// <summary>In words, with the error that its log ends with.</summary>
    public override string ToString()
    {
        string ended = Code is { } code
            ? string.Create(CultureInfo.InvariantCulture, $"shard {Shard} ended with {code}")
            : string.Create(CultureInfo.InvariantCulture, $"shard {Shard} was killed");
        if (Log is null || !File.Exists(Log))
            return ended;
        string[] lines = Tail(Log).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string? said =
            Array.FindLast(lines, line => line.StartsWith("error:", StringComparison.Ordinal)) ?? lines.LastOrDefault();
        return said is null ? $"{ended} ({Log})" : $"{ended}: {VisibleText.Line(said)} ({Log})";
    }

    private static string Tail(string path)
    {
        using var file = File.OpenRead(path);
        file.Position = Math.Max(0, file.Length - MostBytes);
        using var text = new StreamReader(file);
        return text.ReadToEnd();
    }
}
