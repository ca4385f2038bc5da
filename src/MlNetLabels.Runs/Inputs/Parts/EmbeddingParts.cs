using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MlNetLabels.Data;
using MlNetLabels.Datasets;
using MlNetLabels.Models;

namespace MlNetLabels.Runs;

/// <summary>
/// Embeddings in Parquet files, as shards write them: a file, a folder of them or a pattern. Gone through a group of rows
/// at a time, as often as need be.
/// </summary>
internal sealed partial class EmbeddingParts
{
    private const string Extension = ".parquet",
        Checking = "Checking parts";

    private const long MostBytes = 1 << 20;

    private const string Again =
        "Run the same call of its shard again, which does it anew; 'shards check' names all of these.";

    private EmbeddingParts(
        string given,
        IReadOnlyList<string> files,
        IReadOnlyList<string> columns,
        BackboneReference backbone
    ) => (Given, Files, Columns, Backbone) = (given, files, columns, backbone);

    /// <summary>As the user named them.</summary>
    public string Given { get; }

    /// <summary>In order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>What they say of each image.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>What made them.</summary>
    public BackboneReference Backbone { get; }

    /// <summary>Parts that their names promise, and that are not there; null where none is missing.</summary>
    public string? Missing { get; private init; }

    /// <summary>Whether a word names such files, and no .npy file.</summary>
    public static bool Are(string given) =>
        FilePattern.Is(given)
        || Path.GetExtension(given).Equals(Extension, StringComparison.OrdinalIgnoreCase)
        || (Directory.Exists(given) && FilesIn(given).Any());

    /// <summary>Opens them; each is looked at, and read for its hash where the file beside it has one.</summary>
    /// <exception cref="InvalidInputException">One is damaged, or not of the same run as the others.</exception>
    public static EmbeddingParts Open(string given, RunContext context)
    {
        string[] files =
            FilePattern.Is(given) ? [.. FilePattern.Files(given).Where(IsShown)]
            : Directory.Exists(given) ? [.. FilesIn(given)]
            : [given];
        IReadOnlyList<string>? columns = null;
        string? made = null;
        int dimension = 0;
        for (int i = 0; i < files.Length; i++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            context.Phase(Checking)?.Report(new WorkProgress(Checking, i, files.Length));
            CheckHash(files[i]);
            using var table = EmbeddingTable.Open(files[i]);
            if (columns is not null && (!columns.SequenceEqual(table.Columns) || made != table.BackboneJson))
                throw new InvalidInputException(
                    files[i],
                    null,
                    $"it is of another run than {files[0]}: {(made != table.BackboneJson ? "the backbone" : "what it says of images")} "
                        + "differs. Name the parts of one run."
                );
            (columns, made) = (table.Columns, table.BackboneJson);
            for (int group = 0; dimension == 0 && made is null && group < table.Groups; group++)
                dimension = table.ReadEmbeddings(group).Lengths.FirstOrDefault(x => x > 0);
        }
        context.Phase(Checking)?.Report(new WorkProgress(Checking, files.Length, files.Length));
        var backbone = made is null
            ? new BackboneReference { Name = "unknown", Dimension = dimension }
            : Parse(files[0], made);
        return new(given, files, columns ?? [], backbone) { Missing = MissingOf(files) };
    }

    /// <summary>
    /// Goes through all groups. Rows are numbered from 0 through all files; embeddings are read where they are asked for.
    /// </summary>
    public IEnumerable<(
        long First,
        EmbeddingRows Rows,
        Func<Action<int, ReadOnlyMemory<float>>, bool> Embeddings
    )> Groups(RunContext context, string phase)
    {
        long first = 0;
        for (int file = 0; file < Files.Count; file++)
        {
            context.Phase(phase)?.Report(new WorkProgress(phase, file, Files.Count));
            using var table = EmbeddingTable.Open(Files[file]);
            for (int group = 0; group < table.Groups; group++)
            {
                context.CancellationToken.ThrowIfCancellationRequested();
                var rows = table.ReadRows(group);
                int at = group;
                yield return (first, rows, take => Take(table, at, rows, take));
                first += rows.Files.Count;
            }
        }
        context.Phase(phase)?.Report(new WorkProgress(phase, Files.Count, Files.Count));
    }

    private bool Take(EmbeddingTable table, int group, EmbeddingRows rows, Action<int, ReadOnlyMemory<float>> take)
    {
        var (numbers, lengths) = table.ReadEmbeddings(group);
        int at = 0;
        for (int i = 0; i < rows.Files.Count; i++)
        {
            if (lengths[i] > 0 && lengths[i] != Backbone.Dimension)
                throw new InvalidInputException(
                    table.Path,
                    null,
                    $"the embedding of '{rows.Files[i]}' has {lengths[i]} dimensions, and not {Backbone.Dimension}."
                );
            if (lengths[i] == 0 && rows.Reasons[i] is null)
                throw new InvalidInputException(
                    table.Path,
                    null,
                    $"'{rows.Files[i]}' has no embedding, and no reason why (column 'reason')."
                );
            if (lengths[i] > 0)
                take(i, numbers.Slice(at, lengths[i]));
            at += lengths[i];
        }
        return true;
    }

    // What a shard's task says of its part, in the .json beside it, is known here by one member alone.
    private static void CheckHash(string path)
    {
        string said = Path.ChangeExtension(path, ".json");
        if (!PartName().IsMatch(Path.GetFileName(path)) || !File.Exists(said) || !File.Exists(path))
            return;
        string? hash;
        try
        {
            using var json = JsonDocument.Parse(InputFile.ReadBytes(said, MostBytes));
            if (
                json.RootElement.ValueKind != JsonValueKind.Object
                || !json.RootElement.TryGetProperty("sha256", out var value)
            )
                return;
            hash = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(said, null, $"it is damaged ({InputJson.Reason(error)}). {Again}", error);
        }
        if (InputFile.HashOf(path) != hash)
            throw new InvalidInputException(
                path,
                null,
                $"it is not the file that was written: {Path.GetFileName(said)} beside it has another hash. {Again}"
            );
    }

    private static IEnumerable<string> FilesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*" + Extension).Where(IsShown).Order(StringComparer.Ordinal);

    private static bool IsShown(string path) => !Path.GetFileName(path).StartsWith('.');

    private static string? MissingOf(string[] files)
    {
        var parts = files.Select(x => PartName().Match(Path.GetFileName(x))).Where(x => x.Success).ToList();
        if (parts.Count == 0 || parts.Count < files.Length)
            return null;
        int count = int.Parse(parts[0].Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        return parts.Count == count
            ? null
            : $"{parts.Count} of {Counted.Of(count, "part")} are there: rows of the others are not seen. 'shards check' says which.";
    }

    private static BackboneReference Parse(string path, string json)
    {
        try
        {
            InputJson.Check(Encoding.UTF8.GetBytes(json));
            return JsonSerializer.Deserialize(json, BackboneFile.Default.BackboneReference)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                path,
                null,
                $"what it says of its backbone is damaged ({InputJson.Reason(error)}).",
                error
            );
        }
    }

    [GeneratedRegex(@"^part-(\d+)-of-(\d+)\.parquet$")]
    private static partial Regex PartName();
}
