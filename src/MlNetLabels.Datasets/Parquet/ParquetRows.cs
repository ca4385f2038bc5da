using System.Globalization;
using global::Parquet;
using global::Parquet.Schema;
using MlNetLabels.Data;

namespace MlNetLabels.Datasets.Parquet;

/// <summary>A row: the image's bytes, null where there are none, and its labels, null where nobody gave any.</summary>
internal sealed record ParquetRow(byte[]? Image, IReadOnlyList<string>? Labels);

/// <summary>Reads a Parquet file, one group of rows at a time.</summary>
internal static class ParquetRows
{
    private const long MostGroupBytes = 2_000_000_000;
    private const long MostGroupRows = 10_000_000;

    public static IEnumerable<ParquetRow> Read(string file, ParquetColumns columns, CancellationToken cancellationToken)
    {
        int groups = Opened(file, reader => Task.FromResult(reader.RowGroupCount), cancellationToken);
        for (int group = 0; group < groups; group++)
        {
            int at = group;
            foreach (
                var row in Opened(
                    file,
                    reader => Group(file, reader, at, columns, cancellationToken),
                    cancellationToken
                )
            )
                yield return row;
        }
    }

    /// <summary>Work on an open file; whatever it throws says that the file is damaged.</summary>
    public static T Opened<T>(string file, Func<ParquetReader, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return Task.Run(
                    async () =>
                    {
                        await using var reader = await ParquetReader.CreateAsync(
                            file,
                            new ParquetOptions { TreatByteArrayAsString = false },
                            cancellationToken
                        );
                        return await work(reader);
                    },
                    cancellationToken
                )
                .GetAwaiter()
                .GetResult();
        }
        catch (Exception error) when (error is not (InvalidInputException or OperationCanceledException))
        {
            throw new InvalidInputException(
                file,
                null,
                error is NotSupportedException
                    ? $"the Parquet file is of a form that is not read: {error.Message.TrimEnd('.')}. Write it in another."
                    : "the Parquet file is damaged, or of a form that is not read. Download or write it again.",
                error
            );
        }
    }

    private static async Task<IReadOnlyList<ParquetRow>> Group(
        string file,
        ParquetReader reader,
        int at,
        ParquetColumns columns,
        CancellationToken cancellationToken
    )
    {
        using var group = reader.OpenRowGroupReader(at);
        byte[]?[] images = await Images(file, group, columns, cancellationToken);
        var labels = await Labels(group, columns, images.Length, cancellationToken);
        return [.. images.Select((image, i) => new ParquetRow(image is { Length: > 0 } ? image : null, labels[i]))];
    }

    /// <summary>The images of a group; null where the file has no bytes of one.</summary>
    public static byte[]?[] Images(string file, int at, ParquetColumns columns) =>
        Opened(
            file,
            async reader =>
            {
                using var group = reader.OpenRowGroupReader(at);
                return await Images(file, group, columns, default);
            },
            default
        );

    /// <summary>The labels of a group, or null where nobody gave any.</summary>
    public static IReadOnlyList<string>?[] Labels(string file, int at, ParquetColumns columns) =>
        Opened(
            file,
            async reader =>
            {
                using var group = reader.OpenRowGroupReader(at);
                return await Labels(group, columns, Counted(file, group), default);
            },
            default
        );

    /// <summary>Rows of each group.</summary>
    public static IReadOnlyList<long> Groups(string file) =>
        Opened(
            file,
            reader =>
                Task.FromResult<IReadOnlyList<long>>([
                    .. Enumerable
                        .Range(0, reader.RowGroupCount)
                        .Select(at =>
                        {
                            using var group = reader.OpenRowGroupReader(at);
                            return group.RowCount;
                        }),
                ]),
            default
        );

    private static async Task<byte[]?[]> Images(
        string file,
        ParquetRowGroupReader group,
        ParquetColumns columns,
        CancellationToken cancellationToken
    )
    {
        if ((group.GetMetadata(columns.Image)?.MetaData?.TotalUncompressedSize ?? 0) > MostGroupBytes)
            throw TooLarge(file);
        int rows = Counted(file, group);
        return await Placed<ReadOnlyMemory<byte>, byte[]>(
            group,
            columns.Image,
            rows,
            new int[rows],
            [],
            bytes => bytes.ToArray(),
            cancellationToken
        );
    }

    private static int Counted(string file, ParquetRowGroupReader group) =>
        group.RowCount is >= 0 and <= MostGroupRows ? (int)group.RowCount : throw TooLarge(file);

    private static InvalidInputException TooLarge(string file) =>
        new(
            file,
            null,
            $"a group of its rows is larger than {MostGroupBytes / 1_000_000_000} GB, the most that is read at once."
        );

    private static async Task<IReadOnlyList<string>?[]> Labels(
        ParquetRowGroupReader group,
        ParquetColumns columns,
        int rows,
        CancellationToken cancellationToken
    )
    {
        var field = columns.Label!;
        int count = (int)(group.GetMetadata(field)?.MetaData?.NumValues ?? rows);
        int[] repetitions = new int[count],
            levels = new int[count];
        string?[] values = await Values(group, field, count, levels, repetitions, cancellationToken);
        // Where there may be no list at all, which is more than one that is empty, level 0 says so.
        int least = field.MaxDefinitionLevel - (field.IsNullable ? 1 : 0) > 1 ? 1 : 0;
        var labels = new IReadOnlyList<string>?[rows];
        int row = -1;
        for (int i = 0; i < count; i++)
        {
            if (!columns.IsList || repetitions[i] == 0)
                row++;
            if (columns.IsList && levels[i] < least)
                continue;
            string? name = NameOf(values[i], columns);
            // An empty list is one value that is nothing: no label applies.
            labels[row] =
                columns.IsList ? [.. labels[row] ?? [], .. name is null ? Array.Empty<string>() : [name]]
                : name is null ? null
                : [name];
        }
        return labels;
    }

    private static Task<string?[]> Values(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        int[] levels,
        int[] repetitions,
        CancellationToken cancellationToken
    )
    {
        return ParquetCells.AreTexts(field) ? Read<ReadOnlyMemory<char>>(text => text.ToString())
            : field.ClrType == typeof(long) ? Read<long>(Number)
            : field.ClrType == typeof(int) ? Read<int>(Number)
            : field.ClrType == typeof(short) ? Read<short>(Number)
            : field.ClrType == typeof(sbyte) ? Read<sbyte>(Number)
            : field.ClrType == typeof(byte) ? Read<byte>(Number)
            : throw new NotSupportedException(
                $"column '{field.Path}' holds {field.ClrType.Name}, not names or numbers"
            );

        Task<string?[]> Read<T>(Func<T, string> text)
            where T : struct => Placed(group, field, count, levels, repetitions, text, cancellationToken);
    }

    // Only values that are there lie in the file; how deep each row is defined says where.
    private static async Task<TValue?[]> Placed<T, TValue>(
        ParquetRowGroupReader group,
        DataField field,
        int count,
        int[] levels,
        int[] repetitions,
        Func<T, TValue> convert,
        CancellationToken cancellationToken
    )
        where T : struct
        where TValue : class
    {
        var packed = new T[count];
        await group.ReadRawAsync(
            field,
            packed.AsMemory(),
            field.MaxDefinitionLevel > 0 ? levels.AsMemory() : default(Memory<int>?),
            field.MaxRepetitionLevel > 0 ? repetitions.AsMemory() : default(Memory<int>?),
            cancellationToken
        );
        var values = new TValue?[count];
        int next = 0;
        for (int i = 0; i < count; i++)
            if (levels[i] == field.MaxDefinitionLevel)
                values[i] = convert(packed[next++]);
        return values;
    }

    private static string Number<T>(T value)
        where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    // -1 is how a number says that it is not known.
    private static string? NameOf(string? value, ParquetColumns columns)
    {
        if (value is null or "" or "-1" || columns.Names is not { } names)
            return value is "" or "-1" ? null : value;
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int k)
            ? k < names.Count
                ? names[k]
                : throw new NotSupportedException($"a label is {k}, but {names.Count} are named")
            : value;
    }
}
