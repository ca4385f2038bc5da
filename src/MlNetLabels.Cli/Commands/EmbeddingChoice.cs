using System.CommandLine;
using System.Globalization;
using MlNetLabels.Caching;
using MlNetLabels.Cli.Output;
using MlNetLabels.Cli.Work;
using MlNetLabels.Embedding;

namespace MlNetLabels.Cli.Commands;

/// <summary>
/// How long a command that embeds waits for an image and where it remembers embeddings: <c>--timeout</c>, and
/// <c>--cache</c>, <c>--no-cache</c> or the usual place, up to <c>--cache-size</c>.
/// </summary>
internal sealed class EmbeddingChoice
{
    private const double MostSeconds = 86_400;

    private readonly Option<double> _timeout = new("--timeout")
    {
        Description = "Seconds that one image may take to decode; beyond it counts as unreadable.",
        DefaultValueFactory = _ => new EmbeddingOptions().Timeout.TotalSeconds,
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
            + $"{ByteSize.Text(new EmbeddingCacheOptions().MaxBytes)} when left out."
    );
    private readonly Option<bool> _none = new("--no-cache")
    {
        Description = "Embed every image anew and remember nothing.",
    };

    public EmbeddingChoice(Command command)
    {
        command.Options.Add(_timeout);
        command.Options.Add(_path);
        command.Options.Add(_size);
        command.Options.Add(_none);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(_none))
                return;
            if (result.GetValue(_path) is not null)
                result.AddError("--cache and --no-cache exclude each other; give one of them.");
            if (result.GetResult(_size) is not null)
                result.AddError("--cache-size and --no-cache exclude each other; give one of them.");
        });
    }

    public EmbeddingSettings Given(ParseResult parsed) =>
        new(
            TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            parsed.GetValue(_none) ? null : parsed.GetValue(_path) ?? EmbeddingCache.UsualPath,
            parsed.GetValue(_size) ?? new EmbeddingCacheOptions().MaxBytes
        );
}
