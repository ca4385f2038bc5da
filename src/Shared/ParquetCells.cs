using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace MlNetLabels.Data;

/// <summary>
/// Columns of texts, numbers, truths and times of a Parquet file, as a list has them: as text that no culture changes.
/// </summary>
internal static class ParquetCells
{
    private const string Day = "yyyy-MM-dd",
        Moment = "yyyy-MM-ddTHH:mm:ss.FFFFFFF";

    // What those call the bytes of an image who may have its path beside it: Hugging Face, Spark and others.
    private static readonly HashSet<string> s_images = new(StringComparer.OrdinalIgnoreCase)
    {
        "image",
        "img",
        "picture",
        "photo",
        "jpg",
        "jpeg",
        "png",
        "webp",
        "content",
        "bytes",
        "data",
        "image_bytes",
        "image_data",
    };

    private static readonly Dictionary<Type, Func<ParquetRowGroupReader, DataField, Task<string?[]>>> s_kinds = new()
    {
        [typeof(string)] = Texts,
        [typeof(ReadOnlyMemory<char>)] = Texts,
        [typeof(sbyte)] = Numbers<sbyte>,
        [typeof(byte)] = Numbers<byte>,
        [typeof(short)] = Numbers<short>,
        [typeof(ushort)] = Numbers<ushort>,
        [typeof(int)] = Numbers<int>,
        [typeof(uint)] = Numbers<uint>,
        [typeof(long)] = Numbers<long>,
        [typeof(ulong)] = Numbers<ulong>,
        [typeof(float)] = Numbers<float>,
        [typeof(double)] = Numbers<double>,
        [typeof(decimal)] = Numbers<decimal>,
        [typeof(Guid)] = Numbers<Guid>,
        [typeof(bool)] = (group, field) => Values<bool>(group, field, x => x ? "1" : "0"),
        [typeof(DateTime)] = (group, field) => Values<DateTime>(group, field, Times(field)),
    };

    /// <summary>Whether a column is one of those: one value a row.</summary>
    public static bool Are(DataField field) =>
        field.Path.Length == 1 && field.MaxRepetitionLevel == 0 && s_kinds.ContainsKey(field.ClrType);

    /// <summary>Whether it is one of texts.</summary>
    public static bool AreTexts(DataField field) =>
        field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>);

    /// <summary>Whether it is one of bytes, as images are, and JSON.</summary>
    public static bool AreBytes(DataField field) =>
        field.ClrType == typeof(byte[]) || field.ClrType == typeof(ReadOnlyMemory<byte>);

    /// <summary>Whether it is one of bytes that is called as those of images are.</summary>
    public static bool AreImages(DataField field) =>
        AreBytes(field) && field.Path.FirstPart is { } name && s_images.Contains(name);

    /// <summary>The cells of a group; null where there is none.</summary>
    public static Task<string?[]> Read(ParquetRowGroupReader group, DataField field) =>
        field is not TimeDataField times ? s_kinds[field.ClrType](group, field)
        : field.ClrType == typeof(int) ? Values<int>(group, field, x => Clock(x, times.Precision))
        : Values<long>(group, field, x => Clock(x, times.Precision));

    private static async Task<string?[]> Texts(ParquetRowGroupReader group, DataField field)
    {
        var texts = new string?[checked((int)group.RowCount)];
        await group.ReadAsync(field, texts.AsMemory()!, null, default);
        return texts;
    }

    private static Task<string?[]> Numbers<T>(ParquetRowGroupReader group, DataField field)
        where T : struct, IFormattable => Values<T>(group, field, x => x.ToString(null, CultureInfo.InvariantCulture));

    private static async Task<string?[]> Values<T>(ParquetRowGroupReader group, DataField field, Func<T, string> text)
        where T : struct
    {
        int count = checked((int)group.RowCount);
        if (field.IsNullable)
        {
            var values = new T?[count];
            await group.ReadAsync<T>(field, values.AsMemory(), null, default);
            return [.. values.Select(x => x is { } given ? text(given) : null)];
        }
        var all = new T[count];
        await group.ReadAsync<T>(field, all.AsMemory(), null, default);
        return [.. all.Select(text)];
    }

    private static Func<DateTime, string> Times(DataField field)
    {
        string format =
            field is not DateTimeDataField times ? Moment
            : times.DateTimeFormat == DateTimeFormat.Date ? Day
            : times.IsAdjustedToUTC ? Moment + "'Z'"
            : Moment;
        return x => x.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string Clock(long value, TimeUnitPrecision unit)
    {
        long ticks = unit switch
        {
            TimeUnitPrecision.Millis => value * TimeSpan.TicksPerMillisecond,
            TimeUnitPrecision.Micros => value * TimeSpan.TicksPerMicrosecond,
            _ => value / TimeSpan.NanosecondsPerTick,
        };
        return new TimeOnly(ticks).ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
    }
}
