using System.Security.Cryptography;
using MlNetLabels.Datasets.Archives;

namespace MlNetLabels.Cli.Shards;

/// <summary>The rows of a shard in a run's copy of the list.</summary>
internal static class ShardRows
{
    /// <summary>Reads them one after another, once their hash is that of run.json.</summary>
    /// <exception cref="InvalidInputException">They are not what they were.</exception>
    public static IEnumerable<string[]> Read(ShardFolder folder, ShardRun run, int shard)
    {
        string path = folder.List(run);
        if (!File.Exists(path))
            throw new InvalidInputException(
                path,
                null,
                "the run's list is gone. Put it back, or begin in another folder."
            );
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        var (from, length, hash) = run.PieceOf(shard);
        if (RandomAccess.GetLength(file) != run.ListBytes || HashOf(new FilePart(file, from, length)) != hash)
            throw new InvalidInputException(
                path,
                null,
                $"it is not the list that {ShardRun.FileName} is of. Put it back, or begin in another folder."
            );
        foreach (string[] row in ShardListReader.ReadRows(path, new FilePart(file, from, length), run.Columns.Count))
            yield return row;
    }

    private static string HashOf(Stream stream) => Convert.ToHexStringLower(SHA256.HashData(stream));
}
