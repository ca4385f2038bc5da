using MlNetLabels.Caching;
using MlNetLabels.Data;
using MlNetLabels.Embedding;
using MlNetLabels.Numerics;
using MlNetLabels.Shared;

namespace MlNetLabels.Runs.Suggesting;

/// <summary>A log of predictions as unlabelled images: embeddings, and images where the service kept them.</summary>
internal static class LogPool
{
    /// <summary>Whether a file is a SQLite database.</summary>
    public static bool Is(string path)
    {
        if (!File.Exists(path))
            return false;
        using var file = InputFile.Open(path);
        Span<byte> start = stackalloc byte[16];
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && start.SequenceEqual("SQLite format 3\0"u8);
    }

    // Read twice, so that embeddings lie in memory once.
    public static PoolImages Read(string path, int? dimension, string? model, int side, RunContext context)
    {
        var sizes = new SortedDictionary<int, int>();
        var versions = new HashSet<string>(StringComparer.Ordinal);
        long last = 0;
        foreach (var entry in Each(path, context))
        {
            last = entry.Number;
            versions.Add(entry.Version);
            if (IsWhole(entry))
                sizes[entry.Embedding.Length] = sizes.GetValueOrDefault(entry.Embedding.Length) + 1;
        }
        int wanted = dimension ?? (sizes.Count == 0 ? 0 : sizes.MaxBy(x => x.Value).Key),
            count = sizes.GetValueOrDefault(wanted);
        if (sizes.Count == 0)
            throw new InvalidInputException(
                path,
                null,
                "no prediction in it has an embedding, so there is nothing to compare."
            );
        if (count == 0)
            throw new InvalidInputException(
                path,
                null,
                $"its embeddings have {string.Join(" or ", sizes.Keys)} dimensions, but {wanted} are due: they are by another "
                    + "backbone. Name the model that the service used, or one of its backbone."
            );
        var embeddings = new Matrix(count, wanted);
        var numbers = new long[count];
        var names = new string[count];
        int row = 0;
        foreach (var entry in Each(path, context))
        {
            if (entry.Number > last || row == count)
                break;
            if (!IsWhole(entry) || entry.Embedding.Length != wanted)
                continue;
            entry.Embedding.Span.CopyTo(embeddings.Row(row));
            (numbers[row], names[row]) = (entry.Number, entry.Id ?? $"prediction {entry.Number}");
            row++;
        }
        int others = sizes.Values.Sum() - count;
        return new PoolImages
        {
            Embeddings = row == count ? embeddings : embeddings.Select([.. Enumerable.Range(0, row)]),
            Files = names[..row],
            Notes = [.. Notes(others, model, versions)],
            Bytes = i => Image(path, numbers[i]),
            Picture = i => Image(path, numbers[i]) is { } image ? ReportRun.Picture(image, side) : null,
        };
    }

    // Two backbones may have the same dimension.
    private static IEnumerable<string> Notes(int others, string? model, HashSet<string> versions)
    {
        if (others > 0)
            yield return $"{others} predictions in the log have embeddings of another backbone and were left out.";
        if (model is not null && !versions.Contains(Version(model)))
            yield return "No prediction in the log is by this bundle: where the service used another backbone, these "
                + "suggestions mean nothing.";
    }

    private static string Version(string model)
    {
        using var file = InputFile.Open(model);
        return BundleVersion.Of(file);
    }

    private static IEnumerable<LoggedPrediction> Each(string path, RunContext context)
    {
        foreach (var entry in PredictionLog.Read(path))
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    private static bool IsWhole(LoggedPrediction entry)
    {
        if (entry.Embedding.IsEmpty)
            return false;
        foreach (float value in entry.Embedding.Span)
            if (!float.IsFinite(value))
                return false;
        return true;
    }

    private static byte[]? Image(string path, long number) =>
        PredictionLog.Read(path, number - 1).FirstOrDefault() is { } entry && entry.Number == number
            ? entry.Image?.ToArray()
            : null;
}
