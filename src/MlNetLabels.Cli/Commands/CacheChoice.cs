using System.CommandLine;
using MlNetLabels.Vision.Embedding.Cache;

namespace MlNetLabels.Cli.Commands;

/// <summary>Where a command that embeds remembers embeddings: <c>--cache</c>, <c>--no-cache</c>, or the usual place.</summary>
internal sealed class CacheChoice
{
    private readonly Option<string?> _path = CommonOptions.Cache();
    private readonly Option<bool> _none = new("--no-cache") { Description = "Embed every image anew and remember nothing." };

    public CacheChoice(Command command)
    {
        command.Options.Add(_path);
        command.Options.Add(_none);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_none) && result.GetValue(_path) is not null) result.AddError("--cache and --no-cache exclude each other; give one of them.");
        });
    }

    /// <summary>The cache's file; null for none.</summary>
    public string? Path(ParseResult parsed) => parsed.GetValue(_none) ? null : parsed.GetValue(_path) ?? EmbeddingCache.UsualPath;
}
