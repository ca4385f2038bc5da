using MlNetLabels.Datasets.Archives;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Cli.Shards;

/// <summary>Reads what <see cref="PartWriter"/> wrote, a group at a time.</summary>
internal sealed class PartReader : IDisposable
{
    private readonly string _path;
    private readonly PartColumns _columns;
    private readonly int _dimension;
    private readonly FileStream _stream;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;

    /// <param name="path">The file.</param>
    /// <param name="columns">Which columns there are.</param>
    /// <param name="dimension">Numbers of an embedding.</param>
    /// <param name="behind">Bytes that stand behind the Parquet.</param>
    /// <exception cref="InvalidInputException">It is damaged, or has other columns.</exception>
    public PartReader(string path, PartColumns columns, int dimension, int behind = 0)
    {
        (_path, _columns, _dimension) = (path, columns, dimension);
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            Stream parquet = behind == 0 ? _stream : new FilePart(_stream.SafeFileHandle, 0, _stream.Length - behind);
            _reader = Wait(() => ParquetReader.CreateAsync(parquet));
            _fields = _reader.Schema.DataFields;
            var expected = columns.Schema().DataFields;
            if (!_fields.Select(x => x.Path.ToString()).SequenceEqual(expected.Select(x => x.Path.ToString())))
                throw Damaged("its columns are not those of the run");
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file is one that <see cref="PartWriter"/> wrote, part or merged; of any run.</summary>
    public static bool IsPart(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            return Task.Run(async () =>
                {
                    await using var reader = await ParquetReader.CreateAsync(stream);
                    return reader.CustomMetadata?.ContainsKey(PartAbout.Run) ?? false;
                })
                .GetAwaiter()
                .GetResult();
        }
        // Parquet.Net fails in many ways on what is none.
        catch (Exception)
        {
            return false;
        }
    }

    public int Groups => _reader.RowGroupCount;

    /// <summary>What the file says of itself; null where it says nothing.</summary>
    public string? About(string key) => _reader.CustomMetadata?.GetValueOrDefault(key);

    /// <summary>Reads a group.</summary>
    public PartRows Read(int number) =>
        Wait(async () =>
        {
            using var group = _reader.OpenRowGroupReader(number);
            int count = checked((int)group.RowCount);
            var numbers = new long[count];
            await group.ReadAsync<long>(_fields[0], numbers.AsMemory(), null, default);
            for (int i = 1; i < count; i++)
                if (numbers[i] != numbers[0] + i)
                    throw Damaged("its rows do not follow one another");
            string?[] files = await Texts(group, 1, count),
                hashes = await Texts(group, 2, count),
                reasons = await Texts(group, 3, count);
            var embeddings = await Embeddings(group, hashes);
            var rows = new PartRows(_columns, count == 0 ? 0 : numbers[0], count, _dimension)
            {
                Files = [.. files.Select(x => x ?? throw Damaged("a row names no file"))],
                Sha256 = hashes,
                Reasons = reasons,
                Embeddings = embeddings,
            };
            int next = 5;
            for (int i = 0; i < rows.Texts.Length; i++)
                rows.Texts[i] = await Texts(group, next++, count);
            for (int i = 0; i < rows.Numbers.Length; i++)
                await group.ReadAsync<double>(_fields[next++], rows.Numbers[i].AsMemory(), null, default);
            return rows;
        });

    public void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _stream.Dispose();
    }

    private async Task<string?[]> Texts(ParquetRowGroupReader group, int field, int count)
    {
        var texts = new string?[count];
        await group.ReadAsync(_fields[field], texts.AsMemory()!, null, default);
        return texts;
    }

    private async Task<float[]> Embeddings(ParquetRowGroupReader group, string?[] hashes)
    {
        int there = hashes.Count(x => x is not null),
            marks = checked(there * _dimension) + hashes.Length - there;
        var field = _fields[4];
        if (group.GetMetadata(field)?.MetaData?.NumValues is { } values && values != marks)
            throw Damaged($"its embeddings are not all {_dimension} numbers long");
        var packed = new float[marks];
        int[] defined = new int[marks],
            repeated = new int[marks];
        await group.ReadRawAsync(field, packed.AsMemory(), defined.AsMemory(), repeated.AsMemory(), default);
        int at = 0;
        foreach (string? hash in hashes)
        {
            int length = hash is null ? 1 : _dimension;
            if (
                repeated[at] != 0
                || defined.AsSpan(at, length).ContainsAnyExcept(hash is null ? 0 : field.MaxDefinitionLevel)
            )
                throw Damaged("an embedding does not stand where its hash does");
            at += length;
        }
        return packed[..(there * _dimension)];
    }

    private InvalidInputException Damaged(string why, Exception? inner = null) =>
        new(_path, null, $"the part is damaged, or none of this program's: {why}.", inner);

    private T Wait<T>(Func<Task<T>> work)
    {
        try
        {
            return Task.Run(work).GetAwaiter().GetResult();
        }
        catch (Exception error) when (error is not (InvalidInputException or OperationCanceledException))
        {
            throw Damaged(error.Message.TrimEnd('.'), error);
        }
    }
}
