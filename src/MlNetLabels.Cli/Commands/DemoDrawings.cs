using MlNetLabels.Caching;

namespace MlNetLabels.Cli.Commands;

/// <summary>
/// Where the demo keeps the built-in drawings: beside the cache of embeddings, so that the next demo finds them in
/// whatever folder it runs, or in its own output folder where there is no cache or it cannot be written.
/// </summary>
internal static class DemoDrawings
{
    private const string FolderName = "drawings";

    public static string Build(string outputFolder, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(EmbeddingCache.UsualPath) is { } cache)
            try
            {
                return DataCommand.Build(Path.Combine(cache, FolderName), cancellationToken).Folder;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Read-only, or full: the output folder has to take the model anyway.
            }
        return DataCommand.Build(Path.Combine(outputFolder, FolderName), cancellationToken).Folder;
    }
}
