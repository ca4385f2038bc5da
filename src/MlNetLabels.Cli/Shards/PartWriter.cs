using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Shards;

/// <summary>Writes rows as Parquet, a group at a time; the same rows give the same bytes.</summary>
internal sealed class PartWriter : IDisposable
{
    private readonly ParquetWriter _writer;
    private readonly DataField[] _fields;

    /// <param name="stream">Where to; it stays open.</param>
    /// <param name="columns">Which columns there are.</param>
    /// <param name="about">What else the file says of itself.</param>
    /// <param name="isLasting">Whether it is kept: one that is soon read again is not compressed.</param>
    public PartWriter(
        Stream stream,
        PartColumns columns,
        IReadOnlyDictionary<string, string> about,
        bool isLasting = true
    )
    {
        var schema = columns.Schema();
        _fields = schema.DataFields;
        var options = new ParquetOptions
        {
            CompressionMethod = isLasting ? CompressionMethod.Snappy : CompressionMethod.None,
        };
        _writer = Wait(() => ParquetWriter.CreateAsync(schema, stream, options));
        _writer.CustomMetadata = about;
    }

    /// <summary>Writes rows as one group.</summary>
    public void Add(PartRows rows) =>
        Wait(async () =>
        {
            using var group = _writer.CreateRowGroup();
            long[] numbers = [.. Enumerable.Range(0, rows.Count).Select(i => rows.First + i)];
            await group.WriteAsync<long>(_fields[0], numbers.AsMemory());
            await group.WriteAsync(_fields[1], rows.Files);
            await group.WriteAsync(_fields[2], rows.Sha256!);
            await group.WriteAsync(_fields[3], rows.Reasons!);
            var (defined, repeated) = Levels(rows, _fields[4]);
            await group.WriteAllPartsAsync(_fields[4], rows.Embeddings, defined, repeated, default);
            int next = 5;
            foreach (string?[] texts in rows.Texts)
                await group.WriteAsync(_fields[next++], texts!);
            foreach (double?[] values in rows.Numbers)
                await group.WriteAsync<double>(_fields[next++], values.AsMemory());
            group.CompleteValidate();
            return true;
        });

    /// <summary>Writes what follows the last group.</summary>
    public void Dispose() =>
        Wait(async () =>
        {
            await _writer.DisposeAsync();
            return true;
        });

    // A row without an embedding has no list, and one mark that says so.
    private static (int[] Defined, int[] Repeated) Levels(PartRows rows, DataField field)
    {
        var defined = new List<int>(rows.Embeddings.Length + rows.Count);
        var repeated = new List<int>(defined.Capacity);
        foreach (string? hash in rows.Sha256)
            if (hash is null)
            {
                defined.Add(0);
                repeated.Add(0);
            }
            else
                for (int k = 0; k < rows.Dimension; k++)
                {
                    defined.Add(field.MaxDefinitionLevel);
                    repeated.Add(k == 0 ? 0 : field.MaxRepetitionLevel);
                }
        return ([.. defined], [.. repeated]);
    }

    private static T Wait<T>(Func<Task<T>> work) => Task.Run(work).GetAwaiter().GetResult();
}
