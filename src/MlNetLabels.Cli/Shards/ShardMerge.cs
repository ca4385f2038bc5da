using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MlNetLabels.Data;
using MlNetLabels.Runs;

namespace MlNetLabels.Cli.Shards;

/// <summary>What was merged.</summary>
/// <param name="Output">The file.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Failed">Rows of the run without an embedding: in a .parquet with their reason, of an .npy left out.</param>
/// <param name="Dimension">Numbers of an embedding.</param>
internal sealed record MergedParts(string Output, long Rows, long Failed, int Dimension);

/// <summary>Parts one after another as one file, a group of rows at a time; in the order of the list.</summary>
internal static class ShardMerge
{
    public const string Parquet = ".parquet",
        Npy = ".npy";

    private const int Buffer = 1 << 16;

    /// <summary>Merges a folder that is known to be complete, into a .parquet with all rows or an .npy of the embeddings.</summary>
    public static MergedParts Run(ShardFolder folder, string output, long embedded, CancellationToken cancellationToken)
    {
        var run = folder.Run();
        bool isNpy = IsNpy(output);
        if (isNpy)
            WriteNpy(folder, run, output, embedded, cancellationToken);
        else
            AtomicFile.Write(output, stream => WriteParquet(folder, run, stream, cancellationToken));
        return new(output, isNpy ? embedded : run.Rows, run.Rows - embedded, run.Backbone.Dimension);
    }

    /// <summary>Whether embeddings are asked for, with the list's rows beside them.</summary>
    public static bool IsNpy(string output) =>
        Path.GetExtension(output).Equals(Npy, StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes sure, before long work, that merging overwrites nothing that it is made of.</summary>
    /// <exception cref="InvalidInputException">It would.</exception>
    public static void CheckOutput(ShardFolder folder, string output)
    {
        var run = folder.Run();
        bool isNpy = IsNpy(output);
        string[] own =
        [
            run.Images.Path,
            run.Model?.Path ?? "",
            .. (run.Files ?? []).Select(x => Path.GetFullPath(Path.Combine(run.Folder, x.Name))),
        ];
        string[] written = isNpy ? [output, EmbeddingsSeal.RowsPath(output), EmbeddingsSeal.PathOf(output)] : [output];
        foreach (string file in written)
            if (OutputPlace.Find(file).Path is var place && (own.Contains(place) || ShardFolder.IsOwn(place)))
                throw new InvalidInputException(
                    file,
                    null,
                    "it is one of the files that the run is made of, so it is not overwritten. Name another output."
                );
        if (isNpy)
            EmbeddingsSeal.CheckReplaced(output);
        else if (File.Exists(output) && OutputPlace.Find(output).IsFile && !IsMerged(output))
            throw new InvalidInputException(
                output,
                null,
                "it is there already, and 'shards merge' did not write it, so it is not overwritten. Give --output another name, "
                    + "or move it away."
            );
    }

    // An empty file holds nothing to lose.
    private static bool IsMerged(string parquet) => new FileInfo(parquet).Length == 0 || PartReader.IsPart(parquet);

    private static void WriteParquet(
        ShardFolder folder,
        ShardRun run,
        Stream stream,
        CancellationToken cancellationToken
    )
    {
        var about = new Dictionary<string, string>
        {
            [PartAbout.Run] = run.Id,
            [PartAbout.Backbone] = PartAbout.Of(run.Backbone),
        };
        using var writer = new PartWriter(stream, PartColumns.OfRun(run), about);
        foreach (var rows in Groups(folder, run, cancellationToken))
            writer.Add(rows);
    }

    // As embed does: the seal first and the embeddings last, so that whenever this is cut short, the seal is of other
    // files than lie there. It is known last, and what is added first takes its place first.
    private static void WriteNpy(
        ShardFolder folder,
        ShardRun run,
        string output,
        long embedded,
        CancellationToken cancellationToken
    )
    {
        using var written = new OutputFiles();
        written.Add(
            EmbeddingsSeal.PathOf(output),
            seal =>
            {
                EmbeddingsSeal? made = null;
                written.Add(
                    EmbeddingsSeal.RowsPath(output),
                    csv =>
                        written.Add(output, npy => made = WriteRows(folder, run, embedded, csv, npy, cancellationToken))
                );
                seal.Write(Encoding.UTF8.GetBytes(BackboneFile.Text(run.Backbone, made!)));
            }
        );
        written.Complete();
    }

    private static EmbeddingsSeal WriteRows(
        ShardFolder folder,
        ShardRun run,
        long embedded,
        Stream csv,
        Stream npy,
        CancellationToken cancellationToken
    )
    {
        using IncrementalHash values = IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            files = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        NpyFile.WriteHeader(npy, embedded, run.Backbone.Dimension);
        using (var text = new StreamWriter(csv, new UTF8Encoding(false), Buffer, leaveOpen: true))
            CsvText.WriteTo(text, Kept().Prepend(run.Columns));
        csv.Position = 0;
        string rows = Hex(SHA256.HashData(csv));
        return new(Hex(values.GetHashAndReset()), rows, Hex(files.GetHashAndReset()));

        // The list's rows beside the parts' rows: those that have an embedding.
        IEnumerable<string[]> Kept()
        {
            int file = run.Columns.ToList().IndexOf("file");
            using var list = Enumerable
                .Range(0, run.Shards)
                .SelectMany(shard => ShardRows.Read(folder, run, shard))
                .GetEnumerator();
            foreach (var group in Groups(folder, run, cancellationToken))
            {
                var bytes = MemoryMarshal.AsBytes(group.Embeddings.Span);
                npy.Write(bytes);
                values.AppendData(bytes);
                for (int i = 0; i < group.Count; i++)
                {
                    if (!list.MoveNext() || list.Current[file] != group.Files[i])
                        throw new InvalidInputException(
                            folder.Path,
                            null,
                            $"row {group.First + i} of the parts is '{group.Files[i]}', but not in the list."
                        );
                    if (group.Sha256[i] is null)
                        continue;
                    files.AppendData(EmbeddingsSeal.LineOf(group.Files[i]));
                    yield return list.Current;
                }
            }
        }
    }

    private static IEnumerable<PartRows> Groups(ShardFolder folder, ShardRun run, CancellationToken cancellationToken)
    {
        long next = 0;
        foreach (int number in Enumerable.Range(0, run.Shards))
        {
            string path = folder.Part(new(number, run.Shards));
            using var part = new PartReader(path, PartColumns.OfRun(run), run.Backbone.Dimension);
            for (int group = 0; group < part.Groups; group++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var rows = part.Read(group);
                if (rows.Count > 0 && rows.First != next)
                    throw new InvalidInputException(path, null, $"row {next} is not there, or is there twice.");
                next += rows.Count;
                yield return rows;
            }
        }
        if (next != run.Rows)
            throw new InvalidInputException(folder.Path, null, $"row {next} is not there.");
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
