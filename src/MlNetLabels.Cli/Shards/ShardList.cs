using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace MlNetLabels.Cli.Shards;

/// <summary>Where a shard's rows lie in the list.</summary>
/// <param name="At">First byte.</param>
/// <param name="Sha256">Of its bytes, up to where the next one begins.</param>
/// <param name="Row">Its first row, where shards are of whole files; null where rows are divided evenly.</param>
internal sealed record ShardPiece(long At, string Sha256, long? Row = null);

/// <summary>
/// A run's own copy of its list, a CSV in the folder of parts: what tasks read does not change under them, and each
/// reads its own piece alone.
/// </summary>
internal sealed record ShardList(long Rows, long Bytes, string Sha256, IReadOnlyList<ShardPiece> Pieces)
{
    private const int Chunk = 1 << 20;

    private static readonly SearchValues<byte> s_marks = SearchValues.Create("\"\n"u8);

    /// <summary>Writes the copy.</summary>
    /// <returns>Its rows.</returns>
    public static long Write(ShardListReader source, Stream to, CancellationToken cancellationToken)
    {
        long rows = 0;
        using var text = new StreamWriter(to, new UTF8Encoding(false), Chunk, leaveOpen: true);
        CsvText.WriteTo(text, Counting().Prepend(source.Columns));
        return rows;

        IEnumerable<IEnumerable<string>> Counting()
        {
            foreach (string[] row in source.Rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                rows++;
                yield return row;
            }
        }
    }

    /// <summary>Finds the pieces of a copy.</summary>
    /// <param name="list">The copy.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="shards">How many pieces.</param>
    /// <param name="ends">Row behind the last of each; null to divide evenly.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static ShardList Divide(
        Stream list,
        long rows,
        int shards,
        IReadOnlyList<long>? ends,
        CancellationToken cancellationToken
    )
    {
        using IncrementalHash all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
            own = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var starts = new List<long>(shards);
        var hashes = new List<string>(shards);
        // -1 is the header.
        long row = -1,
            end = 0,
            at = 0;
        bool isQuoted = false;
        var buffer = new byte[Chunk];
        while (list.Read(buffer) is > 0 and int read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            all.AppendData(buffer, 0, read);
            int from = 0,
                next = 0;
            while (buffer.AsSpan(next, read - next).IndexOfAny(s_marks) is >= 0 and int mark)
            {
                next += mark + 1;
                if (buffer[next - 1] == '"')
                    isQuoted = !isQuoted;
                else if (!isQuoted && (++row == 0 || row == end))
                {
                    if (row > 0)
                        own.AppendData(buffer, from, next - from);
                    from = next;
                    Advance(at + next);
                }
            }
            if (row >= 0)
                own.AppendData(buffer, from, read - from);
            at += read;
        }
        if (row != rows || hashes.Count != shards)
            throw new InvalidOperationException($"The list has {row} rows where {rows} were written.");
        return new(
            rows,
            at,
            Convert.ToHexStringLower(all.GetHashAndReset()),
            [
                .. starts.Select(
                    (start, i) =>
                        new ShardPiece(
                            start,
                            hashes[i],
                            ends is null ? null
                                : i == 0 ? 0
                                : ends[i - 1]
                        )
                ),
            ]
        );

        // Where there are more shards than rows, some end where they begin.
        void Advance(long place)
        {
            while (hashes.Count < shards)
            {
                if (starts.Count == hashes.Count)
                    starts.Add(place);
                end = ends?[hashes.Count] ?? new Shard(hashes.Count, shards).RowsOf(rows).End;
                if (end != row)
                    return;
                hashes.Add(Convert.ToHexStringLower(own.GetHashAndReset()));
            }
        }
    }
}
