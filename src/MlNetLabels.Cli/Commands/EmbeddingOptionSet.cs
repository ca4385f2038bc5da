using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Output;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Commands;

/// <summary>
/// How a command embeds: <c>--threads</c>, <c>--max-failures</c>, how long it waits for an image (<c>--timeout</c>), and
/// where it remembers embeddings (<c>--cache</c>, <c>--no-cache</c> or the usual place, up to <c>--cache-size</c>).
/// </summary>
internal sealed class EmbeddingOptionSet
{
    private const double MostSeconds = 86_400;

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "Seconds that one image may take to decode; beyond it counts as unreadable.",
        DefaultValueFactory = _ => new EmbeddingSettings().Timeout.TotalSeconds,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
                && seconds is >= 0.001 and <= MostSeconds
            )
                return seconds;
            result.AddError(
                FormattableString.Invariant($"--timeout is '{text}'; give seconds between 0.001 and {MostSeconds}.")
            );
            return 0;
        },
    };

    private readonly Option<string?> _path = CommonOptions.Cache();
    private readonly Option<long?> _size = CommonOptions.Size(
        "--cache-size",
        $"Most that the cache may take, such as 20GB; what was unused for longest goes first. "
            + $"{ByteSize.Text(new EmbeddingSettings().MaxCacheBytes)} when left out.",
        least: 1
    );
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<FailureLimit> _maxFailures;
    private readonly Option<bool> _none = new("--no-cache")
    {
        Description = "Embed every image anew and remember no embedding.",
    };

    public EmbeddingOptionSet(Command command, FailureLimit maxFailures)
    {
        _maxFailures = CommonOptions.MaxFailures(maxFailures);
        command.Options.Add(_maxFailures);
        command.Options.Add(_threads);
        command.Options.Add(_timeout);
        command.Options.Add(_path);
        command.Options.Add(_size);
        command.Options.Add(_none);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_path) is { } path && Directory.Exists(path))
                result.AddError(
                    $"--cache is the folder '{path}'; name a file, such as {Path.Join(path, "embeddings.db")}."
                );
            if (!result.GetValue(_none))
                return;
            if (result.GetValue(_path) is not null)
                result.AddError("--cache and --no-cache exclude each other; give one of them.");
            if (result.GetResult(_size) is not null)
                result.AddError("--cache-size and --no-cache exclude each other; give one of them.");
        });
    }

    /// <summary>What is of no use where nothing is embedded: all but the threads.</summary>
    public IEnumerable<Option> OfEmbedding => [_maxFailures, _timeout, _path, _size, _none];

    /// <summary>Threads for the work after embedding too.</summary>
    public int Threads(ParseResult parsed) => parsed.GetValue(_threads);

    public EmbeddingSettings Given(ParseResult parsed) =>
        new()
        {
            Threads = Threads(parsed),
            MaxFailures = parsed.GetValue(_maxFailures),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            CacheFile = parsed.GetValue(_none) ? null : parsed.GetValue(_path) ?? EmbeddingCache.UsualPath,
            MaxCacheBytes = parsed.GetValue(_size) ?? new EmbeddingSettings().MaxCacheBytes,
        };

    /// <summary>
    /// For one task of many: nothing is remembered but in a file that is named, since the usual one would be shared by all
    /// of them, often over a network.
    /// </summary>
    public EmbeddingSettings OfTask(ParseResult parsed) => Given(parsed) with { CacheFile = parsed.GetValue(_path) };

    /// <summary>Whether files that cannot be used may stop the run.</summary>
    public bool StopsAtFailures(CommandResult result) =>
        result.IsGiven(_maxFailures) && result.GetValue(_maxFailures) != FailureLimit.All;
}
